"""Key figures, and that they are undefined rather than zero."""

from collections.abc import Callable
from decimal import Decimal

from flows.financial_reporting.books.books import Books
from flows.financial_reporting.figures.financial_figures import FinancialFigures, Kpis

Maker = Callable[..., Books]
Figures = Callable[..., FinancialFigures]

HEAD = "entry_id,date,account,amount\n"
JOURNAL = (
    HEAD
    + """
1,2024-01-01,1000,1000
1,2024-01-01,3000,-600
1,2024-01-01,2500,-400
2,2024-04-10,1200,500
2,2024-04-10,4000,-500
3,2024-04-10,5000,200
3,2024-04-10,2000,-200
4,2024-04-20,6000,150
4,2024-04-20,1000,-150
""".lstrip()
)


def kpis(figures: FinancialFigures) -> Kpis:
    assert figures.kpis
    return figures.kpis


def test_margins_ratios_burn_and_runway(make_books: Maker, figures_of: Figures) -> None:
    found = kpis(figures_of(make_books(journal=JOURNAL), "2024-04"))
    assert (found.gross_margin, found.operating_margin, found.net_margin) == (Decimal(60), Decimal(30), Decimal(30))
    assert (found.current_ratio, found.quick_ratio) == (Decimal("6.75"), Decimal("6.75"))
    assert found.debt_to_equity == Decimal("0.8")
    assert (found.burn, found.runway_months) == (Decimal("50.00"), Decimal(17))


def test_margins_of_no_sales_and_ratios_to_no_debts_are_undefined(make_books: Maker, figures_of: Figures) -> None:
    journal = HEAD + "1,2024-01-01,1000,10\n1,2024-01-01,3000,-10\n"
    found = kpis(figures_of(make_books(journal=journal), "2024-01"))
    assert found.model_dump(exclude_none=True) == {"debt_to_equity": Decimal(0)}


def test_cash_that_grew_is_no_burn(make_books: Maker, figures_of: Figures) -> None:
    journal = JOURNAL + "5,2024-04-30,1000,151\n5,2024-04-30,4000,-151\n"
    found = kpis(figures_of(make_books(journal=journal), "2024-04"))
    assert (found.burn, found.runway_months) == (None, None)


def test_books_that_reach_back_less_than_three_months_show_no_burn(make_books: Maker, figures_of: Figures) -> None:
    journal = HEAD + "1,2024-01-01,3000,5\n1,2024-01-01,1000,-5\n"
    assert kpis(figures_of(make_books(journal=journal), "2024-03")).burn is None


def test_a_loss_that_ate_the_equity_leaves_no_debt_ratio(make_books: Maker, figures_of: Figures) -> None:
    journal = HEAD + "1,2024-01-01,6000,10\n1,2024-01-01,2000,-10\n"
    assert kpis(figures_of(make_books(journal=journal), "2024-01")).debt_to_equity is None


def test_without_report_lines_nothing_is_guessed(make_books: Maker, figures_of: Figures) -> None:
    accounts = "code,name,type\n1,Bank,asset\n2,Trade creditors,liability\n4,Sales,income\n5,Cost of sales,expense\n"
    journal = HEAD + "1,2024-01-01,1,30\n1,2024-01-01,2,-10\n1,2024-01-01,4,-40\n1,2024-01-01,5,20\n"
    found = kpis(figures_of(make_books(accounts=accounts, journal=journal), "2024-01"))
    assert found.model_dump(exclude_none=True) == {"net_margin": Decimal(50), "debt_to_equity": Decimal("0.5")}
