"""Statements of teams that can export balances only."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from flows.financial_reporting.books.books import Books
from flows.financial_reporting.figures.earnings_place import EarningsPlaceUnclear
from flows.financial_reporting.figures.financial_figures import FinancialFigures

Maker = Callable[..., Books]
Figures = Callable[..., FinancialFigures]

MOVEMENTS = """
period,account,amount,kind
2023-12,1000,500,movement
2023-12,3000,-500,movement
2024-01,1000,70,movement
2024-01,4000,-100,movement
2024-01,6000,30,movement
"""
BALANCES = """
period,account,amount,kind
2023-12-29,1000,500,closing
2023-12-29,3000,-500,closing
2024-01-15,1000,999,closing
2024-01-15,2000,-999,closing
2024-01-30,1000,570,closing
2024-01-30,3000,-500,closing
2024-01,4000,-100,movement
2024-01,6000,30,movement
"""


def test_movements_add_up_to_the_statements_of_a_journal(make_books: Maker, figures_of: Figures) -> None:
    figures = figures_of(make_books(trial_balances=MOVEMENTS), "2024-01")
    assert figures.income_statement and figures.balance_sheet and figures.cash_flow
    assert figures.income_statement.net_income == Decimal("70.00")
    assert (figures.balance_sheet.assets, figures.balance_sheet.equity, figures.balance_sheet.check) == (
        Decimal("570.00"),
        Decimal("570.00"),
        0,
    )
    assert (figures.cash_flow.operating, figures.cash_flow.residual) == (Decimal("70.00"), 0)


def test_the_later_of_two_closing_balances_counts_and_what_it_leaves_out_is_zero(
    make_books: Maker, figures_of: Figures
) -> None:
    sheet = figures_of(make_books(trial_balances=BALANCES), "2024-01").balance_sheet
    assert sheet
    assert {line.account: line.amount for line in sheet.lines if line.amount} == {
        "1000": Decimal("570.00"),
        "3000": Decimal("500.00"),
    }
    assert (sheet.equity, sheet.current_year_earnings, sheet.check) == (Decimal("570.00"), Decimal("70.00"), 0)
    assert {line.account: line.opening for line in sheet.lines if line.opening} == {
        "1000": Decimal("500.00"),
        "3000": Decimal("500.00"),
    }


def test_balances_that_hold_the_year_s_earnings_already_are_not_counted_twice(
    make_books: Maker, figures_of: Figures
) -> None:
    held = BALANCES.replace("2024-01-30,3000,-500", "2024-01-30,3000,-570")
    sheet = figures_of(make_books(trial_balances=held), "2024-01").balance_sheet
    assert sheet
    assert (sheet.equity, sheet.check, sheet.current_year_earnings) == (Decimal("570.00"), 0, None)


def test_an_account_marked_for_the_year_s_earnings_gives_roll_forward_and_cash_flow(
    make_books: Maker, figures_of: Figures
) -> None:
    accounts = """
code,name,type,report_line,cash_flow_line
1000,Bank,asset,cash,cash
3000,Capital,equity,share_capital,
3100,Earlier years,equity,retained_earnings,
3200,This year,equity,current_year_earnings,
4000,Sales,income,revenue,
"""
    balances = """
period,account,amount,kind
2023-12,1000,500,closing
2023-12,3000,-300,closing
2023-12,3100,-50,closing
2023-12,3200,-150,closing
2024-01,1000,580,closing
2024-01,3000,-300,closing
2024-01,3100,-180,closing
2024-01,3200,-100,closing
2024-01,4000,-100,movement
"""
    figures = figures_of(make_books(accounts=accounts, trial_balances=balances), "2024-01")
    sheet, kept, flow = figures.balance_sheet, figures.retained_earnings, figures.cash_flow
    assert sheet and kept and flow
    assert (sheet.retained_earnings, sheet.current_year_earnings, sheet.check) == (
        Decimal("180.00"),
        Decimal("100.00"),
        0,
    )
    assert (kept.opening, kept.net_income, kept.adjustments, kept.closing) == (
        Decimal("200.00"),
        Decimal("100.00"),
        Decimal("-20.00"),
        Decimal("280.00"),
    )
    assert (flow.operating, flow.financing, flow.residual) == (Decimal("100.00"), Decimal("-20.00"), 0)
    assert any(check.id == "retained_earnings" and not check.passed for check in figures.checks)


def test_a_month_without_balances_shows_the_last_ones_and_says_of_when(make_books: Maker, figures_of: Figures) -> None:
    figures = figures_of(make_books(trial_balances=BALANCES), "2024-02")
    assert figures.balance_sheet
    assert figures.balance_sheet.assets == Decimal("570.00")
    check = next(check for check in figures.checks if check.id == "balances_dated")
    assert not check.passed and "2024-01-30" in check.message


def test_closing_balances_of_income_accounts_count_from_the_year_s_start(
    make_books: Maker, figures_of: Figures
) -> None:
    balances = """
