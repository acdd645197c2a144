"""Budgets cut to a period, and what differs from them."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.financial_reporting.books.books import Books
from flows.financial_reporting.figures.budget import BudgetRow, share
from flows.financial_reporting.figures.financial_figures import BudgetVariance, FinancialFigures
from flows.financial_reporting.figures.fiscal_calendar import FiscalCalendar, Span, add_months

Maker = Callable[..., Books]
Figures = Callable[..., FinancialFigures]

JOURNAL = """
entry_id,date,account,amount,department
1,2024-01-10,1000,880,
1,2024-01-10,4000,-1000,Sales
1,2024-01-10,6000,90,Sales
1,2024-01-10,6000,30,Admin
"""


def rows(figures: FinancialFigures) -> dict[tuple[str, str | None], BudgetVariance]:
    assert figures.budget_variances is not None
    return {(row.account, row.department): row for row in figures.budget_variances}


@pytest.mark.parametrize(
    ("account", "planned", "variance", "percent", "favourable"),
    [
        ("4000", "900", "100", "11.111111", True),
        ("4000", "1100", "-100", "-9.090909", False),
        ("6000", "100", "20", "20.000000", False),
        ("6000", "150", "-30", "-20.000000", True),
        ("6000", "-40", "160", "400.000000", False),
        ("4000", "-500", "1500", "300.000000", True),
        ("6000", "120", "0", "0.000000", True),
    ],
)
def test_the_sign_of_a_variance_and_whether_it_is_good_depend_on_the_account(
    make_books: Maker, figures_of: Figures, account: str, planned: str, variance: str, percent: str, favourable: bool
) -> None:
    books = make_books(journal=JOURNAL, budget=f"period,account,amount\n2024-01,{account},{planned}\n")
    row = rows(figures_of(books, "2024-01"))[(account, None)]
    assert (row.variance, str(row.percent), row.favourable) == (Decimal(variance), percent, favourable)


def test_an_unplanned_amount_has_no_percentage_and_is_material_by_its_size(
    make_books: Maker, figures_of: Figures
) -> None:
    books = make_books(journal=JOURNAL, budget="period,account,amount\n2024-01,4000,1000\n")
    row = rows(figures_of(books, "2024-01", materiality={"amount": "120", "percent": "10"}))[("6000", None)]
    assert (row.budget, row.percent, row.material) == (0, None, True)
    row = rows(figures_of(books, "2024-01", materiality={"amount": "120.01", "percent": "10"}))[("6000", None)]
    assert not row.material


def test_a_variance_is_material_when_it_reaches_both_thresholds(make_books: Maker, figures_of: Figures) -> None:
    books = make_books(journal=JOURNAL, budget="period,account,amount\n2024-01,6000,100\n")
    for amount, percent, material in (("20", "20", True), ("20.01", "20", False), ("20", "20.01", False)):
        brief = {"materiality": {"amount": amount, "percent": percent}}
        assert rows(figures_of(books, "2024-01", **brief))[("6000", None)].material is material


def test_a_budget_by_department_is_compared_by_department(make_books: Maker, figures_of: Figures) -> None:
    books = make_books(
        journal=JOURNAL,
        budget="period,account,amount,department\n2024-01,6000,80,Sales\n2024-01,6000,5,Lab\n2024-01,4000,700,\n",
    )
    found = {key: (row.actual, row.budget) for key, row in rows(figures_of(books, "2024-01")).items()}
    assert found == {
        ("4000", None): (Decimal("1000.00"), Decimal("700.00")),
        ("6000", "Admin"): (Decimal("30.00"), 0),
        ("6000", "Lab"): (0, Decimal("5.00")),
        ("6000", "Sales"): (Decimal("90.00"), Decimal("80.00")),
    }


def test_a_budget_above_the_leaves_takes_in_what_is_below(make_books: Maker, figures_of: Figures) -> None:
    accounts = """
code,name,type,parent
1,Bank,asset,
6,Overheads,expense,
61,Rent,expense,6
62,Power,expense,6
63,Refunds,income,6
"""
    journal = """
