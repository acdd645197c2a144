"""Books keep what was imported: as bytes, on top of each other, and out of a database."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, text

from flows.financial_reporting.books.books import Books
from flows.financial_reporting.books.contract import BOOKS
from flows.financial_reporting.books.importing.canonical import COLUMNS
from flows.financial_reporting.books.refusals import Refused

ACCOUNTS = "code,name,type\n0100,Bank,asset\n0800,Sales,income\n"
JANUARY = "entry_id,date,account,debit,credit\n1,2025-01-31,0100,10.00,\n1,2025-01-31,0800,,10.00\n"
FEBRUARY = JANUARY.replace("2025-01-31", "2025-02-28").replace("\n1,", "\n2,")


def folder(path: Path, **tables: str) -> Path:
    path.mkdir(exist_ok=True)
    for table, content in tables.items():
        (path / f"{table}.csv").write_text(content, encoding="utf-8")
    return path


def books(path: Path, **tables: str) -> Books:
    return Books.from_folder(folder(path, **tables))


def rows(loaded: Books, query: str) -> list[tuple]:
    return loaded.connection.execute(query).fetchall()


def test_the_tables_have_the_agreed_columns_and_only_present_ones_exist(tmp_path: Path) -> None:
    loaded = books(tmp_path, accounts=ACCOUNTS, journal=JANUARY)
    assert loaded.tables == {"accounts", "journal"}
    for table in loaded.tables:
        columns = [row[0] for row in rows(loaded, f"DESCRIBE {table}")]
        assert set(columns) == {*COLUMNS[table], "line", "source"}
    assert rows(loaded, "SELECT line, entry_id, account, amount, closing FROM journal ORDER BY line") == [
        (2, "1", "0100", Decimal(10), False),
        (3, "1", "0800", Decimal(-10), False),
    ]


def test_what_no_file_gives_is_there_as_if_a_file_left_it_empty(tmp_path: Path) -> None:
    bare = books(tmp_path / "bare", accounts=ACCOUNTS, journal=JANUARY)
    every = {table: ",".join(column for column in BOOKS[table].names if column != "amount") for table in bare.tables}
    full = Books.from_folder(folder(tmp_path / "full", **{table: f"{header}\n" for table, header in every.items()}))
    for table in bare.tables:
        described = [dict(row[:2] for row in rows(one, f"DESCRIBE {table}")) for one in (bare, full)]
        assert described[0] == described[1]
    [shown] = rows(bare, "SELECT DISTINCT contra, roll_up, parent, currency FROM accounts")
    assert shown == (False, "+", None, None)
    shown = rows(bare, "SELECT DISTINCT closing, base_amount = amount, currency, fx_rate, entity FROM journal")
    assert shown == [(False, True, None, None, None)]


def test_balances_and_budgets_know_the_days_they_hold_for(tmp_path: Path) -> None:
    balances = "period,account,amount,kind\n2025-02,0100,5,closing\n2025-03-29,0100,6,closing\n2025-Q2,0100,7,closing\n"
    budget = "period,account,amount\n2025-02,0800,1\n2025-Q4,0800,2\n2025,0800,3\n2024-09-29/2024-12-28,0800,4\n"
    loaded = books(tmp_path, accounts=ACCOUNTS, trial_balances=balances, budget=budget)
    assert rows(loaded, "SELECT period, date FROM trial_balances ORDER BY line") == [
        ("2025-02", date(2025, 2, 28)),
        ("2025-03", date(2025, 3, 29)),
        ("2025-Q2", date(2025, 6, 30)),
    ]
    assert rows(loaded, 'SELECT start, "end" FROM budget ORDER BY line') == [
        (date(2025, 2, 1), date(2025, 2, 28)),
        (date(2025, 10, 1), date(2025, 12, 31)),
        (date(2025, 1, 1), date(2025, 12, 31)),
        (date(2024, 9, 29), date(2024, 12, 28)),
    ]


def test_a_bundle_gives_the_same_books_and_the_same_bytes(tmp_path: Path) -> None:
    loaded = books(tmp_path, accounts=ACCOUNTS, journal=JANUARY + "2,2025-01-31,0100,1,\n2,2025-01-31,0800,,1.004\n")
    again = Books.from_bundle(loaded.to_bundle())
    assert again.to_bundle() == loaded.to_bundle() == books(tmp_path).to_bundle()
    assert again.content_hash() == loaded.content_hash()
    assert (again.tables, again.currency, again.tolerance) == (loaded.tables, loaded.currency, loaded.tolerance)
    assert rows(again, "FROM entries ORDER BY entry_id") == rows(loaded, "FROM entries ORDER BY entry_id")
    query = "SELECT line, source, * EXCLUDE (line, source) FROM journal ORDER BY line"
    assert rows(again, query) == rows(loaded, query)


def test_the_company_s_name_travels_with_the_books_and_a_later_import_may_change_it(tmp_path: Path) -> None:
    first = folder(tmp_path / "a", accounts=ACCOUNTS, journal=JANUARY)
    nameless = Books.from_folder(first).content_hash()
    (first / "books.yaml").write_text("company: Brook & Sons\n", encoding="utf-8")
    named = Books.from_folder(first)
    assert (named.company, Books.from_bundle(named.to_bundle()).company) == ("Brook & Sons", "Brook & Sons")
    assert named.content_hash() != nameless
    second = folder(tmp_path / "b", journal=FEBRUARY)
    assert Books.from_folder(second, onto=named).company == "Brook & Sons"
    (second / "books.yaml").write_text("company: Brook Holding\n", encoding="utf-8")
    assert Books.from_folder(second, onto=named).company == "Brook Holding"


def test_a_bundle_of_another_contract_version_is_refused(tmp_path: Path) -> None:
    bundle = books(tmp_path, accounts=ACCOUNTS).to_bundle()
    bundle["settings"] = bundle["settings"].replace(b'"version":1', b'"version":0')
    with pytest.raises(ValueError, match="import the files again"):
        Books.from_bundle(bundle)


def test_the_hash_follows_the_rows_and_not_their_order_or_file(tmp_path: Path) -> None:
    first, *lines = JANUARY.splitlines()
    shuffled = "\n".join([first, *reversed(lines)]) + "\n"
    loaded = books(tmp_path / "a", accounts=ACCOUNTS, journal=JANUARY)
    assert books(tmp_path / "b", accounts=ACCOUNTS, journal=shuffled).content_hash() == loaded.content_hash()
    other = books(tmp_path / "c", accounts=ACCOUNTS, journal=JANUARY.replace("10.00", "10.01"))
    assert other.content_hash() != loaded.content_hash()


def test_a_further_import_joins_what_is_there(tmp_path: Path) -> None:
    january = books(tmp_path / "1", accounts=ACCOUNTS, journal=JANUARY)
    changed = ACCOUNTS.replace("Bank", "Main bank")
    february = books(tmp_path / "2", accounts=changed, journal=FEBRUARY)
    both = january.append(february)
    assert rows(both, "SELECT DISTINCT entry_id FROM journal ORDER BY 1") == [("1",), ("2",)]
    assert rows(both, "SELECT code, name FROM accounts ORDER BY 1") == [("0100", "Main bank"), ("0800", "Sales")]
    assert both.files == ("accounts.csv", "journal.csv", "accounts.csv", "journal.csv")
    assert rows(both, "SELECT DISTINCT source FROM journal WHERE entry_id = '2'") == [(3,)]


def test_a_further_import_may_lean_on_the_accounts_that_are_there(tmp_path: Path) -> None:
    january = books(tmp_path / "1", accounts=ACCOUNTS, journal=JANUARY)
    february = folder(tmp_path / "2", journal=FEBRUARY)
    closed = {"": date(2025, 1, 31)}
    assert len(rows(Books.from_folder(february, closed_through=closed, onto=january), "FROM journal")) == 4
    with pytest.raises(Refused, match="unknown account"):
        Books.from_folder(february)
    with pytest.raises(Refused, match="closed period"):
        Books.from_folder(february, closed_through={"": date(2025, 2, 28)}, onto=january)


def test_an_entry_that_is_there_already_is_refused_and_nothing_joins(tmp_path: Path) -> None:
    january = books(tmp_path / "1", accounts=ACCOUNTS, journal=JANUARY)
    again = books(tmp_path / "2", accounts=ACCOUNTS, journal=FEBRUARY + JANUARY.split("\n", 1)[1])
    with pytest.raises(Refused) as caught:
        january.append(again)
    (problem,) = caught.value.problems
    assert (problem.kind, problem.file, problem.row, problem.value) == ("duplicate entry", "journal.csv", 4, "1")
    assert len(rows(january, "FROM journal")) == 2


def test_the_same_file_twice_is_refused_and_said_so(tmp_path: Path) -> None:
    january = books(tmp_path, accounts=ACCOUNTS, journal=JANUARY)
    with pytest.raises(Refused, match="imported before"):
        Books.from_folder(tmp_path, onto=january)


def test_a_rate_may_come_again_but_not_differ(tmp_path: Path) -> None:
    rates = "date,from_currency,to_currency,rate,kind\n2025-01-31,USD,EUR,0.9,closing\n"
    one = books(tmp_path / "1", fx_rates=rates)
    assert len(rows(one.append(books(tmp_path / "2", fx_rates=rates)), "FROM fx_rates")) == 1
    with pytest.raises(Refused, match="duplicate row"):
        one.append(books(tmp_path / "3", fx_rates=rates.replace("0.9", "0.8")))


def test_posting_changes_are_those_of_the_days_up_to_the_last_in_either_books(tmp_path: Path) -> None:
    earlier = books(tmp_path / "1", accounts=ACCOUNTS, journal=JANUARY)
    late = "entry_id,date,account,amount,description\n7,2025-01-30,0100,5,Late\n7,2025-01-30,0800,-5,Late\n"
    now = earlier.append(books(tmp_path / "2", accounts=ACCOUNTS, journal=late))
    found = now.posting_changes(earlier, date(2025, 1, 31))
    assert all(change.before is None for change in found)
    assert [
        (one.entry_id, one.account, one.amount, one.description) for one in (change.posting for change in found)
    ] == [
        ("7", "0100", Decimal(5), "Late"),
        ("7", "0800", Decimal(-5), "Late"),
    ]
    assert now.posting_changes(earlier, date(2025, 1, 29)) == []
    gone = earlier.posting_changes(now, date(2025, 1, 31))
    assert [(change.before, change.after) for change in gone] == [(change.after, None) for change in found]


def test_twins_group_postings_and_unused_columns_are_found_but_not_refused(tmp_path: Path) -> None:
    accounts = "code,name,type,parent,colour\n0,Group,asset,,red\n0100,Bank,asset,0,\n0800,Sales,income,,\n"
    journal = JANUARY + "2,2025-01-31,0100,10.00,\n2,2025-01-31,0800,,10.00\n3,2025-01-31,0,1,\n3,2025-01-31,0100,,1\n"
    loaded = books(tmp_path, accounts=accounts, journal=journal)
    assert Books.from_bundle(loaded.to_bundle()).findings == loaded.findings
    found = {one.id: one for one in loaded.findings}
    assert found["identical_entries"].message.endswith("1 = 2.")
    assert found["group_postings_journal"].message.endswith(" 0.")
    assert found["unused_columns"].message.endswith("accounts.csv: colour.")


def test_parquet_files_load_like_csv(tmp_path: Path) -> None:
    loaded = books(tmp_path / "csv", accounts=ACCOUNTS, journal=JANUARY)
    parquet = tmp_path / "parquet"
    parquet.mkdir()
    duckdb.execute(
        f"COPY (FROM read_csv('{tmp_path}/csv/accounts.csv', all_varchar=true)) TO '{parquet}/accounts.parquet'"
    )
    duckdb.execute(
        f"COPY (SELECT entry_id, CAST(date AS DATE) AS date, account, CAST(debit AS DECIMAL(9,2)) AS debit, "
        f"CAST(credit AS DOUBLE) AS credit FROM read_csv('{tmp_path}/csv/journal.csv', all_varchar=true)) "
        f"TO '{parquet}/journal.parquet'"
    )
    assert Books.from_folder(parquet).content_hash() == loaded.content_hash()


def test_a_database_with_tables_and_views_of_the_contract_gives_the_same_books(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'erp.db'}")
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE konten (nr TEXT, name TEXT, art TEXT)"))
        connection.execute(text("INSERT INTO konten VALUES ('0100', 'Bank', 'asset'), ('0800', 'Sales', 'income')"))
        connection.execute(text("CREATE VIEW accounts AS SELECT nr AS code, name, art AS type FROM konten"))
        connection.execute(
            text("CREATE TABLE journal (entry_id INT, date DATE, account TEXT, debit NUMERIC(18, 2), credit REAL)")
        )
        connection.execute(
            text(
                "INSERT INTO journal VALUES (1, '2025-01-31', '0100', 10, NULL), (1, '2025-01-31', '0800', NULL, 10.0)"
            )
        )
    expected = books(tmp_path / "csv", accounts=ACCOUNTS, journal=JANUARY).content_hash()
    assert Books.from_database(engine).content_hash() == expected
    with engine.connect() as connection:
        assert Books.from_database(connection).content_hash() == expected
    engine.dispose()


def test_a_database_row_that_is_wrong_is_named_by_its_table(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'erp.db'}")
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE accounts (code TEXT, name TEXT, type TEXT)"))
        connection.execute(text("INSERT INTO accounts VALUES ('1', 'Bank', 'asset'), ('2', 'Till', 'money')"))
    with pytest.raises(Refused) as caught:
        Books.from_database(engine)
    (problem,) = caught.value.problems
    assert (problem.kind, problem.file, problem.row, problem.value) == ("bad type", "accounts", 2, "money")
    engine.dispose()


def test_a_database_without_any_table_of_the_contract_is_refused(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'empty.db'}")
    with pytest.raises(Refused, match="missing table"):
        Books.from_database(engine)
    engine.dispose()


CENTS = st.lists(st.integers(-(10**14), 10**14), min_size=1, max_size=6)


@settings(max_examples=25, deadline=None)
@given(entries=st.lists(CENTS, min_size=1, max_size=5))
def test_whatever_balances_loads_exactly_and_one_cent_off_is_refused(
    entries: list[list[int]], tmp_path_factory
) -> None:
    path = tmp_path_factory.mktemp("books")
    lines = ["entry_id,date,account,amount"]
    for number, cents in enumerate(entries):
        lines += [f"{number},2025-01-31,0100,{Decimal(value).scaleb(-2):f}" for value in (*cents, -sum(cents))]
    folder(path, accounts=ACCOUNTS, journal="\n".join(lines) + "\n")
    loaded = Books.from_folder(path)
    assert [row[0] for row in rows(loaded, "SELECT amount FROM journal ORDER BY line")] == [
        Decimal(value).scaleb(-2) for cents in entries for value in (*cents, -sum(cents))
    ]
    folder(path, journal="\n".join([*lines, "0,2025-01-31,0100,0.01"]) + "\n")
    with pytest.raises(Refused, match=r"off by 0\.01"):
        Books.from_folder(path)