period,account,amount,kind
2023-11,1000,90,closing
2023-11,4000,-90,closing
2023-12,1000,100,closing
2023-12,4000,-100,closing
2024-01,1000,130,closing
2024-01,3100,-100,closing
2024-01,4000,-30,closing
2024-02,1000,145,closing
2024-02,3100,-100,closing
2024-02,4000,-45,closing
"""
    books = make_books(trial_balances=balances)
    income = {}
    for period in ("2023-12", "2024-01", "2024-02", "2024"):
        figures = figures_of(books, period)
        assert figures.income_statement and figures.balance_sheet and figures.cash_flow and figures.retained_earnings
        assert figures.balance_sheet.check == 0
        assert (figures.cash_flow.financing, figures.cash_flow.residual, figures.retained_earnings.adjustments) == (
            0,
            0,
            0,
        )
        assert not [check.message for check in figures.checks if check.severity == "hard" and not check.passed]
        income[period] = (figures.income_statement.income, figures.income_statement.year_to_date.income)
    assert income == {
        "2023-12": (Decimal("10.00"), Decimal("100.00")),
        "2024-01": (Decimal("30.00"), Decimal("30.00")),
        "2024-02": (Decimal("15.00"), Decimal("45.00")),
        "2024": (Decimal("45.00"), Decimal("45.00")),
    }


CLOSED_YEARS = """
period,account,amount,kind
2023-12,1000,1100,closing
2023-12,3000,-1000,closing
2023-12,4000,-100,closing
2024-01,1000,1090,closing
2024-01,3000,-1000,closing
2024-01,3100,-60,closing
2024-01,4000,-30,closing
"""


def test_what_a_closed_year_leaves_in_retained_earnings_less_than_its_profit_is_a_movement(
    make_books: Maker, figures_of: Figures
) -> None:
    figures = figures_of(make_books(trial_balances=CLOSED_YEARS), "2024-01")
    flow, kept = figures.cash_flow, figures.retained_earnings
    assert flow and kept and figures.releasable
    assert (flow.operating, flow.financing, flow.net_change) == (Decimal("30.00"), Decimal("-40.00"), Decimal("-10.00"))
    assert (kept.opening, kept.net_income, kept.adjustments, kept.closing) == (
        Decimal("100.00"),
        Decimal("30.00"),
        Decimal("-40.00"),
        Decimal("90.00"),
    )


def test_a_closed_year_in_another_currency_keeps_the_rates_it_was_earned_at(
    make_books: Maker, figures_of: Figures
) -> None:
    rates = """
