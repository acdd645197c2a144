"""Equity: what its accounts do not hold yet, the roll-forward of retained earnings, open exchange differences."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from flows.financial_reporting.figures.financial_figures import BalanceTotals, FinancialFigures, RetainedEarnings
from flows.financial_reporting.pack.missing import missing_callout
from flows.financial_reporting.pack.tree import Rows
from reports.document import Block
from reports.money import in_parentheses, minor_units
from reports.table import Cell, Column, Row, Table

EARLIER = "Earnings of earlier years, not yet closed to an account"
CURRENT = "Earnings of the year to date"
ADJUSTMENT = "Cumulative translation adjustment"


def beneath_the_balance_sheet(figures: FinancialFigures) -> Iterator[Block]:
    """Yield the roll-forward, or why there is none, and the foreign-currency accounts at closing rates."""
    earnings = figures.retained_earnings
    if earnings is None:
        yield missing_callout(figures, "Retained earnings", "retained_earnings")
    else:
        yield _roll_forward(figures, earnings)
    if figures.fx_revaluation:
        yield _revaluation(figures)


def equity_rows(rows: Rows, terms: list[tuple[int, int]], totals: Sequence[BalanceTotals | None]) -> int:
    """Add what the equity accounts (the signed rows `terms`) do not hold yet, and the total; return the total's row.

    `totals` are those of the columns that hold amounts.
    """
    if not terms:
        rows.heading("Equity")
    given = tuple(None if column is None else column.equity for column in totals)
    adjustment = tuple(None if column is None else column.translation_adjustment for column in totals)
    lacking = rows.missing(rows.cells("", given), terms)
    rest = [amount - _number(held) for amount, held in zip(lacking, adjustment, strict=True)]
    years = tuple(column.current_year_earnings if column and any(rest) else None for column in totals)
    earlier = tuple(amount - _number(year) for amount, year in zip(rest, years, strict=True))
    for name, amounts in ((EARLIER, earlier), (CURRENT, years), (ADJUSTMENT, adjustment)):
        if any(amounts):
            rows.made.append(Row(cells=rows.cells(name, _known(amounts, totals)), level=1))
            terms.append((1, len(rows.made) - 1))
    return rows.total("Total equity", given, terms)


def _known(amounts: Sequence[Decimal | None], totals: Sequence[BalanceTotals | None]) -> tuple[Cell, ...]:
    """Return the amounts, none where the column itself is not known."""
    return tuple(None if column is None else _number(amount) for amount, column in zip(amounts, totals, strict=True))


def _number(amount: Decimal | None) -> Decimal:
    return amount or Decimal(0)


def _roll_forward(figures: FinancialFigures, earnings: RetainedEarnings) -> Table:
    rows = (
        Row(cells=("Before the period", earnings.opening)),
        Row(cells=("Net income of the period", earnings.net_income)),
        Row(cells=("Dividends", earnings.dividends)),
        Row(cells=("Adjustments", earnings.adjustments)),
    )
    closing = Row(cells=("At the end of the period", earnings.closing), role="total")
    if earnings.opening + earnings.net_income - earnings.dividends + earnings.adjustments == earnings.closing:
        closing = closing.model_copy(update={"adds": (0, 1, 3), "subtracts": (2,)})
    return Table(
        title="Roll-forward of retained earnings",
        columns=(Column(title="Line"), Column(title="Amount", type="money")),
        rows=(*rows, closing),
        currency=figures.currency,
        notes=("Dividends are positive where paid out and are taken off.",),
    )


def _revaluation(figures: FinancialFigures) -> Table:
    lines = figures.fx_revaluation
    rows = [
        Row(
            cells=(
                line.name if line.name == line.account else f"{line.account} {line.name}",
                f"{line.currency} {in_parentheses(line.balance, minor_units(line.currency))}",
                f"{line.rate.normalize():f}",
                line.carrying,
                line.revalued,
                line.unrealised,
            )
        )
        for line in lines
    ]
    sums = [sum(getattr(line, part) for line in lines) for part in ("carrying", "revalued", "unrealised")]
    rows.append(Row(cells=("Total", "", "", *sums), role="total", adds=tuple(range(len(lines)))))
    return Table(
        title="Foreign-currency accounts at closing rates, debit positive",
        columns=(
            Column(title="Account", weight=3),
            Column(title="Balance", weight=2),
            Column(title="Rate", weight=1),
            Column(title="As booked", type="money"),
            Column(title="At closing rate", type="money"),
            Column(title="Not booked yet", type="money"),
        ),
        rows=tuple(rows),
        currency=figures.books_currency,
        notes=("A positive difference is a gain that is not booked yet.",),
    )
