"""Books that are wrong are refused whole, with file, row, column and the mend."""

import pickle
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from flows.financial_reporting.books.books import Books
from flows.financial_reporting.books.mapping import mapping_of
from flows.financial_reporting.books.refusals import Problem, Refused
from flows.financial_reporting.figures.residues import read_residues

ACCOUNTS = "code,name,type\n0100,Bank,asset\n0800,Sales,income\n"
JOURNAL = "entry_id,date,account,debit,credit\n1,2025-01-31,0100,10.00,\n1,2025-01-31,0800,,10.00\n"


def folder(path: Path, **tables: str) -> Path:
    for table, text in tables.items():
        (path / f"{table}.csv").write_text(text, encoding="utf-8")
    return path


def refusal(path: Path, **options: object) -> Refused:
    with pytest.raises(Refused) as caught:
        Books.from_folder(path, **options)  # type: ignore[arg-type]
    return caught.value


def only_problem(path: Path, **options: object) -> Problem:
    (problem,) = refusal(path, **options).problems
    assert problem.mend.endswith(".")
    assert problem.expected
    return problem


def place(problem: Problem) -> tuple[str, str, int | None, str, str]:
    return problem.kind, problem.file, problem.row, problem.column, problem.value


@pytest.mark.parametrize("value", ["31.01.2025", "2025-02-30", "0025-01-31", "infinity", "x"])
def test_a_bad_date_is_refused_where_it_stands(tmp_path: Path, value: str) -> None:
    journal = JOURNAL + f"2,{value},0100,1.00,\n2,2025-01-31,0800,,1.00\n"
    problem = only_problem(folder(tmp_path, accounts=ACCOUNTS, journal=journal))
    assert place(problem) == ("bad date", "journal.csv", 4, "date", value)
    assert "2025-10-31" in problem.expected
    assert "`format`" in problem.mend


@pytest.mark.parametrize("value", ['"1.234,56"', "1e3", "1_000", "NaN", "(5)", "--5", "0.123456789"])
def test_a_number_that_is_none_or_cannot_be_held_exactly_is_refused(tmp_path: Path, value: str) -> None:
    journal = JOURNAL + f"2,2025-01-31,0100,{value},\n2,2025-01-31,0800,,1.00\n"
    problem = only_problem(folder(tmp_path, accounts=ACCOUNTS, journal=journal))
    assert place(problem) == ("bad number", "journal.csv", 4, "debit", value.strip('"'))
    assert "8 decimals" in problem.mend


def test_eight_decimals_and_twenty_digits_are_held_exactly(tmp_path: Path) -> None:
    amount = "12345678901234567890.12345678"
    journal = f"entry_id,date,account,amount\n1,2025-01-31,0100,{amount}\n1,2025-01-31,0800,-{amount}\n"
    books = Books.from_folder(folder(tmp_path, accounts=ACCOUNTS, journal=journal))
    assert [str(row[0]) for row in books.connection.execute("SELECT amount FROM journal").fetchall()] == [
        amount,
        f"-{amount}",
    ]


def test_an_amount_that_is_too_large_once_converted_is_refused(tmp_path: Path) -> None:
    journal = "entry_id,date,account,amount,currency,fx_rate\n1,2025-01-31,0100,9999999999999999999,USD,999999999\n"
    problem = only_problem(folder(tmp_path, accounts=ACCOUNTS, journal=journal), mapping=mapping_of("currency: EUR"))
    assert (problem.kind, problem.file) == ("too large", "journal.csv")


def test_an_unknown_account_type_is_refused(tmp_path: Path) -> None:
    problem = only_problem(folder(tmp_path, accounts=ACCOUNTS + "0900,Other,revenue\n"))
    assert place(problem) == ("bad type", "accounts.csv", 4, "type", "revenue")
    assert problem.expected == "asset or liability or equity or income or expense"


def test_an_empty_required_value_is_refused(tmp_path: Path) -> None:
    problem = only_problem(folder(tmp_path, accounts=ACCOUNTS, journal=JOURNAL.replace("0800,,", " ,,")))
    assert place(problem) == ("empty", "journal.csv", 3, "account", "")


