"""A mapping file makes an export of any accounting system load, or says what is wrong with it."""

from decimal import Decimal
from pathlib import Path

import pytest

from flows.financial_reporting.books.books import Books
from flows.financial_reporting.books.mapping import mapping_of
from flows.financial_reporting.books.refusals import Refused

HEAD = """
currency: EUR
files:
"""
ACCOUNTS = """
  - file: accounts.csv
    tables:
      - table: accounts
        columns: {code: code, name: name, type: type}
"""


def load(path: Path, mapping: str, **files: bytes | str) -> Books:
    (path / "accounts.csv").write_text("code,name,type\n0100,Bank,asset\n4000,Sales,income\n6000,Rent,expense\n")
    for name, content in files.items():
        stem, _, suffix = name.rpartition("_")
        body = content.encode() if isinstance(content, str) else content
        (path / f"{stem}.{suffix}").write_bytes(body)
    return Books.from_folder(path, mapping_of(HEAD + ACCOUNTS + mapping))


def postings(books: Books, columns: str = "entry_id, date, account, amount") -> list[tuple]:
    query = f"SELECT {columns} FROM journal ORDER BY source, line, account"
    return [
        tuple(str(value) if value is not None else None for value in row)
        for row in books.connection.execute(query).fetchall()
    ]


def test_a_german_export_with_decimal_commas_days_first_and_one_mark_for_debit_and_credit_loads(tmp_path: Path) -> None:
    mapping = """
  - file: buchungen.txt
    encoding: cp1252
    delimiter: ";"
    skip_rows: 2
    decimal: ","
    thousands: "."
    tables:
      - table: journal
        columns:
          entry_id: Beleg
          date: {column: Datum, format: "%d.%m.%Y"}
          account: Konto
          amount: {column: Umsatz, flip_when: {column: SH, equals: H}}
          description: Buchungstext
"""
    text = (
        "Mandant;1\nExport vom;1.2.2025\nBeleg;Datum;Konto;Umsatz;SH;Buchungstext\n"
        "7;31.01.2025;0100;1.234,56;S;Erlös für Käse\n7;31.01.2025;4000;1.234,56;H;Erlös für Käse\n"
    )
    books = load(tmp_path, mapping, buchungen_txt=text.encode("cp1252"))
    assert postings(books, "entry_id, date, account, amount, description, line") == [
        ("7", "2025-01-31", "0100", "1234.560000", "Erlös für Käse", "4"),
        ("7", "2025-01-31", "4000", "-1234.560000", "Erlös für Käse", "5"),
    ]


def test_one_row_with_account_and_contra_account_becomes_two_postings(tmp_path: Path) -> None:
    mapping = """
  - file: rows.csv
    header: false
    columns: [day, debit_account, credit_account, value]
    tables:
      - table: journal
        columns: {entry_id: {row: true}, date: day, account: debit_account, amount: value}
      - table: journal
        columns: {entry_id: {row: true}, date: day, account: credit_account, amount: {column: value, flip: true}}
"""
    books = load(tmp_path, mapping, rows_csv="2025-01-31,0100,4000,5.00\n2025-02-01,6000,0100,3.00\n")
    assert postings(books, "entry_id, account, amount") == [
        ("1", "0100", "5.000000"),
        ("1", "4000", "-5.000000"),
        ("2", "0100", "-3.000000"),
        ("2", "6000", "3.000000"),
    ]


@pytest.mark.parametrize(
    ("style", "cell", "value"),
    [
        ('decimal: ","\n    thousands: "."', '"-1.234.567,80"', "-1234567.800000"),
        ('decimal: ","\n    thousands: " "', '"1 234 567,80"', "1234567.800000"),
        ('decimal: ","\n    thousands: " "', '"1\u202f234,8"', "1234.800000"),
        ('thousands: "\'"', "1'234.50", "1234.500000"),
        ('thousands: ","\n    negative: parentheses', '"(1,234.50)"', "-1234.500000"),
        ('decimal: ","\n    negative: trailing', '"1234,50-"', "-1234.500000"),
    ],
)
def test_numbers_are_read_as_the_export_writes_them(tmp_path: Path, style: str, cell: str, value: str) -> None:
    mapping = f"""
  - file: budget.csv
    {style}
    tables:
      - table: budget
        columns: {{period: period, account: account, amount: amount}}
"""
    books = load(tmp_path, mapping, budget_csv=f"period,account,amount\n2025-01,4000,{cell}\n")
    assert [str(row[0]) for row in books.connection.execute("SELECT amount FROM budget").fetchall()] == [value]


