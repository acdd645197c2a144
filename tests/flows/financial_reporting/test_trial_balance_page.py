"""The trial balance as the pack prints it: what no account holds has a row, and what is left is explained."""

from collections.abc import Callable
from decimal import Decimal

from flows.financial_reporting.books.books import Books
from flows.financial_reporting.figures.financial_figures import FinancialFigures
from flows.financial_reporting.pack.appendix import trial_balance
from reports.table import Table

Maker = Callable[..., Books]
Figures = Callable[..., FinancialFigures]

OFF_BY_A_CENT = """
entry_id,date,account,amount,currency,fx_rate
1,2023-05-05,1000,100.00,EUR,
1,2023-05-05,4000,-100.00,EUR,
2,2024-01-05,1000,3.03,USD,0.5
2,2024-01-05,4000,-1.01,USD,0.5
2,2024-01-05,4000,-1.01,USD,0.5
2,2024-01-05,4000,-1.01,USD,0.5
"""


def test_an_accepted_cent_hides_no_unclosed_year_and_is_said_to_be_accepted(
    make_books: Maker, figures_of: Figures
) -> None:
    figures = figures_of(make_books(journal=OFF_BY_A_CENT), "2024-01")
    [table] = trial_balance(figures).blocks
    assert isinstance(table, Table)
    earlier, total = table.rows[-2:]
    assert earlier.cells == ("Earnings of earlier years, not yet closed to an account", -100, 0, 0, -100)
    assert (total.cells[1], total.cells[4]) == (0, Decimal("-0.01"))
    assert table.notes[-1] == (
        "Balances do not cancel out: opening by EUR 0.00, closing by −EUR 0.01. "
        "The import accepted entries that are out of balance by that much."
    )