entry_id,date,account,amount
1,2024-01-01,61,50
1,2024-01-01,62,30
1,2024-01-01,63,-4
1,2024-01-01,1,-76
"""
    books = make_books(
        accounts=accounts, journal=journal, budget="period,account,amount\n2024-01,6,60\n2024-01,62,25\n"
    )
    figures = figures_of(books, "2024-01")
    assert {key[0]: (row.actual, row.budget) for key, row in rows(figures).items()} == {
        "6": (Decimal("46.00"), Decimal("60.00")),
        "62": (Decimal("30.00"), Decimal("25.00")),
    }
    assert figures.income_statement
    budgets = {line.account: line.budget for line in figures.income_statement.lines}
    assert budgets == {"6": Decimal("85.00"), "61": None, "62": Decimal("25.00"), "63": None}


def test_a_period_without_a_budget_says_so(make_books: Maker, figures_of: Figures) -> None:
    books = make_books(journal=JOURNAL, budget="period,account,amount\n2024-02,6000,100\n")
    figures = figures_of(books, "2024-01")
    assert figures.budget_variances is None
    assert figures.income_statement and figures.income_statement.budget is None
    assert any(part.part == "budget_variances" and "2024-01" in part.reason for part in figures.missing)


TWO_ENTITIES = """
entry_id,date,account,amount,entity
1,2024-01-10,1000,100,A
1,2024-01-10,4000,-100,A
2,2024-01-10,1000,900,B
2,2024-01-10,4000,-900,B
"""


def test_an_entity_is_not_compared_with_the_budget_of_the_whole_group(make_books: Maker, figures_of: Figures) -> None:
    books = make_books(journal=TWO_ENTITIES, budget="period,account,amount\n2024-01,4000,1000\n")
    assert rows(figures_of(books, "2024-01"))[("4000", None)].variance == 0
    figures = figures_of(books, "2024-01", entity="A")
    assert figures.budget_variances is None
    assert figures.income_statement and figures.income_statement.budget is None
    assert any("The budget carries no entity, and the books hold 2." in part.reason for part in figures.missing)


def test_an_entity_is_compared_with_its_own_budget_and_the_group_with_all_of_it(
    make_books: Maker, figures_of: Figures
) -> None:
    head = "period,account,amount,entity\n"
    books = make_books(journal=TWO_ENTITIES, budget=head + "2024-01,4000,120,A\n2024-01,4000,850,B\n2024-02,4000,9,B\n")
    found = [rows(figures_of(books, "2024-01", entity=entity))[("4000", None)].budget for entity in ("A", "B", "")]
    assert found == [120, 850, 970]
    reasons = [part.reason for part in figures_of(books, "2024-02", entity="A").missing]
    assert "There is no budget of A for 2024-02." in reasons


def test_the_only_entity_of_the_books_has_the_budget_that_names_none(make_books: Maker, figures_of: Figures) -> None:
    journal = "\n".join(line for line in TWO_ENTITIES.splitlines() if not line.endswith("B"))
    books = make_books(journal=journal, budget="period,account,amount\n2024-01,4000,1000\n")
    assert rows(figures_of(books, "2024-01", entity="A"))[("4000", None)].budget == 1000


def test_the_budget_of_a_year_follows_the_fiscal_year(make_books: Maker, figures_of: Figures) -> None:
    books = make_books(journal=JOURNAL, budget="period,account,amount\n2024,6000,1200\n2024-Q3,4000,300\n")
    found = rows(figures_of(books, "2024-01", fiscal_year_end="06-30"))
    assert (found[("6000", None)].budget, found[("4000", None)].budget) == (Decimal("100.00"), Decimal("100.00"))
    calendar_year = rows(figures_of(books, "2024-01"))
    assert calendar_year[("4000", None)].budget == 0


def planned(amount: str, span: Span, decimals: int = 2) -> list[Decimal]:
    row = BudgetRow("6000", None, span, Decimal(amount))
    months = [add_months(span.start, count) for count in range(13)]
    return [share(row, stop, decimals) - share(row, start, decimals) for start, stop in pairwise(months)]


def test_a_year_of_1000_leaves_its_four_cents_to_december() -> None:
    months = planned("1000", FiscalCalendar("12-31").year(2024))
    assert months == [Decimal("83.33")] * 11 + [Decimal("83.37")]


def test_a_budget_in_yen_is_split_into_whole_yen() -> None:
    months = planned("1000", FiscalCalendar("12-31").year(2024), decimals=0)
    assert months == [Decimal(83)] * 11 + [Decimal(87)]


amounts = st.decimals(min_value=-(10**9), max_value=10**9, places=2)


@given(amounts, st.sampled_from(("12-31", "04-05", "saturday nearest 01-31")), st.integers(2000, 2040))
def test_the_parts_of_a_budget_sum_to_it(amount: Decimal, year_end: str, year: int) -> None:
    calendar = FiscalCalendar(year_end)
    row = BudgetRow("6000", None, calendar.year(year), amount)
    parts = [calendar.period(year, number) for number in range(1, 13)]
    assert sum(share(row, part.stop, 2) - share(row, part.start, 2) for part in parts) == amount


@given(amounts, st.integers(0, 366))
def test_two_parts_of_a_budget_cut_on_any_day_sum_to_it(amount: Decimal, days: int) -> None:
    span = FiscalCalendar("12-31").year(2024)
    row = BudgetRow("6000", None, span, amount)
    before = share(row, date.fromordinal(span.start.toordinal() + days), 2)
    assert before == before.quantize(Decimal("0.01"))
    assert abs(before) <= abs(amount) or days < 366
