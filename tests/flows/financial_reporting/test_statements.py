"""Income statement, balance sheet and roll-forward where simple programs go wrong."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from flows.financial_reporting.books.books import Books
from flows.financial_reporting.brief import ReportingBrief
from flows.financial_reporting.figures.engine import financial_figures_of
from flows.financial_reporting.figures.financial_figures import BalanceLine, FinancialFigures, IncomeLine
from flows.financial_reporting.figures.inputs import EntityUnknown

Maker = Callable[..., Books]
Figures = Callable[..., FinancialFigures]

TWO_YEARS = """
entry_id,date,account,debit,credit,closing
1,2023-01-02,1000,1000.00,,
1,2023-01-02,3000,,1000.00,
2,2023-06-30,1000,500.00,,
2,2023-06-30,4000,,500.00,
3,2023-09-30,6000,200.00,,
3,2023-09-30,1000,,200.00,
4,2024-01-15,1000,90.00,,
4,2024-01-15,4000,,90.00,
5,2024-02-15,6000,30.00,,
5,2024-02-15,1000,,30.00,
"""
CLOSED = (
    TWO_YEARS
    + """
9,2023-12-31,4000,500.00,,true
9,2023-12-31,6000,,200.00,true
9,2023-12-31,3100,,300.00,true
"""
)


def income(figures: FinancialFigures) -> dict[str, IncomeLine]:
    assert figures.income_statement
    return {line.account: line for line in figures.income_statement.lines}


def balances(figures: FinancialFigures) -> dict[str, BalanceLine]:
    assert figures.balance_sheet
    return {line.account: line for line in figures.balance_sheet.lines}


def failed(figures: FinancialFigures) -> set[str]:
    return {check.id for check in figures.checks if not check.passed}


def test_income_of_an_earlier_year_does_not_reach_this_one(make_books: Maker, figures_of: Figures) -> None:
    figures = figures_of(make_books(journal=TWO_YEARS), "2024-02")
    assert figures.income_statement
    assert figures.income_statement.income == 0
    assert figures.income_statement.expenses == Decimal("30.00")
    assert figures.income_statement.year_to_date.net_income == Decimal("60.00")
    assert figures.trial_balance
    opening = {line.account: line.opening for line in figures.trial_balance.lines}
    assert opening == {"1000": Decimal("1390.00"), "3000": Decimal("-1000.00"), "4000": Decimal("-90.00"), "6000": 0}
    unclosed = figures.trial_balance.unclosed
    assert unclosed and (unclosed.opening, unclosed.debit, unclosed.closing) == (-300, 0, -300)


def test_the_trial_balance_shows_debits_and_credits_apart(make_books: Maker, figures_of: Figures) -> None:
    trial = figures_of(make_books(journal=TWO_YEARS), "2024-Q1").trial_balance
    assert trial
    assert (trial.debit, trial.credit) == (Decimal("120.00"), Decimal("120.00"))
    bank = trial.lines[0]
    assert (bank.account, bank.opening, bank.debit, bank.credit, bank.closing) == (
        "1000",
        Decimal("1300.00"),
        Decimal("90.00"),
        Decimal("30.00"),
        Decimal("1360.00"),
    )


def test_a_year_that_was_never_closed_is_in_retained_earnings(make_books: Maker, figures_of: Figures) -> None:
    sheet = figures_of(make_books(journal=TWO_YEARS), "2024-02").balance_sheet
    assert sheet
    assert (sheet.assets, sheet.equity, sheet.check) == (Decimal("1360.00"), Decimal("1360.00"), 0)
    assert (sheet.retained_earnings, sheet.current_year_earnings) == (Decimal("300.00"), Decimal("60.00"))


def test_closing_the_year_changes_no_statement(make_books: Maker, figures_of: Figures) -> None:
    for period in ("2023-12", "2023", "2024-01", "2024-02"):
        unclosed = figures_of(make_books(journal=TWO_YEARS), period)
        closed = figures_of(make_books(journal=CLOSED), period)
        assert unclosed.income_statement == closed.income_statement
        assert unclosed.cash_flow == closed.cash_flow
        assert unclosed.retained_earnings == closed.retained_earnings
        assert unclosed.balance_sheet and closed.balance_sheet
        assert unclosed.balance_sheet.equity == closed.balance_sheet.equity
        assert unclosed.balance_sheet.retained_earnings == closed.balance_sheet.retained_earnings
        assert failed(closed) <= failed(unclosed)


def test_a_closing_entry_without_its_mark_is_named(make_books: Maker, figures_of: Figures) -> None:
    figures = figures_of(make_books(journal=CLOSED.replace(",true", ",")), "2023-12")
    assert figures.income_statement
    assert figures.income_statement.net_income == Decimal("-300.00")
    check = next(check for check in figures.checks if check.id == "unmarked_closings")
    assert (check.severity, check.passed) == ("soft", False)
    assert "9 of 2023-12-31" in check.message


def test_the_closing_entry_of_an_account_without_a_report_line_still_keeps_earnings(
    make_books: Maker, figures_of: Figures
) -> None:
    books = make_books(
        accounts="code,name,type\n1,Bank,asset\n2,Owner,equity\n3,Sales,income\n",
        journal="entry_id,date,account,amount,closing\n"
        "1,2023-05-05,1,70,\n1,2023-05-05,3,-70,\n2,2023-12-31,3,70,true\n2,2023-12-31,2,-70,true\n",
    )
    sheet = figures_of(books, "2024-01").balance_sheet
    assert sheet
    assert (sheet.retained_earnings, sheet.current_year_earnings, sheet.equity) == (
        Decimal("70.00"),
        0,
        Decimal("70.00"),
    )


def test_contra_accounts_reduce_what_stands_above_them(make_books: Maker, figures_of: Figures) -> None:
    figures = figures_of(
        make_books(
            journal="""
