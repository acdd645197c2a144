"""Figures in another currency: rates by kind, the translation adjustment proved, no rate assumed."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from flows.financial_reporting.books.books import Books
from flows.financial_reporting.brief import ReportingBrief
from flows.financial_reporting.figures.engine import CurrencyUnknown
from flows.financial_reporting.figures.financial_figures import FinancialFigures
from flows.financial_reporting.figures.rates import RateMissing, Rates
from flows.financial_reporting.words.drilldown import postings_behind

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


def test_a_month_of_balance_sheet_postings_alone_needs_no_average_rate(make_books: Maker, figures_of: Figures) -> None:
    receipt = "4,2024-03-10,1000,30,\n4,2024-03-10,1200,-30,\n"
    books = make_books(
        journal=JOURNAL + receipt,
        fx_rates=RATES + "2024-03-28,EUR,USD,1.60,closing\n2024-04-30,EUR,USD,1.60,closing\n",
    )
    march = figures_of(books, "2024-03", currency="USD")
    assert march.balance_sheet and march.income_statement
    assert (march.balance_sheet.assets, march.balance_sheet.check) == (Decimal("1840.00"), 0)
    assert march.income_statement.year_to_date.net_income == Decimal("165.00")
    reasons = {missing.part: missing.reason for missing in march.missing}
    assert march.cash_flow is None and "average rate from EUR to USD for 2024-03" in reasons["cash_flow"]
    assert march.releasable and "period_posted" not in {check.id for check in march.checks if not check.passed}
    assert figures_of(books, "2024-04", currency="USD").cash_flow, "March is not in it"


def test_a_currency_asked_of_books_that_name_none_is_refused_with_the_mend(
    make_books: Maker, figures_of: Figures
) -> None:
    nameless = make_books("''", journal=JOURNAL)
    with pytest.raises(CurrencyUnknown, match=r"asks for USD.* `currency: USD`, to books.yaml"):
        figures_of(nameless, "2024-02", currency="USD")
    assert figures_of(nameless, "2024-02").currency == ""


def test_invoices_that_name_their_currency_need_none_of_the_books(make_books: Maker, figures_of: Figures) -> None:
    invoices = "invoice_id,kind,counterparty,issued,due,amount,currency\n1,receivable,Ada,2024-01-05,2024-02-04,7,EUR\n"
    tables = {"accounts": "", "payments": "payment_id,invoice_id,date,amount\n1,1,2024-01-09,2\n"}
    rates = "date,from_currency,to_currency,rate,kind\n2024-02-29,EUR,USD,1.50,closing\n"
    figures = figures_of(make_books("''", invoices=invoices, fx_rates=rates, **tables), "2024-02", currency="USD")
    assert figures.ageing and figures.ageing.receivable
    assert figures.ageing.receivable.total == Decimal("7.50")


def test_lines_that_round_apart_leave_their_rest_in_the_translation_adjustment(
    make_books: Maker, figures_of: Figures
) -> None:
    journal = "entry_id,date,account,amount\n" + "".join(
        f"1,2024-01-10,{account},{amount}\n"
        for account, amount in (("1000", "0.01"), ("1200", "0.01"), ("1500", "0.01"), ("3000", "-0.03"))
    )
    rates = "date,from_currency,to_currency,rate,kind\n"
    rates += "".join(f"2024-01-{day},EUR,USD,{rate},closing\n" for day, rate in (("10", "1.6"), ("31", "1.6")))
    rates += "2024-01-31,EUR,USD,1.6,average\n"
    figures = figures_of(make_books(journal=journal, fx_rates=rates), "2024-01", currency="USD")
    sheet, flow = figures.balance_sheet, figures.cash_flow
    assert sheet and flow
    assert [line.amount for line in sheet.lines if line.amount] == [Decimal("0.02")] * 3 + [Decimal("0.05")]
    assert (sheet.assets, sheet.translation_adjustment, sheet.check) == (Decimal("0.06"), Decimal("0.01"), 0)
    assert (flow.net_change, flow.fx_effect, flow.residual) == (Decimal("0.02"), Decimal("0.01"), 0)
    assert figures.releasable


def test_the_postings_behind_a_variance_are_translated_and_add_up_to_it(make_books: Maker, figures_of: Figures) -> None:
    thirds = "".join(f"9{n},2024-02-1{n},6000,0.33,\n9{n},2024-02-1{n},1000,-0.33,\n" for n in range(5))
    books = make_books(
        journal=JOURNAL + thirds, fx_rates=RATES, budget="period,account,amount\n2024-02,6000,1\n2024-01,6000,9\n"
    )
    brief = {"currency": "USD", "materiality": {"amount": "1", "percent": "1"}}
    figures = figures_of(books, "2024-02", **brief)
    (variance,) = figures.budget_variances or ()
    assert variance.actual == Decimal("67.15"), "51.65 at 1.30 is 67.145"
    behind = postings_behind(books, ReportingBrief(period="2024-02", **brief), figures).root["6000"]
    assert behind.listed[0].amount == Decimal("65.00")
    assert sorted(posting.amount for posting in behind.listed[1:]) == [Decimal("0.43")] * 5
    assert sum(posting.amount for posting in behind.listed) == variance.actual


def test_a_plan_of_its_own_takes_postings_out_of_the_plan_above_and_out_of_its_drill_down(
    make_books: Maker, figures_of: Figures
) -> None:
    journal = (
        "entry_id,date,account,amount\n1,2024-02-01,4000,-100\n1,2024-02-01,1000,100\n"
        "2,2024-02-02,4900,8\n2,2024-02-02,1000,-8\n"
    )
    for plan, behind_sales in (("2024-02,4000,50\n", [100, -8]), ("2024-02,4000,50\n2024-02,4900,1\n", [100])):
        books = make_books(journal=journal, budget="period,account,amount\n" + plan)
        brief = {"materiality": {"amount": "1", "percent": "1"}}
        figures = figures_of(books, "2024-02", **brief)
        behind = postings_behind(books, ReportingBrief(period="2024-02", **brief), figures).root
        assert [posting.amount for posting in behind["4000"].listed] == behind_sales
        actual = {variance.account: variance.actual for variance in figures.budget_variances or ()}
        assert actual["4000"] == sum(behind_sales)


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