@pytest.mark.parametrize("cell", ['"1.23,4"', '"12.34"', '"1,234.5"', '"1.2345,6"'])
def test_a_number_that_does_not_fit_the_marks_is_refused_as_the_file_has_it(tmp_path: Path, cell: str) -> None:
    mapping = """
  - file: budget.csv
    decimal: ","
    thousands: "."
    tables:
      - table: budget
        columns: {period: period, account: account, amount: Betrag}
"""
    with pytest.raises(Refused) as caught:
        load(tmp_path, mapping, budget_csv=f"period,account,Betrag\n2025-01,4000,{cell}\n")
    (problem,) = caught.value.problems
    assert (problem.kind, problem.row, problem.column, problem.value) == ("bad number", 2, "Betrag", cell.strip('"'))


def test_dates_become_periods_and_income_shown_positive_is_flipped(tmp_path: Path) -> None:
    mapping = """
  - file: saldi.csv
    tables:
      - table: trial_balances
        columns:
          period: {column: month, format: ["%m/%Y", "%Y%m"]}
          account: account
          amount: {column: amount, flip_types: [income, liability, equity]}
          kind: {constant: movement}
          entity: {constant: "01"}
"""
    saldi = "month,account,amount\n01/2025,4000,100\n202502,6000,40\n"
    books = load(tmp_path, mapping, saldi_csv=saldi)
    rows = books.connection.execute("SELECT period, date, amount, entity FROM trial_balances ORDER BY line").fetchall()
    assert [(period, str(day), amount, entity) for period, day, amount, entity in rows] == [
        ("2025-01", "2025-01-31", Decimal(-100), "01"),
        ("2025-02", "2025-02-28", Decimal(40), "01"),
    ]


def test_several_files_of_one_pattern_join_and_lines_keep_their_file(tmp_path: Path) -> None:
    mapping = """
  - file: j-*.csv
    where: [{column: state, differs: draft}]
    tables:
      - table: journal
        columns:
          entry_id: {join: [year, number]}
          date: date
          account: account
          amount: amount
          closing: {when: {column: text, contains: year-end}}
"""
    head = "year,number,date,account,amount,text,state\n"
    one = head + "2024,1,2024-12-31,0100,5,Year-end closing,\n2024,1,2024-12-31,4000,-5,Year-end closing,\n"
    two = head + "2025,1,2025-01-31,0100,5,,draft\n2025,1,2025-01-31,0100,6,,\n2025,1,2025-01-31,4000,-6,,\n"
    (tmp_path / "j-1.csv").write_text(one)
    (tmp_path / "j-2.csv").write_text(two)
    books = load(tmp_path, mapping)
    assert books.files == ("accounts.csv", "j-1.csv", "j-2.csv")
    assert postings(books, "entry_id, amount, closing, source, line") == [
        ("2024-1", "5.000000", "True", "1", "2"),
        ("2024-1", "-5.000000", "True", "1", "3"),
        ("2025-1", "6.000000", "False", "2", "3"),
        ("2025-1", "-6.000000", "False", "2", "4"),
    ]


def test_accounts_read_out_of_several_journals_are_there_once(tmp_path: Path) -> None:
    mapping = """
files:
  - file: j-*.csv
    tables:
      - table: accounts
        distinct: true
        columns: {code: account, name: account, type: {column: account, prefixes: {"1": asset, "4": income}}}
      - table: journal
        columns: {entry_id: id, date: date, account: account, amount: amount}
"""
    for number in (1, 2):
        rows = f"{number},2025-01-31,100,5\n{number},2025-01-31,40{number},-5\n"
        (tmp_path / f"j-{number}.csv").write_text("id,date,account,amount\n" + rows)
    books = Books.from_folder(tmp_path, mapping_of(mapping))
    assert books.connection.execute("SELECT code FROM accounts ORDER BY code").fetchall() == [
        ("100",),
        ("401",),
        ("402",),
    ]


def test_a_key_that_its_side_file_does_not_have_is_refused(tmp_path: Path) -> None:
    mapping = """
  - file: budget.csv
    lookups: [{name: account, file: side.csv, key: id, side_key: id}]
    tables:
      - table: budget
        columns: {period: period, account: account.code, amount: amount}
"""
    side = "id,code\n1,4000\n"
    good = "period,id,amount\n2025-01,1,5\n"
    assert load(tmp_path, mapping, budget_csv=good, side_csv=side).tables == {"accounts", "budget"}
    with pytest.raises(Refused) as caught:
        load(tmp_path, mapping, budget_csv=good + "2025-01,2,5\n", side_csv=side + "3,1\n3,2\n")
    assert [(problem.kind, problem.file, problem.row, problem.value) for problem in caught.value.problems] == [
        ("duplicate key", "side.csv", None, "3"),
        ("unknown key", "budget.csv", 3, "2"),
    ]


