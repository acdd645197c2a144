"""Laws that hold for the figures of any books in any other currency at any rates."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from flows.financial_reporting.books.books import Books
from flows.financial_reporting.brief import Materiality, ReportingBrief
from flows.financial_reporting.figures.engine import financial_figures_of
from flows.financial_reporting.figures.financial_figures import FinancialFigures
from flows.financial_reporting.words.drilldown import postings_behind
from reports.money import quantize, smallest_unit
from tests.flows.financial_reporting.random_journals import CHART, Entry, balanced_entries, journal

MONTHS = [date(2023, 10, 31), date(2023, 11, 30), date(2023, 12, 31)]
MONTHS += [date(2024, 1, 31), date(2024, 2, 29), date(2024, 3, 31)]
PERIODS = ("2023-12", "2024-01", "2024-02", "2024-03", "2024-Q1")
WEEKS = ("2024-P1", "2024-P2")
PLANS = (
    "2024-01,40,100.10,\n2024-01,50,70.03,\n",
    "2024-01,50,70.03,\n2024-Q1,40,100,\n",
    "2024-01,50,70.03,North\n2024,40,33.33,\n",
    "2024-01,40,1000,North\n2024-01,40,77.77,\n",
    "2024-01,40,5,South\n",
)

rates = st.decimals(min_value=Decimal("0.0001"), max_value=900, places=6)
every_rate = st.lists(rates, min_size=2 * len(MONTHS), max_size=2 * len(MONTHS))


def books_of(entries: list[Entry], target: str, drawn: list[Decimal], plan: str) -> Books:
    quotes = [f"{day},EUR,{target},{rate},average" for day, rate in zip(MONTHS, drawn[1::2], strict=True)]
    for end, rate in zip(MONTHS, drawn[::2], strict=True):
        week_by_week = (end - timedelta(days=back) for back in (0, 7, 14, 21))
        quotes += [f"{day},EUR,{target},{rate},closing" for day in week_by_week]
    tables = {
        "accounts": CHART,
        "journal": journal(entries),
        "budget": f"period,account,amount,department\n{plan}",
        "fx_rates": "\n".join(["date,from_currency,to_currency,rate,kind", *quotes]) + "\n",
    }
    with TemporaryDirectory() as folder:
        for name, text in tables.items():
            (Path(folder) / f"{name}.csv").write_text(text, encoding="utf-8")
        (Path(folder) / "books.yaml").write_text("currency: EUR\n", encoding="utf-8")
        return Books.from_folder(Path(folder))


def brief(period: str, currency: str) -> ReportingBrief:
    everything = Materiality(amount=Decimal(0), percent=Decimal(0))
    year_end = "saturday nearest 12-31" if "P" in period else "12-31"
    return ReportingBrief(period=period, currency=currency, materiality=everything, fiscal_year_end=year_end)


def assert_adds_up(figures: FinancialFigures) -> None:
    sheet, income, flow, kept = (
        figures.balance_sheet,
        figures.income_statement,
        figures.cash_flow,
        figures.retained_earnings,
    )
    assert sheet and sheet.opening and income and flow and kept
    assert figures.releasable, [check for check in figures.checks if not check.passed]
    assert sheet.check == sheet.opening.check == 0
    assert sheet.assets == sum(line.amount for line in sheet.lines if line.type == "asset")
    assert sheet.equity == sheet.assets - sheet.liabilities
    assert flow.residual == 0
    assert flow.net_change == flow.operating + flow.investing + flow.financing + flow.fx_effect
    assert sum(line.amount for line in flow.lines) == flow.operating + flow.investing + flow.financing
    assert kept.closing == kept.opening + kept.net_income - kept.dividends + kept.adjustments
    assert kept.net_income == income.net_income == income.income - income.expenses


def assert_each_account_is_rounded_once(home: FinancialFigures, figures: FinancialFigures, rate: Decimal) -> None:
    assert home.balance_sheet and figures.balance_sheet
    own = {line.account: line.amount for line in home.balance_sheet.lines}
    for line in figures.balance_sheet.lines:
        if line.account in ("10", "12", "15", "25"):
            assert line.amount == quantize(own[line.account] * rate, figures.currency)
    exact = home.balance_sheet.assets * rate
    assert abs(figures.balance_sheet.assets - exact) <= 3 * smallest_unit(figures.currency) / 2


@settings(max_examples=15, deadline=None)
@given(
    st.lists(balanced_entries(), min_size=1, max_size=8),
    st.sampled_from(["USD", "JPY", "KWD"]),
    every_rate,
    st.sampled_from(PLANS),
)
def test_translated_statements_add_up_to_the_smallest_unit_and_so_does_every_drill_down(
    entries: list[Entry], target: str, drawn: list[Decimal], plan: str
) -> None:
    books = books_of(entries, target, drawn, plan)
    asked = [brief(period, currency) for period in PERIODS for currency in (target, "EUR")]
    figures = financial_figures_of(books, asked, today=date(2026, 11, 21))
    reached = [
        (translated, home)
        for translated, home in zip(figures[::2], figures[1::2], strict=True)
        if translated.balance_sheet
    ]
    for translated, home in reached:
        assert_adds_up(translated)
        closing = dict(zip(MONTHS, drawn[::2], strict=True))[translated.period.end]
        assert_each_account_is_rounded_once(home, translated, closing)
    months = [one.income_statement for one, _ in reached if one.period.label in ("2024-01", "2024-02", "2024-03")]
    quarter = figures[-2].income_statement
    if quarter and len(months) == 3:
        assert quarter.net_income == sum(month.net_income for month in months if month)
    in_weeks = [brief(period, target) for period in WEEKS]
    of_weeks = financial_figures_of(books, in_weeks, today=date(2026, 11, 21))
    for one, its_figures in zip((*asked, *in_weeks), (*figures, *of_weeks), strict=True):
        assert_drill_down(books, one, its_figures)


def assert_drill_down(books: Books, asked: ReportingBrief, figures: FinancialFigures) -> None:
    behind = postings_behind(books, asked, figures).root
    for variance in figures.budget_variances or ():
        if variance.material:
            postings = behind[variance.key]
            assert sum(posting.amount for posting in postings.listed) + postings.others_amount == variance.actual