def test_a_posting_without_debit_credit_and_amount_is_refused(tmp_path: Path) -> None:
    problem = only_problem(folder(tmp_path, accounts=ACCOUNTS, journal=JOURNAL + "2,2025-01-31,0100,,\n"))
    assert place(problem) == ("empty", "journal.csv", 4, "amount", "")


def test_a_missing_column_is_refused(tmp_path: Path) -> None:
    problem = only_problem(folder(tmp_path, accounts="code,name\n0100,Bank\n"))
    assert place(problem) == ("missing column", "accounts.csv", None, "type", "")
    assert "accounts.csv has code, name" in problem.mend


def test_a_line_with_too_many_values_is_refused(tmp_path: Path) -> None:
    problem = only_problem(folder(tmp_path, accounts=ACCOUNTS + "0900,Property, Plant,asset\n"))
    assert place(problem) == ("not a row", "accounts.csv", 4, "", "0900,Property, Plant,asset")
    assert "quotes" in problem.mend


def test_a_file_in_another_encoding_is_refused_with_the_mend(tmp_path: Path) -> None:
    (tmp_path / "accounts.csv").write_bytes(ACCOUNTS.replace("Bank", "Büro").encode("cp1252"))
    problem = only_problem(tmp_path)
    assert problem.file == "accounts.csv"
    assert "encoding" in problem.mend


def test_an_unbalanced_entry_is_refused_with_what_it_is_off_by(tmp_path: Path) -> None:
    journal = JOURNAL + "2,2025-01-31,0100,7.00,\n2,2025-01-31,0800,,5.00\n"
    problem = only_problem(folder(tmp_path, accounts=ACCOUNTS, journal=journal))
    assert place(problem) == ("unbalanced entry", "journal.csv", 4, "amount", "entry 2 is off by 2")


def test_an_entry_must_balance_within_each_entity(tmp_path: Path) -> None:
    journal = "entry_id,date,account,debit,credit,entity\n1,2025-01-31,0100,5.00,,A\n1,2025-01-31,0800,,5.00,B\n"
    refused = refusal(folder(tmp_path, accounts=ACCOUNTS, journal=journal))
    assert [problem.value for problem in refused.problems] == ["entry 1 of A is off by 5", "entry 1 of B is off by -5"]


def test_a_residue_of_the_smallest_unit_is_refused_and_one_below_it_is_counted(tmp_path: Path) -> None:
    def journal(credit: str) -> str:
        return JOURNAL + f"2,2025-01-31,0100,7.00,\n2,2025-01-31,0800,,{credit}\n"

    assert only_problem(folder(tmp_path, accounts=ACCOUNTS, journal=journal("6.99"))).value.endswith("off by 0.01")
    residues = read_residues(Books.from_folder(folder(tmp_path, journal=journal("7.004"))), "")
    assert (residues.count, residues.total, residues.absolute) == (1, Decimal("-0.004"), Decimal("0.004"))


def test_the_tolerance_follows_the_currency_of_the_books(tmp_path: Path) -> None:
    journal = JOURNAL + "2,2025-01-31,0100,7.00,\n2,2025-01-31,0800,,6.50\n"
    path = folder(tmp_path, accounts=ACCOUNTS, journal=journal)
    assert read_residues(Books.from_folder(path, mapping_of("currency: JPY")), "").count == 1
    assert only_problem(path, mapping=mapping_of("currency: KWD")).kind == "unbalanced entry"
    assert read_residues(Books.from_folder(path, mapping_of("tolerance: 0.51")), "").count == 1


def test_an_unknown_account_is_refused_and_leading_zeros_count(tmp_path: Path) -> None:
    problem = only_problem(folder(tmp_path, accounts=ACCOUNTS, journal=JOURNAL.replace("0800", "800")))
    assert place(problem) == ("unknown account", "journal.csv", 3, "account", "800")
    assert "leading zeros" in problem.mend


def test_a_journal_without_accounts_is_refused(tmp_path: Path) -> None:
    problem = refusal(folder(tmp_path, journal=JOURNAL)).problems[0]
    assert "accounts" in problem.expected


