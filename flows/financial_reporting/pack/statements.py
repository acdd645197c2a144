"""Income statement and balance sheet as sections of the pack."""

from collections.abc import Callable, Sequence
from decimal import Decimal

from flows.financial_reporting.figures.financial_figures import (
    AccountType,
    BalanceTotals,
    FinancialFigures,
    IncomeLine,
    IncomeStatement,
    Totals,
)
from flows.financial_reporting.pack.equity import beneath_the_balance_sheet, equity_rows
from flows.financial_reporting.pack.missing import missing_section
from flows.financial_reporting.pack.tree import Line, Rows, tree
from reports.document import Section
from reports.money import day_text
from reports.table import Cell, Column, Row, Table

PROFITS = (
    ("Gross profit", "gross_profit"),
    ("Operating profit", "operating_profit"),
    ("Profit before tax", "profit_before_tax"),
)
PROFITS_NOTE = (
    "Gross profit is sales (the report line revenue) less cost of sales; operating profit leaves out other, finance "
    "and tax lines; profit before tax leaves out tax."
)
NIL_NOTE = "Accounts without an amount in any column are left out."


def income_statement(figures: FinancialFigures) -> Section:
    """Return the period's income statement with budget, prior year and year to date."""
    statement = figures.income_statement
    if statement is None:
        return missing_section(figures, "Income statement", "income_statement")
    columns = (
        Column(title="Account"),
        Column(title="Actual", type="money"),
        Column(title="Budget", type="money"),
        Column(title="Variance", type="money", minus=(1, 2)),
        Column(title="%", type="percent"),
        Column(title="Prior year", type="money"),
        Column(title="Year to date", type="money"),
    )
    rows = Rows(columns, _income_amounts)
    income = _group(rows, statement.lines, "income", "Income", "Total income", _totals(statement, "income"))
    expenses = _group(rows, statement.lines, "expense", "Expenses", "Total expenses", _totals(statement, "expenses"))
    _profits(rows, statement)
    rows.total("Net income", _totals(statement, "net_income"), [(1, income), (-1, expenses)])
    title = f"Income statement, {day_text(figures.period.start)} to {day_text(figures.period.end)}"
    notes = ["Variance is actual less budget, each signed by its own account: more expense is positive.", NIL_NOTE]
    if statement.subtotals:
        notes.append(PROFITS_NOTE)
    table = Table(title=title, columns=columns, rows=tuple(rows.made), currency=figures.currency, notes=tuple(notes))
    return Section(title="Income statement", blocks=(table,))


def balance_sheet(figures: FinancialFigures) -> Section:
    """Return the balance sheet with the balances before the period and a year ago, and its proof."""
    sheet = figures.balance_sheet
    if sheet is None:
        return missing_section(figures, "Balance sheet", "balance_sheet")
    columns = (
        Column(title="Account"),
        Column(title=day_text(sheet.as_of), type="money"),
        Column(title="Before the period", type="money"),
        Column(title="Change", type="money", minus=(1, 2)),
        Column(title="A year before", type="money"),
    )
    rows = Rows(columns, _balance_amounts)
    totals = (sheet, sheet.opening, sheet.prior_year)

    def of(pick: Callable[[BalanceTotals], Decimal]) -> tuple[Cell, ...]:
        return tuple(None if column is None else pick(column) for column in totals)

    assets = _group(rows, sheet.lines, "asset", "Assets", "Total assets", of(lambda one: one.assets))
    owed = _group(rows, sheet.lines, "liability", "Liabilities", "Total liabilities", of(lambda one: one.liabilities))
    equity = equity_rows(rows, _trees(rows, sheet.lines, "equity", "Equity"), totals)
    both = of(lambda one: one.liabilities + one.equity)
    claims = rows.total("Total liabilities and equity", both, [(1, owed), (1, equity)])
    check = of(lambda one: one.check)
    rows.total("Check: assets less liabilities and equity", check, [(1, assets), (-1, claims)])
    table = Table(
        title=f"Balance sheet at {day_text(sheet.as_of)}",
        columns=columns,
        rows=tuple(rows.made),
        currency=figures.currency,
        notes=(NIL_NOTE,),
    )
    return Section(title="Balance sheet", blocks=(table, *beneath_the_balance_sheet(figures)))


def _group(
    rows: Rows, lines: Sequence[Line], type_: AccountType, heading: str, name: str, amounts: Sequence[Cell]
) -> int:
    """Add all trees of one type under a heading, and their total; return the total's row.

    A type with one root that has children shows the children: the root would only repeat heading and total.
    """
    terms = _trees(rows, lines, type_, heading)
    leaves = [(1, index) for index in rows.leaves.get(type_, [])]
    return rows.total(name, amounts, terms, leaves)


def _trees(rows: Rows, lines: Sequence[Line], type_: AccountType, heading: str) -> list[tuple[int, int]]:
    roots = [node for node in tree(lines) if node.line.type == type_]
    roots = [node for node in roots if not rows.is_nil(node)]
    if not roots:
        return []
    rows.heading(heading)
    if len(roots) == 1 and roots[0].below:
        below = [child for child in roots[0].below if not rows.is_nil(child)]
        return rows.children(roots[0], below, 1)
    return [term for node in roots for term in rows.node(node, 1)]


def _income_amounts(line: Line) -> tuple[Cell, ...]:
    if not isinstance(line, IncomeLine):
        raise TypeError(f"Line {line.account} of the income statement is a line of the balance sheet.")
    return line.amount, line.budget, line.prior_year, line.year_to_date


def _balance_amounts(line: Line) -> tuple[Cell, ...]:
    if isinstance(line, IncomeLine):
        raise TypeError(f"Line {line.account} of the balance sheet is a line of the income statement.")
    return line.amount, line.opening, line.prior_year


def _profits(rows: Rows, statement: IncomeStatement) -> None:
    """Add the profits between income and net income that the accounts' report lines define."""
    found = [(name, getattr(statement.subtotals, part, None)) for name, part in PROFITS]
    if any(profit for _, profit in found):
        rows.heading("Result")
    for name, profit in found:
        if profit:
            amounts = (profit.amount, profit.budget, profit.prior_year, profit.year_to_date)
            rows.made.append(Row(cells=rows.cells(name, amounts), role="subtotal", level=1))


def _totals(statement: IncomeStatement, name: str) -> tuple[Cell, ...]:
    def of(totals: Totals | None) -> Cell:
        return None if totals is None else getattr(totals, name)

    return of(statement), of(statement.budget), of(statement.prior_year), of(statement.year_to_date)
