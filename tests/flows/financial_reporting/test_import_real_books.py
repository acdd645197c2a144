"""Exports that nobody here wrote load through their mapping files, row by row."""

from decimal import Decimal
from pathlib import Path

import pytest

from flows.financial_reporting.books.books import Books
from flows.financial_reporting.books.refusals import Refused
from flows.financial_reporting.figures.residues import read_residues

MAPPINGS = Path(__file__).parent / "mappings"
DATA = Path(__file__).parents[3] / ".." / "shared" / "data"


def real(name: str) -> Path:
    folder = DATA / name
    if not folder.is_dir():
        pytest.skip(f"the real books in shared/data/{name} are not on this machine")
    return folder


def counts(books: Books) -> dict[str, int]:
    query = " UNION ALL ".join(f"SELECT '{table}', count(*) FROM {table}" for table in books.tables)
    return dict(books.connection.execute(query).fetchall())


def test_a_beancount_ledger_loads_as_a_journal_with_its_tree_of_accounts() -> None:
    books = Books.from_folder(real("fava_budgets_ledger"), MAPPINGS / "fava.yaml")
    assert counts(books) == {"accounts": 80, "journal": 2986}
    assert books.currency == "USD"
    residues = read_residues(books, "")
    assert (residues.count, residues.total) == (184, Decimal("0.04199"))
    tree = "SELECT name, type, parent FROM accounts WHERE code IN ('Expenses', 'Expenses:Food', 'Expenses:Food:Coffee')"
    assert books.connection.execute(f"{tree} ORDER BY code").fetchall() == [
        ("Expenses", "expense", None),
        ("Food", "expense", "Expenses"),
        ("Coffee", "expense", "Expenses:Food"),
    ]


def test_invoices_and_payments_come_out_of_one_file() -> None:
    books = Books.from_folder(real("ibm_ar"), MAPPINGS / "ibm_ar.yaml")
    assert counts(books) == {"invoices": 1683, "payments": 1683}
    first = books.connection.execute(
        "SELECT invoice_id, counterparty, issued, due, amount FROM invoices WHERE line = 2"
    )
    assert [str(value) for value in first.fetchall()[0]] == [
        "611365", "0379-NEVHP", "2013-01-02", "2013-02-01", "55.940000"
    ]  # fmt: skip


@pytest.fixture
def adventureworks(tmp_path: Path) -> Path:
    """Pre-clean: DimAccount holds one name with commas that the export forgot to put into quotes."""
    for file in real("adventureworks_finance").glob("*.csv"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    accounts = tmp_path / "DimAccount.csv"
    name = "Property, Plant, Equipment"
    accounts.write_text(accounts.read_text().replace(name, f'"{name}"'))
    return tmp_path


def test_general_ledger_facts_load_as_trial_balances_and_budget(adventureworks: Path) -> None:
    books = Books.from_folder(adventureworks, MAPPINGS / "adventureworks.yaml")
    assert counts(books) == {"accounts": 93, "trial_balances": 14689, "budget": 2751}
    query = books.connection.execute
    assert query("SELECT DISTINCT sum(amount) FROM trial_balances WHERE kind = 'closing' GROUP BY date").fetchall() == [
        (Decimal(0),)
    ]
    chosen = "WHERE code IN ('10', '3010', '4130') ORDER BY code"
    assert query(f"SELECT type, roll_up, parent FROM accounts {chosen}").fetchall() == [
        ("asset", "+", None),
        ("equity", "+", "300"),
        ("expense", "-", "4100"),
    ]


def test_the_same_facts_without_the_pre_clean_are_refused_with_the_line() -> None:
    with pytest.raises(Refused) as caught:
        Books.from_folder(real("adventureworks_finance"), MAPPINGS / "adventureworks.yaml")
    problem = caught.value.problems[0]
    assert (problem.kind, problem.file, problem.row) == ("not a row", "DimAccount.csv", 16)


def test_real_books_are_the_same_after_they_were_kept(adventureworks: Path) -> None:
    books = Books.from_folder(adventureworks, MAPPINGS / "adventureworks.yaml")
    assert Books.from_bundle(books.to_bundle()).content_hash() == books.content_hash()