date,from_currency,to_currency,rate,kind
2023-12-31,EUR,USD,1.10,closing
2024-01-31,EUR,USD,1.25,closing
2023-12-31,EUR,USD,1.20,average
2024-01-31,EUR,USD,1.30,average
"""
    books = make_books(trial_balances=CLOSED_YEARS.replace("1090", "1130").replace("-60", "-100"), fx_rates=rates)
    figures = figures_of(books, "2024-01", currency="USD")
    sheet, flow, kept = figures.balance_sheet, figures.cash_flow, figures.retained_earnings
    assert sheet and flow and kept and figures.releasable
    assert (sheet.retained_earnings, sheet.current_year_earnings, sheet.check) == (
        Decimal("120.00"),
        Decimal("39.00"),
        0,
    )
    assert (kept.opening, kept.adjustments, kept.closing) == (Decimal("120.00"), 0, Decimal("159.00"))
    assert (flow.operating, flow.financing, flow.residual) == (Decimal("39.00"), 0, 0)


def test_a_first_month_without_balances_of_its_own_shows_the_earnings_of_the_closed_year_still(
    make_books: Maker, figures_of: Figures
) -> None:
    balances = CLOSED_YEARS.replace("2024-01", "2024-02").replace("1090", "1130").replace("-60", "-100")
    books = make_books(trial_balances=balances)
    for period, equity in (("2024-01", Decimal("1100.00")), ("2024-02", Decimal("1130.00"))):
        figures = figures_of(books, period)
        assert figures.balance_sheet and figures.releasable
        assert (figures.balance_sheet.equity, figures.balance_sheet.check) == (equity, 0)


def test_balances_before_any_earnings_do_not_hold_them_in_equity(make_books: Maker, figures_of: Figures) -> None:
    balances = CLOSED_YEARS.replace("-60", "-90").replace("-30", "0")
    figures = figures_of(make_books(trial_balances=balances), "2023-12")
    assert figures.balance_sheet and figures.releasable
    assert (figures.balance_sheet.equity, figures.balance_sheet.current_year_earnings) == (
        Decimal("1100.00"),
        Decimal("100.00"),
    )


def test_balances_that_contradict_each_other_on_where_earnings_stand_are_refused(
    make_books: Maker, figures_of: Figures
) -> None:
    balances = CLOSED_YEARS.replace("3100,-60", "3100,-90").replace("4000,-30", "4000,-25")
    with pytest.raises(EarningsPlaceUnclear, match=r"2024-01-31 hold .* 2023-12-31 do not.*current_year_earnings"):
        figures_of(make_books(trial_balances=balances), "2024-01")


def test_a_full_export_uses_balances_of_the_balance_sheet_and_movements_of_income(
    make_books: Maker, figures_of: Figures
) -> None:
    balances = """
period,account,amount,kind
2023-12,1000,40,closing
2023-12,4000,-40,closing
2023-12,4000,-40,movement
2024-01,1000,50,movement
2024-01,1000,90,closing
2024-01,3100,-40,closing
2024-01,4000,-50,movement
2024-01,4000,-50,closing
"""
    figures = figures_of(make_books(trial_balances=balances), "2024-01")
    assert figures.balance_sheet and figures.income_statement
    assert (figures.balance_sheet.assets, figures.balance_sheet.check) == (Decimal("90.00"), 0)
    assert figures.income_statement.year_to_date.income == Decimal("50.00")


def test_the_trial_balance_comes_to_nil_with_what_equity_took_over_of_the_closed_year(
    make_books: Maker, figures_of: Figures
) -> None:
    books = make_books(trial_balances=CLOSED_YEARS)
    before = figures_of(books, "2023-12").trial_balance
    assert before and before.unclosed is None
    trial = figures_of(books, "2024-01").trial_balance
    assert trial and trial.unclosed
    assert (trial.unclosed.opening, trial.unclosed.debit, trial.unclosed.closing) == (-100, 100, 0)
    for part in ("opening", "closing"):
        assert sum(getattr(line, part) for line in trial.lines) + getattr(trial.unclosed, part) == 0
    assert trial.debit + trial.unclosed.debit == trial.credit


def test_balances_of_the_second_month_do_not_cover_a_whole_prior_quarter(
    make_books: Maker, figures_of: Figures
) -> None:
    def complete(balances: str, period: str, **brief: str) -> bool:
        figures = figures_of(make_books(trial_balances=balances), period, **brief)
        return next(check.passed for check in figures.checks if check.id == "prior_year_complete")

    assert complete(MOVEMENTS, "2024-12")
    assert not complete(MOVEMENTS, "2024-Q4")
    weeks = MOVEMENTS.replace("2023-12,", "2025-01-25,")
    assert complete(weeks, "2026-Q1", fiscal_year_end="saturday nearest 12-31")