entry_id,date,account,debit,credit
1,2024-01-02,1500,1200.00,
1,2024-01-02,3000,,1200.00
2,2024-01-31,6700,100.00,
2,2024-01-31,1509,,100.00
3,2024-01-20,1200,300.00,
3,2024-01-20,4000,,300.00
4,2024-01-25,4900,40.00,
4,2024-01-25,1200,,40.00
"""
        ),
        "2024-01",
    )
    sheet, lines = balances(figures), income(figures)
    assert (sheet["1509"].amount, sheet["1500"].amount) == (Decimal("-100.00"), Decimal("1100.00"))
    assert (sheet["1509"].level, sheet["1509"].leaf, sheet["1500"].leaf) == (1, True, False)
    assert (lines["4900"].amount, lines["4000"].amount) == (Decimal("-40.00"), Decimal("260.00"))
    assert figures.balance_sheet and figures.income_statement
    assert figures.balance_sheet.assets == Decimal("1360.00")
    assert figures.income_statement.income == Decimal("260.00")


def test_an_expense_within_an_income_tree_is_subtracted_and_operators_decide_the_rest(
    make_books: Maker, figures_of: Figures
) -> None:
    figures = figures_of(
        make_books(
            accounts="""
code,name,type,parent,roll_up
0,Bank,asset,,
1,Net income,income,,
11,Sales,income,1,+
12,Cost,expense,1,
13,Taxes,expense,1,-
14,Memo,income,1,none
""",
            journal="""