def test_one_entry_id_on_two_dates_is_a_duplicate(tmp_path: Path) -> None:
    journal = JOURNAL + "1,2025-02-28,0100,3.00,\n1,2025-02-28,0800,,3.00\n"
    problem = only_problem(folder(tmp_path, accounts=ACCOUNTS, journal=journal))
    assert place(problem) == ("duplicate entry", "journal.csv", 2, "entry_id", "1")


def test_a_posting_in_a_closed_period_is_refused_for_its_entity_only(tmp_path: Path) -> None:
    journal = (
        "entry_id,date,account,amount,entity\n"
        "1,2025-01-31,0100,5.00,A\n1,2025-01-31,0800,-5.00,A\n2,2025-01-31,0100,5.00,B\n2,2025-01-31,0800,-5.00,B\n"
    )
    path = folder(tmp_path, accounts=ACCOUNTS, journal=journal)
    refused = refusal(path, closed_through={"B": date(2025, 1, 31)})
    assert [place(problem)[:4] for problem in refused.problems] == [
        ("closed period", "journal.csv", 4, "date"),
        ("closed period", "journal.csv", 5, "date"),
    ]
    assert "period reopen" in refused.problems[0].mend
    assert refusal(path, closed_through={"": date(2025, 1, 31)}).totals == {"closed period": 4}
    assert Books.from_folder(path, closed_through={"": date(2025, 1, 30)}).tables == {"accounts", "journal"}


RATES = "date,from_currency,to_currency,rate,kind\n2025-01-24,USD,EUR,0.9,closing\n2025-01-31,USD,EUR,0.8,average\n"
FOREIGN = (
    "entry_id,date,account,amount,currency\n1,2025-01-31,0100,10.00,USD\n1,2025-01-31,0800,-10.00,USD\n"
    "2,2025-02-01,0100,10.00,EUR\n2,2025-02-01,0800,-10.00,EUR\n"
)


def test_a_foreign_posting_takes_the_last_closing_rate_of_seven_days(tmp_path: Path) -> None:
    path = folder(tmp_path, accounts=ACCOUNTS, journal=FOREIGN, fx_rates=RATES)
    books = Books.from_folder(path, mapping_of("currency: EUR"))
    rows = books.connection.execute("SELECT fx_rate, base_amount FROM journal ORDER BY line").fetchall()
    assert [(rate and str(rate), str(base)) for rate, base in rows] == [
        ("0.900000000", "9.000000"),
        ("0.900000000", "-9.000000"),
        (None, "10.000000"),
        (None, "-10.000000"),
    ]


def test_a_missing_rate_is_refused_and_never_one(tmp_path: Path) -> None:
    stale = RATES.replace("2025-01-24", "2025-01-23")
    path = folder(tmp_path, accounts=ACCOUNTS, journal=FOREIGN, fx_rates=stale)
    refused = refusal(path, mapping=mapping_of("currency: EUR"))
    assert refused.totals == {"missing FX rate": 2}
    assert place(refused.problems[0]) == (
        "missing FX rate", "journal.csv", 2, "fx_rate", "USD without rate on 2025-01-31"
    )  # fmt: skip
    assert "USD to EUR" in refused.problems[0].expected


def test_foreign_postings_in_books_without_a_currency_are_refused(tmp_path: Path) -> None:
    refused = refusal(folder(tmp_path, accounts=ACCOUNTS, journal=FOREIGN, fx_rates=RATES))
    assert "currency: ..." in refused.problems[0].mend


def test_books_whose_postings_all_name_one_currency_have_that_currency(tmp_path: Path) -> None:
    journal = FOREIGN.replace("USD", "EUR")
    assert Books.from_folder(folder(tmp_path, accounts=ACCOUNTS, journal=journal)).currency == "EUR"


