"""A look at an unknown export proposes a mapping file that loads it."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from flows.financial_reporting.books.books import Books
from flows.financial_reporting.books.mapping import mapping_of
from flows.financial_reporting.books.profile import profile
from flows.financial_reporting.books.refusals import Refused

DATEV = """"EXTF";700;21;"Buchungsstapel";9;20250201
Umsatz (ohne Soll/Haben-Kz);Soll/Haben-Kennzeichen;WKZ Umsatz;Konto;Gegenkonto (ohne BU-Schlüssel);Belegdatum;Belegfeld 1;Buchungstext
1.190,00;S;EUR;1200;8400;31.01.2025;RE-1001;Erlöse Käserei Müller – Januar
595,50;H;EUR;1200;4210;15.01.2025;MI-01;Miete Büro
12.000,00;S;EUR;1200;0800;02.01.2025;EB;Eröffnung Kapital
"""  # noqa: E501 (as the export writes it)

QUICKBOOKS = """Acme Inc
Journal
January 2025

Trans #,Type,Date,Num,Name,Memo,Account,Debit,Credit
101,Invoice,1/13/2025,1001,Ada Corp,Widgets,Accounts Receivable,"1,250.00",
101,Invoice,1/13/2025,1001,Ada Corp,Widgets,Sales,,"1,250.00"
102,Check,1/31/2025,5001,Landlord,Rent Jan,Rent Expense,900.00,
102,Check,1/31/2025,5001,Landlord,Rent Jan,Checking,,900.00
"""

SIGNED = """Pièce\tDate écriture\tCompte\tLibellé\tMontant
A1\t05/01/2025\t411000\tVente à crédit\t1200,50
A1\t05/01/2025\t707000\tVente à crédit\t-1200,50
A2\t31/01/2025\t613000\tLoyer février\t800
A2\t31/01/2025\t512000\tLoyer février\t-800
"""


def proposed(folder: Path, name: str, content: bytes) -> tuple[str, str, Books]:
    (folder / name).write_bytes(content)
    report, mapping = profile(folder)
    return report, mapping, Books.from_folder(folder, mapping_of(answered(mapping)))


def answered(mapping: str, **answers: str) -> str:
    """Return a proposed mapping with the lines filled that only a person can fill."""
    for line, answer in {"currency: CHECK": "currency: USD", **answers}.items():
        mapping = mapping.replace(line, answer)
    return mapping


def balances(books: Books) -> dict[str, tuple[str, Decimal]]:
    rows = books.connection.execute(
        "SELECT account, type, sum(amount) FROM journal JOIN accounts ON code = account GROUP BY account, type"
    ).fetchall()
    return {account: (kind, total) for account, kind, total in rows}


def test_a_german_batch_with_soll_haben_marks_and_contra_accounts_is_understood(tmp_path: Path) -> None:
    content = DATEV.replace("\n", "\r\n").encode("cp1252")
    report, mapping, books = proposed(tmp_path, "EXTF_Buchungsstapel.csv", content)
    assert balances(books) == {
        "1200": ("asset", Decimal("12594.50")),
        "8400": ("income", Decimal("-1190.00")),
        "4210": ("expense", Decimal("595.50")),
        "0800": ("equity", Decimal("-12000.00")),
    }
    assert books.currency == "EUR"
    assert "cp1252, delimiter ';', header on line 2" in report
    assert "6 rows of journal" in report
    assert "taken as SKR03" in mapping


def test_an_american_journal_with_debit_and_credit_columns_is_understood(tmp_path: Path) -> None:
    report, mapping, books = proposed(tmp_path, "journal.csv", QUICKBOOKS.encode())
    assert balances(books) == {
        "Accounts Receivable": ("asset", Decimal(1250)),
        "Sales": ("income", Decimal(-1250)),
        "Rent Expense": ("expense", Decimal(900)),
        "Checking": ("asset", Decimal(-900)),
    }
    assert books.connection.execute("SELECT DISTINCT entry_id, date FROM journal ORDER BY 1").fetchall()[0][0] == "101"
    assert "header on line 5" in report
    assert "(%m/%d/%Y)" in report
    assert "2 of the first 2 entries balance this way" in mapping
    assert "CHECK: the currency" in mapping


def test_a_signed_export_in_latin_1_is_understood(tmp_path: Path) -> None:
    report, _, books = proposed(tmp_path, "ecritures.txt", SIGNED.encode("latin-1"))
    assert balances(books) == {
        "411000": ("asset", Decimal("1200.50")),
        "707000": ("income", Decimal("-1200.50")),
        "613000": ("expense", Decimal(800)),
        "512000": ("asset", Decimal(-800)),
    }
    assert books.connection.execute("SELECT DISTINCT description FROM journal ORDER BY 1").fetchall() == [
        ("Loyer février",),
        ("Vente à crédit",),
    ]
    assert "latin-1" in report


def test_dates_that_could_be_read_two_ways_are_a_doubt_to_check(tmp_path: Path) -> None:
    text = QUICKBOOKS.replace("1/13/2025", "1/2/2025").replace("1/31/2025", "1/3/2025")
    (tmp_path / "journal.csv").write_text(text)
    report, mapping = profile(tmp_path)
    doubt = "Date fits %m/%d/%Y and %d/%m/%Y"
    assert doubt in report
    assert f"# CHECK: {doubt}" in mapping
    with pytest.raises(Refused, match=r"row \d+, column files.0.tables.1.columns.date.format: unanswered: 'CHECK'"):
        mapping_of(answered(mapping))
    decided = answered(mapping, **{"format: CHECK": 'format: "%m/%d/%Y"'})
    assert Books.from_folder(tmp_path, mapping_of(decided)).connection.execute(
        "SELECT DISTINCT date FROM journal ORDER BY date"
    ).fetchall() == [(date(2025, 1, 2),), (date(2025, 1, 3),)]


def test_a_question_that_only_a_person_can_answer_stops_the_import_at_its_line(tmp_path: Path) -> None:
    (tmp_path / "journal.csv").write_text(QUICKBOOKS)
    report, mapping = profile(tmp_path)
    line = mapping.splitlines().index("currency: CHECK") + 1
    with pytest.raises(Refused, match=f"row {line}, column currency: unanswered"):
        mapping_of(mapping)
    assert f"row {line}, column currency" in report and "4 rows of journal" in report


def test_one_column_of_dates_decides_the_order_of_day_and_month_for_the_others(tmp_path: Path) -> None:
    invoices = "Invoice No,Type,Customer,Invoice Date,Due Date,Amount\nI1,receivable,Ada,01/02/2025,{due},5\n"
    for due, order in (("31/03/2025", "%d/%m/%Y"), ("03/31/2025", "%m/%d/%Y")):
        (tmp_path / "open.csv").write_text(invoices.format(due=due))
        _, mapping = profile(tmp_path)
        assert mapping.count(f'format: "{order}"') == 2
        mapping_of(answered(mapping))


@pytest.mark.parametrize(("written", "order"), [("31012025", "%d%m%Y"), ("01312025", "%m%d%Y"), ("20250131", "%Y%m%d")])
def test_dates_without_marks_are_read_in_any_order(tmp_path: Path, written: str, order: str) -> None:
    text = QUICKBOOKS.replace("1/13/2025", written).replace("1/31/2025", written)
    _, mapping, books = proposed(tmp_path, "journal.csv", text.encode())
    assert f'format: "{order}"' in mapping
    assert books.connection.execute("SELECT DISTINCT date FROM journal").fetchall() == [(date(2025, 1, 31),)]


def test_accounts_take_their_names_from_the_column_that_has_them(tmp_path: Path) -> None:
    named = SIGNED.replace("Compte\t", "Compte\tCompteLib\t").replace("411000\t", "411000\tClients\t")
    named = named.replace("707000\t", "707000\tVentes\t").replace("613000\t", "613000\tLoyers\t")
    named = named.replace("512000\t", "512000\tBanque\t")
    _, _, books = proposed(tmp_path, "ecritures.txt", named.encode())
    names = books.connection.execute("SELECT name FROM accounts ORDER BY code").fetchall()
    assert names == [("Clients",), ("Banque",), ("Loyers",), ("Ventes",)]


def test_a_column_that_names_one_account_in_two_ways_names_none(tmp_path: Path) -> None:
    named = "Nr,Date,Account,Account Name,Amount\n1,2025-01-31,10,Bank,5\n1,2025-01-31,40,Sales,-5\n"
    named += "2,2025-01-31,10,Bank (old),5\n2,2025-01-31,40,Sales,-5\n"
    _, _, books = proposed(tmp_path, "journal.csv", named.encode())
    assert books.connection.execute("SELECT name FROM accounts ORDER BY code").fetchall() == [("10",), ("40",)]


def test_invoices_and_balances_are_told_from_budgets(tmp_path: Path) -> None:
    (tmp_path / "accounts.csv").write_text("Account No,Account Name,Account Type\n100,Bank,asset\n400,Sales,income\n")
    (tmp_path / "tb.csv").write_text("Month,Account No,Balance\n01/2025,100,5\n01/2025,400,-5\n")
    (tmp_path / "plan.csv").write_text("Month,Account No,Budget Amount,Amount\n01/2025,400,x,7\n")
    (tmp_path / "open.csv").write_text(
        "Invoice No,Customer,Invoice Date,Due Date,Amount\nI1,Ada,2025-01-01,2025-01-31,5\n"
    )
    (tmp_path / "notes.csv").write_text("colour,shape\nred,round\n")
    report, mapping = profile(tmp_path)
    kinds = mapping.replace("{constant: CHECK}", "{constant: movement}", 1)
    kinds = kinds.replace("{constant: CHECK}", "{constant: receivable}", 1)
    books = Books.from_folder(tmp_path, mapping_of(answered(kinds)))
    assert books.tables == {"accounts", "trial_balances", "budget", "invoices"}
    assert "CHECK: no column looks like kind" in mapping
    assert "notes.csv: not recognised, left out" in mapping
    assert "notes.csv: not recognised" in report


def test_what_does_not_load_yet_is_said_with_its_reason(tmp_path: Path) -> None:
    (tmp_path / "journal.csv").write_text(QUICKBOOKS.replace("900.00\n", "901.00\n"))
    report, _ = profile(tmp_path)
    assert "does not load yet" in report
    assert "unbalanced entry" in report


def test_header_texts_stay_text_in_the_proposed_mapping(tmp_path: Path) -> None:
    text = QUICKBOOKS.replace("Memo", '"Memo"": {x: y} #"')
    _, mapping, _ = proposed(tmp_path, "journal.csv", text.encode())
    assert mapping_of(answered(mapping)).files[0].tables[1].columns["account"].column == "Account"


def test_nothing_to_look_at_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="Export the books as CSV"):
        profile(tmp_path)
    (tmp_path / "notes.csv").write_text("colour,shape\nred,round\n")
    assert "None of the files" in profile(tmp_path)[0]