entry_id,date,account,amount
1,2024-01-01,0,60
1,2024-01-01,11,-100
1,2024-01-01,12,30
1,2024-01-01,13,10
2,2024-01-01,0,5
2,2024-01-01,14,-5
""",
        ),
        "2024-01",
    )
    lines = income(figures)
    assert lines["1"].amount == Decimal("60.00")
    assert (lines["12"].amount, lines["12"].type, lines["12"].level) == (Decimal("30.00"), "expense", 1)
    assert figures.income_statement
    assert figures.income_statement.net_income == Decimal("65.00")


def test_the_prior_year_is_missing_where_the_books_do_not_reach_back(make_books: Maker, figures_of: Figures) -> None:
    books = make_books(journal=TWO_YEARS)
    first = figures_of(books, "2023-06")
    assert first.income_statement and first.income_statement.prior_year is None
    assert income(first)["4000"].prior_year is None and balances(first)["1000"].prior_year is None
    second = figures_of(books, "2024-06")
    assert income(second)["4000"].prior_year == Decimal("500.00")
    assert balances(second)["1000"].prior_year == Decimal("1500.00")


def test_a_short_first_year_is_compared_with_and_said_to_be_short(make_books: Maker, figures_of: Figures) -> None:
    late_start = "\n".join(line for line in TWO_YEARS.splitlines() if "2023-01-02" not in line)
    figures = figures_of(make_books(journal=late_start), "2024")
    assert figures.income_statement and figures.income_statement.prior_year
    assert figures.income_statement.prior_year.net_income == Decimal("300.00")
    assert "prior_year_complete" in failed(figures)
    assert "2023-06-30" in next(check.message for check in figures.checks if check.id == "prior_year_complete")


def test_a_journal_may_begin_with_a_quiet_week_and_not_with_a_quiet_month(
    make_books: Maker, figures_of: Figures
) -> None:
    quiet_week = TWO_YEARS.replace("2023-01-02", "2023-01-08")
    assert "prior_year_complete" not in failed(figures_of(make_books(journal=quiet_week), "2024"))
    quiet_month = TWO_YEARS.replace("2023-01-02", "2023-02-01")
    assert "prior_year_complete" in failed(figures_of(make_books(journal=quiet_month), "2024"))


def test_a_period_before_the_books_begin_has_no_statements_instead_of_zeros(
    make_books: Maker, figures_of: Figures
) -> None:
    figures = figures_of(make_books(journal=TWO_YEARS), "2022-12")
    assert figures.income_statement is None and figures.balance_sheet is None and figures.trial_balance is None
    assert {part.part for part in figures.missing} >= {"income_statement", "balance_sheet", "cash_flow"}
    assert "2023-01-02" in next(part.reason for part in figures.missing if part.part == "balance_sheet")


def test_a_period_after_the_last_posting_says_that_nothing_was_posted(make_books: Maker, figures_of: Figures) -> None:
    assert "period_posted" in failed(figures_of(make_books(journal=TWO_YEARS), "2024-09"))


def test_the_balance_sheet_s_comparatives_add_up_as_its_own_column_does(make_books: Maker, figures_of: Figures) -> None:
    books = make_books(journal=TWO_YEARS)
    sheet = figures_of(books, "2024-02").balance_sheet
    assert sheet and sheet.opening and sheet.prior_year
    opening, prior = sheet.opening, sheet.prior_year
    assert (opening.assets, opening.liabilities, opening.equity, opening.check) == (1390, 0, 1390, 0)
    assert (opening.retained_earnings, opening.current_year_earnings) == (300, 90)
    assert (prior.assets, prior.equity, prior.retained_earnings, prior.current_year_earnings) == (1000, 1000, 0, 0)
    for name in ("assets", "liabilities"):
        kinds = {"assets": "asset", "liabilities": "liability"}
        leaves = [line for line in sheet.lines if line.leaf and line.type == kinds[name]]
        assert getattr(opening, name) == sum(line.opening for line in leaves)
        assert getattr(prior, name) == sum(line.prior_year or 0 for line in leaves)


def test_the_first_month_opens_with_the_earnings_of_the_whole_year_before(
    make_books: Maker, figures_of: Figures
) -> None:
    for journal in (TWO_YEARS, CLOSED):
        sheet = figures_of(make_books(journal=journal), "2024-01").balance_sheet
        assert sheet and sheet.opening and sheet.prior_year
        assert (sheet.opening.equity, sheet.opening.check) == (1300, 0)
        assert (sheet.opening.retained_earnings, sheet.opening.current_year_earnings) == (0, 300)
        assert (sheet.retained_earnings, sheet.current_year_earnings) == (300, 90)


def test_the_prior_year_s_totals_are_missing_where_the_books_do_not_reach_back(
    make_books: Maker, figures_of: Figures
) -> None:
    sheet = figures_of(make_books(journal=TWO_YEARS), "2023-06").balance_sheet
    assert sheet and sheet.opening
    assert sheet.prior_year is None
    assert (sheet.opening.assets, sheet.opening.current_year_earnings) == (1000, 0)


PROFITS = """
code,name,type,parent,report_line
10,Bank,asset,,cash
40,Income,income,,
41,Sales,income,40,revenue
42,Grants,income,40,other_income
50,Materials,expense,,cost_of_sales
60,Wages,expense,,personnel
70,Interest,expense,,interest
80,Income tax,expense,,tax
"""
MADE = """
entry_id,date,account,amount
1,2024-01-05,41,-100
1,2024-01-05,42,-7
1,2024-01-05,50,40
1,2024-01-05,60,20
1,2024-01-05,70,5
1,2024-01-05,80,9
1,2024-01-05,10,33
2,2024-02-05,41,-200
2,2024-02-05,42,-14
2,2024-02-05,50,80
2,2024-02-05,60,40
2,2024-02-05,70,10
2,2024-02-05,80,18
2,2024-02-05,10,66
"""


def test_profits_between_income_and_net_income_follow_the_report_lines(make_books: Maker, figures_of: Figures) -> None:
    budget = "period,account,amount\n2024-02,41,180\n2024-02,50,90\n2024-02,70,4\n2024-02,80,6\n"
    statement = figures_of(make_books(accounts=PROFITS, journal=MADE, budget=budget), "2024-02").income_statement
    assert statement and statement.subtotals
    gross, operating, before_tax = (
        statement.subtotals.gross_profit,
        statement.subtotals.operating_profit,
        statement.subtotals.profit_before_tax,
    )
    assert gross and operating and before_tax
    assert (gross.amount, gross.year_to_date, gross.prior_year, gross.budget) == (120, 180, None, 90)
    assert (operating.amount, operating.year_to_date, operating.budget) == (80, 120, 90)
    assert (before_tax.amount, before_tax.year_to_date, before_tax.budget) == (84, 126, 86)
    assert statement.net_income == before_tax.amount - 18


def test_a_profit_that_no_report_line_defines_is_undefined_and_not_zero(make_books: Maker, figures_of: Figures) -> None:
    plain = PROFITS.replace("cost_of_sales", "materials").replace("revenue", "turnover").replace(",tax", ",levies")
    statement = figures_of(make_books(accounts=plain, journal=MADE), "2024-02").income_statement
    assert statement and statement.subtotals
    assert set(statement.subtotals.model_dump().values()) == {None}


def test_a_budget_planned_above_several_report_lines_gives_no_planned_profit(
    make_books: Maker, figures_of: Figures
) -> None:
    budget = "period,account,amount\n2024-02,40,180\n2024-02,50,90\n"
    statement = figures_of(make_books(accounts=PROFITS, journal=MADE, budget=budget), "2024-02").income_statement
    assert statement and statement.subtotals and statement.subtotals.gross_profit
    assert (statement.subtotals.gross_profit.amount, statement.subtotals.gross_profit.budget) == (120, None)


def test_every_check_has_a_title_to_read(make_books: Maker, figures_of: Figures) -> None:
    checks = figures_of(make_books(journal=TWO_YEARS), "2024-02").checks
    assert len(checks) > 10
    assert all(check.title and "_" not in check.title for check in checks)


def test_dividends_and_direct_postings_are_told_apart_in_the_roll_forward(
    make_books: Maker, figures_of: Figures
) -> None:
    figures = figures_of(
        make_books(
            journal=TWO_YEARS
            + "6,2024-02-20,3200,25.00,,\n6,2024-02-20,1000,,25.00,\n"
            + "7,2024-02-21,3100,,5.00,\n7,2024-02-21,1000,5.00,,\n"
        ),
        "2024-02",
    )
    kept = figures.retained_earnings
    assert kept
    assert (kept.opening, kept.net_income, kept.dividends, kept.adjustments, kept.closing) == (
        Decimal("390.00"),
        Decimal("-30.00"),
        Decimal("25.00"),
        Decimal("5.00"),
        Decimal("340.00"),
    )
    assert figures.balance_sheet
    assert figures.balance_sheet.check == 0


def test_a_closing_entry_that_takes_earnings_elsewhere_breaks_the_roll_forward(
    make_books: Maker, figures_of: Figures
) -> None:
    figures = figures_of(make_books(journal=CLOSED.replace("3100,,300.00", "2000,,300.00")), "2023-12")
    check = next(check for check in figures.checks if check.id == "retained_earnings")
    assert (check.severity, check.passed, check.expected, check.actual) == ("hard", False, "300.00", "0.00")
    assert not figures.releasable


def test_currencies_of_no_and_of_three_decimals_keep_their_units(make_books: Maker, figures_of: Figures) -> None:
    yen = "entry_id,date,account,amount\n1,2024-01-01,1000,1000\n1,2024-01-01,4000,-1000\n"
    figures = figures_of(make_books("JPY", journal=yen), "2024-01")
    assert str(income(figures)["4000"].amount) == "1000"
    dinar = yen.replace("1000,1000", "1000,0.125").replace("4000,-1000", "4000,-0.125")
    figures = figures_of(make_books("KWD", journal=dinar), "2024-01")
    assert str(income(figures)["4000"].amount) == "0.125"


def test_a_quarter_of_a_broken_fiscal_year_takes_its_own_days(make_books: Maker, figures_of: Figures) -> None:
    figures = figures_of(make_books(journal=TWO_YEARS), "2024-Q1", fiscal_year_end="06-30")
    assert (str(figures.period.start), str(figures.period.end)) == ("2023-07-01", "2023-09-30")
    assert figures.income_statement
    assert figures.income_statement.net_income == Decimal("-200.00")
    assert figures.balance_sheet
    assert figures.balance_sheet.retained_earnings == Decimal("500.00")


def test_one_entity_is_reported_alone_and_an_unknown_one_is_refused(make_books: Maker, figures_of: Figures) -> None:
    books = make_books(
        journal="""
entry_id,date,account,amount,entity
1,2024-01-01,1000,10,IE
1,2024-01-01,4000,-10,IE
2,2024-01-01,1000,7,DE
2,2024-01-01,4000,-7,DE
"""
    )
    whole, irish = figures_of(books, "2024-01"), figures_of(books, "2024-01", entity="IE")
    assert whole.income_statement and irish.income_statement
    assert (whole.income_statement.income, irish.income_statement.income) == (Decimal("17.00"), Decimal("10.00"))
    with pytest.raises(EntityUnknown, match="they have DE, IE"):
        figures_of(books, "2024-01", entity="FR")


def test_many_periods_at_once_give_what_each_gives_alone(make_books: Maker, figures_of: Figures) -> None:
    books = make_books(journal=CLOSED)
    labels = ["2024-02", "2023", "2023-Q3", "2024-01"]
    together = financial_figures_of(books, [ReportingBrief(period=label) for label in labels], today=date(2026, 11, 21))
    assert together == [figures_of(books, label) for label in labels]
