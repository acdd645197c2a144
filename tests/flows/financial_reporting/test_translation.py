"""Figures in another currency: rates by kind, the translation adjustment proved, no rate assumed."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from flows.financial_reporting.books.books import Books
from flows.financial_reporting.figures.financial_figures import FinancialFigures
from flows.financial_reporting.figures.rates import RateMissing, Rates

Maker = Callable[..., Books]
Figures = Callable[..., FinancialFigures]

JOURNAL = """
entry_id,date,account,amount,closing
1,2023-12-15,1000,1000,
1,2023-12-15,3000,-1000,
2,2024-01-10,1000,200,
2,2024-01-10,4000,-200,
3,2024-02-10,6000,50,
3,2024-02-10,1000,-50,
"""
RATES = """
date,from_currency,to_currency,rate,kind
2023-12-15,EUR,USD,1.00,closing
2023-12-29,EUR,USD,1.10,closing
2024-01-31,EUR,USD,1.20,closing
2024-02-29,EUR,USD,1.50,closing
2023-12-31,EUR,USD,1.05,average
2024-01-31,EUR,USD,1.15,average
2024-02-29,EUR,USD,1.30,average
"""


def test_each_kind_of_account_takes_its_own_rate(make_books: Maker, figures_of: Figures) -> None:
    figures = figures_of(make_books(journal=JOURNAL, fx_rates=RATES), "2024-02", currency="USD")
    income, sheet = figures.income_statement, figures.balance_sheet
    assert income and sheet
    assert (figures.currency, income.expenses, income.year_to_date.income) == (
        "USD",
        Decimal("65.00"),
        Decimal("230.00"),
    )
    assert sheet.assets == Decimal("1725.00"), "1150 at the closing rate of 29 February"
    assert {line.account: line.amount for line in sheet.lines if line.amount} == {
        "1000": Decimal("1725.00"),
        "3000": Decimal("1000.00"),
    }
    assert sheet.current_year_earnings == Decimal("165.00"), "230 less 65"
    assert sheet.translation_adjustment == Decimal("560.00"), "1000 x (1.5 - 1) + 200 x (1.5 - 1.15) - 50 x (1.5 - 1.3)"
    assert sheet.check == 0


def test_the_cash_flow_is_at_average_rates_and_the_rest_is_the_exchange_rate_effect(
    make_books: Maker, figures_of: Figures
) -> None:
    flow = figures_of(make_books(journal=JOURNAL, fx_rates=RATES), "2024-02", currency="USD").cash_flow
    assert flow
    assert (flow.operating, flow.opening_cash, flow.closing_cash) == (
        Decimal("-65.00"),
        Decimal("1440.00"),
        Decimal("1725.00"),
    )
    assert (flow.fx_effect, flow.residual) == (Decimal("350.00"), 0)


def test_an_unbalanced_book_is_not_balanced_by_translating_it(make_books: Maker, figures_of: Figures) -> None:
    balances = """
period,account,amount,kind
2023-12,1000,1000,movement
2023-12,3000,-990,movement
2024-01,1000,0,movement
"""
    rates = RATES + "2023-12-31,EUR,USD,1.10,closing\n"
    sheet = figures_of(make_books(trial_balances=balances, fx_rates=rates), "2024-01", currency="USD").balance_sheet
    assert sheet
    assert sheet.check == Decimal("12.00")


def test_closing_the_year_changes_nothing_in_another_currency(make_books: Maker, figures_of: Figures) -> None:
    closing = "8,2024-02-29,4000,200,true\n8,2024-02-29,6000,-50,true\n8,2024-02-29,3100,-150,true\n"
    plain = figures_of(make_books(journal=JOURNAL, fx_rates=RATES), "2024-02", currency="USD")
    closed = figures_of(make_books(journal=JOURNAL + closing, fx_rates=RATES), "2024-02", currency="USD")
    assert plain.balance_sheet and closed.balance_sheet
    assert plain.balance_sheet.model_dump(exclude={"lines"}) == closed.balance_sheet.model_dump(exclude={"lines"})
    assert plain.retained_earnings == closed.retained_earnings


def test_a_budget_is_translated_at_the_average_rate_of_its_month(make_books: Maker, figures_of: Figures) -> None:
    books = make_books(journal=JOURNAL, fx_rates=RATES, budget="period,account,amount\n2024-02,6000,100\n")
    (row,) = figures_of(books, "2024-02", currency="USD").budget_variances or ()
    assert (row.actual, row.budget) == (Decimal("65.00"), Decimal("130.00"))


@pytest.mark.parametrize(
    ("gone", "message"),
    [
        ("2024-02-29,EUR,USD,1.50,closing", "no closing rate from EUR to USD for 2024-02-29"),
        ("2024-01-31,EUR,USD,1.15,average", "no average rate from EUR to USD for 2024-01"),
    ],
)
def test_a_missing_rate_is_an_error_that_names_date_and_pair(
    make_books: Maker, figures_of: Figures, gone: str, message: str
) -> None:
    books = make_books(journal=JOURNAL, fx_rates=RATES.replace(gone + "\n", ""))
    with pytest.raises(RateMissing, match=message):
        figures_of(books, "2024-02", currency="USD")


def quoted(*quotes: tuple[str, str, str, str]) -> Rates:
    rates = Rates()
    for day, source, target, rate in quotes:
        rates.closing.setdefault((source, target), []).append((date.fromisoformat(day), Decimal(rate)))
    return rates


def test_friday_s_rate_holds_over_the_weekend_but_not_for_a_month() -> None:
    rates = quoted(("2024-03-01", "EUR", "USD", "1.08"))
    assert rates.closing_rate("EUR", "USD", date(2024, 3, 3)) == Decimal("1.08")
    with pytest.raises(RateMissing, match="2024-03-31"):
        rates.closing_rate("EUR", "USD", date(2024, 3, 31))


def test_a_pair_is_read_backwards_and_through_a_third_currency() -> None:
    rates = quoted(("2024-03-01", "EUR", "USD", "1.25"), ("2024-03-01", "EUR", "JPY", "160"))
    assert rates.closing_rate("USD", "EUR", date(2024, 3, 1)) == Decimal("0.8")
    assert rates.closing_rate("USD", "JPY", date(2024, 3, 1)) == Decimal("128")


def test_only_a_currency_with_itself_is_one() -> None:
    assert quoted().closing_rate("EUR", "EUR", date(2024, 3, 1)) == 1
    with pytest.raises(RateMissing):
        quoted(("2024-03-01", "EUR", "USD", "1.25")).closing_rate("EUR", "GBP", date(2024, 3, 1))