def test_converted_amounts_are_rounded_to_the_books_currency_and_may_leave_half_a_unit_each(tmp_path: Path) -> None:
    journal = (
        "entry_id,date,account,amount,currency,fx_rate\n1,2025-01-31,0100,33.33,USD,1.0837\n"
        "1,2025-01-31,0100,33.33,USD,1.0837\n1,2025-01-31,0800,-66.66,USD,1.0837\n"
    )
    books = Books.from_folder(folder(tmp_path, accounts=ACCOUNTS, journal=journal), mapping_of("currency: EUR"))
    bases = [
        str(row[0]) for row in books.connection.execute("SELECT base_amount FROM journal ORDER BY line").fetchall()
    ]
    assert bases == ["36.120000", "36.120000", "-72.240000"]


@pytest.mark.parametrize("rate", ["0", "-1"])
def test_a_rate_that_is_not_above_zero_is_refused(tmp_path: Path, rate: str) -> None:
    problem = only_problem(folder(tmp_path, fx_rates=RATES + f"2025-02-01,USD,EUR,{rate},closing\n"))
    assert place(problem)[:4] == ("bad rate", "fx_rates.csv", 4, "rate")


def test_a_currency_that_is_no_iso_code_is_refused(tmp_path: Path) -> None:
    problem = only_problem(folder(tmp_path, fx_rates=RATES.replace("USD,EUR,0.8", "USX,EUR,0.8")))
    assert place(problem) == ("bad currency", "fx_rates.csv", 3, "from_currency", "USX")


def test_an_unknown_parent_and_a_circle_of_parents_are_refused(tmp_path: Path) -> None:
    accounts = "code,name,type,parent\n1,A,asset,2\n2,B,asset,1\n3,C,asset,9\n4,D,asset,4\n"
    refused = refusal(folder(tmp_path, accounts=accounts))
    assert {(problem.kind, problem.row) for problem in refused.problems} == {
        ("unknown parent", 4), ("circle of parents", 2), ("circle of parents", 3), ("circle of parents", 5)
    }  # fmt: skip


def test_an_account_given_twice_is_refused(tmp_path: Path) -> None:
    problem = only_problem(folder(tmp_path, accounts=ACCOUNTS + "0100,Till,asset\n"))
    assert place(problem) == ("duplicate row", "accounts.csv", 4, "code", "0100")


def test_a_payment_of_an_unknown_invoice_is_refused(tmp_path: Path) -> None:
    invoices = "invoice_id,kind,counterparty,issued,due,amount\nI1,receivable,Ada,2025-01-01,2025-01-31,5\n"
    payments = "payment_id,invoice_id,date,amount\nP1,I1,2025-01-20,5\nP2,,2025-01-20,5\nP3,I2,2025-01-20,5\n"
    problem = only_problem(folder(tmp_path, invoices=invoices, payments=payments))
    assert place(problem) == ("unknown invoice", "payments.csv", 4, "invoice_id", "I2")


def test_a_budget_of_an_unknown_account_is_refused(tmp_path: Path) -> None:
    problem = only_problem(folder(tmp_path, accounts=ACCOUNTS, budget="period,account,amount\n2025-01,0999,5\n"))
    assert place(problem) == ("unknown account", "budget.csv", 2, "account", "0999")


@pytest.mark.parametrize("period", ["2025-13", "2025-Q5", "25-01", "January"])
def test_a_bad_period_is_refused(tmp_path: Path, period: str) -> None:
    problem = only_problem(folder(tmp_path, accounts=ACCOUNTS, budget=f"period,account,amount\n{period},0800,5\n"))
    assert place(problem) == ("bad period", "budget.csv", 2, "period", period)


def test_one_closing_balance_given_twice_is_refused_and_movements_add_up(tmp_path: Path) -> None:
    balances = (
        "period,account,amount,kind\n2025-01,0100,5,closing\n2025-01,0800,-2,movement\n2025-01,0800,-3,movement\n"
    )
    assert Books.from_folder(folder(tmp_path, accounts=ACCOUNTS, trial_balances=balances)).tables
    problem = only_problem(folder(tmp_path, trial_balances=balances + "2025-01-31,0100,6,closing\n"))
    assert place(problem)[:3] == ("duplicate row", "trial_balances.csv", 5)


def test_journal_and_trial_balances_together_are_refused(tmp_path: Path) -> None:
    balances = "period,account,amount,kind\n2025-01,0100,5,closing\n"
    path = folder(tmp_path, accounts=ACCOUNTS, journal=JOURNAL, trial_balances=balances)
    assert only_problem(path).kind == "two ledgers"