def test_a_value_that_no_prefix_fits_is_refused(tmp_path: Path) -> None:
    mapping = """
  - file: more.csv
    tables:
      - table: accounts
        columns: {code: nr, name: nr, type: {column: nr, prefixes: {"1": asset, "12": liability}}}
"""
    with pytest.raises(Refused) as caught:
        load(tmp_path, mapping, more_csv="nr\n1100\n1200\n3000\n")
    (problem,) = caught.value.problems
    assert (problem.kind, problem.row, problem.column, problem.value) == ("bad type", 4, "nr", "3000")
    books = load(tmp_path, mapping, more_csv="nr\n1100\n1200\n")
    assert books.connection.execute("SELECT type FROM accounts WHERE source = 1 ORDER BY code").fetchall() == [
        ("asset",),
        ("liability",),
    ]


@pytest.mark.parametrize(
    ("mapping", "place", "said"),
    [
        ("currencies: EUR", "currencies", "only known keys"),
        ("currency: euro", "currency", "no currency"),
        ("tolerance: -1", "tolerance", "greater than 0"),
        ("version: 2", "version", "less than or equal to 1"),
        ("files: [{file: a.csv, tables: []}]", "files.0.tables", "at least 1"),
        ("files: [{file: /etc/a.csv, tables: [{table: budget, columns: {}}]}]", "files.0.file", "inside the folder"),
        ("files: [{file: ../a.csv, tables: [{table: budget, columns: {}}]}]", "files.0.file", "inside the folder"),
        (
            "files: [{file: a.csv, tables: [{table: ledger, columns: {}}]}]",
            "files.0.tables.0",
            "no table of the contract",
        ),
        ("files: [{file: a.csv, tables: [{table: budget, columns: {x: y}}]}]", "files.0.tables.0", "no column x"),
        (
            "files: [{file: a.csv, tables: [{table: budget, columns: {period: {column: a, constant: b}}}]}]",
            "files.0.tables.0.columns.period",
            "exactly one of",
        ),
        (
            "files: [{file: a.csv, where: [{column: a}], tables: [{table: budget, columns: {}}]}]",
            "files.0.where.0",
            "needs one test",
        ),
        ("files: [{file: a.csv, header: false, tables: [{table: budget, columns: {}}]}]", "files.0", "together"),
        ("files: [", "", "YAML"),
    ],
)
def test_a_wrong_mapping_file_is_refused_with_the_place_and_the_mend(mapping: str, place: str, said: str) -> None:
    with pytest.raises(Refused) as caught:
        mapping_of(mapping, "my.yaml")
    problem = caught.value.problems[0]
    assert (problem.file, problem.column) == ("my.yaml", place)
    assert said in problem.expected
    assert problem.mend


def test_a_column_that_the_file_does_not_have_is_refused_with_those_it_has(tmp_path: Path) -> None:
    mapping = """
  - file: budget.csv
    tables:
      - table: budget
        columns: {period: Periode, account: account, amount: amount}
"""
    with pytest.raises(Refused) as caught:
        load(tmp_path, mapping, budget_csv="period,account,amount\n2025-01,4000,5\n")
    (problem,) = caught.value.problems
    assert (problem.kind, problem.file, problem.column) == ("missing column", "budget.csv", "Periode")
    assert "period, account, amount" in problem.mend


def test_values_of_a_mapping_are_read_as_they_are_written() -> None:
    mapping = mapping_of("files: [{file: a.csv, where: [{column: c, any_of: [0800, NO, 2025-01-01, 1_0]}], "
                         "tables: [{table: budget, columns: {period: p}}]}]")  # fmt: skip
    assert mapping.files[0].where[0].any_of == ("0800", "NO", "2025-01-01", "1_0")


def test_the_folders_own_mapping_holds_where_no_other_is_given(tmp_path: Path) -> None:
    (tmp_path / "accounts.csv").write_text("code,name,type\n0100,Bank,asset\n")
    (tmp_path / "books.yaml").write_text("currency: CHF\n")
    assert Books.from_folder(tmp_path).currency == "CHF"
    assert Books.from_folder(tmp_path, mapping_of("currency: EUR")).currency == "EUR"