def test_all_kinds_of_problems_come_at_once_and_each_kind_shows_twenty(tmp_path: Path) -> None:
    journal = JOURNAL + "".join(f"E{n},2025-01-31,0100,x,\n" for n in range(30)) + "1,31.1.,0100,1.00,\n"
    refused = refusal(folder(tmp_path, accounts=ACCOUNTS + ",Till,asset\n", journal=journal))
    assert refused.totals == {"empty": 1, "bad date": 1, "bad number": 30}
    assert len(refused.problems) == 22
    assert "32 problems" in str(refused)
    assert "bad number: 10 more" in str(refused)
    assert "journal.csv, row 4, column debit" in str(refused)


def test_unknown_accounts_are_listed_with_the_values_that_cannot_be_read(tmp_path: Path) -> None:
    journal = JOURNAL + "2,2025-01-31,0999,x,\n2,2025-01-31,0998,1.00,\n"
    refused = refusal(folder(tmp_path, accounts=ACCOUNTS, journal=journal))
    assert [place(problem) for problem in refused.problems] == [
        ("bad number", "journal.csv", 4, "debit", "x"),
        ("unknown account", "journal.csv", 4, "account", "0999"),
        ("unknown account", "journal.csv", 5, "account", "0998"),
    ]


def test_an_account_that_cannot_be_read_makes_no_posting_unknown(tmp_path: Path) -> None:
    journal = JOURNAL + "2,2025-01-31,0100,x,\n"
    refused = refusal(folder(tmp_path, accounts=ACCOUNTS.replace("asset", "assett"), journal=journal))
    assert refused.totals == {"bad type": 1, "bad number": 1}


def test_a_refusal_passes_between_processes_unchanged(tmp_path: Path) -> None:
    refused = refusal(folder(tmp_path, accounts=ACCOUNTS + "0100,Till,money\n"))
    again = pickle.loads(pickle.dumps(refused))
    assert (str(again), again.problems, again.totals) == (str(refused), refused.problems, refused.totals)


def test_rows_are_counted_as_an_editor_shows_them(tmp_path: Path) -> None:
    journal = (
        'entry_id,date,account,amount,description\n\n1,2025-01-31,0100,5,"two\nlines"\n\n1,2025-01-31,0800,-5,\n'
        "2,2025-01-31,0999,0,\n"
    )
    problem = only_problem(folder(tmp_path, accounts=ACCOUNTS, journal=journal))
    assert (problem.kind, problem.row) == ("unknown account", 7)


def test_a_folder_without_any_contract_file_is_refused(tmp_path: Path) -> None:
    problem = only_problem(folder(tmp_path, postings="a,b\n1,2\n"))
    assert problem.kind == "missing file"
    assert "--profile" in problem.mend
    assert only_problem(tmp_path / "nowhere").kind == "missing file"


def test_text_from_a_file_is_never_sql(tmp_path: Path) -> None:
    journal = JOURNAL.replace("entry_id", '"x""; DROP TABLE accounts_rows; --",entry_id').replace("\n1,", "\n'); --,1,")
    books = Books.from_folder(folder(tmp_path, accounts=ACCOUNTS, journal=journal))
    assert books.unused == ('journal.csv: x"; DROP TABLE accounts_rows; --',)
    assert isinstance(books.connection, duckdb.DuckDBPyConnection)
    assert books.connection.execute("SELECT count(*) FROM accounts").fetchall() == [(2,)]


@pytest.mark.parametrize("type_", ["equity", "income", "expense"])
def test_cash_is_an_asset_or_a_liability(tmp_path: Path, type_: str) -> None:
    accounts = "code,name,type,cash_flow_line\n0100,Bank,asset,cash\n0110,Overdraft,liability,cash\n"
    Books.from_folder(folder(tmp_path, accounts=accounts))
    problem = only_problem(folder(tmp_path, accounts=accounts + f"0800,Cash sales,{type_}, Cash\n"))
    assert place(problem) == ("cash on no balance", "accounts.csv", 4, "cash_flow_line", "Cash")
