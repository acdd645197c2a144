"""The text of typed values: one house rule for every format that shows text."""

from datetime import date
from decimal import Decimal

from reports.figure import Figure
from reports.money import (
    NOT_AVAILABLE,
    amount_text,
    in_parentheses,
    minor_units,
    percent_text,
    signed,
)
from reports.table import Cell, Column

PLACES = {"percent": 1, "ratio": 2, "days": 1, "integer": 0}


def cell_text(cell: Cell, column: Column, currency: str) -> str:
    """Return a cell as the table prints it: 1,234.56, (1,234.56), 12.3%, 2025-10-31; None is n/a, or no date."""
    if cell is None:
        return NOT_AVAILABLE if column.numeric else ""
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, str):
        return cell
    places = minor_units(currency) if column.type == "money" else PLACES[column.type]
    return in_parentheses(Decimal(cell), places, suffix="%" if column.type == "percent" else "")


def figure_text(figure: Figure) -> str:
    """Return a figure with its unit: EUR 1,234.56, 45.3%, 38.2 days, 1.52, n/a."""
    value = figure.value
    if value is None:
        return NOT_AVAILABLE
    match figure.unit:
        case "percent":
            return percent_text(value)
        case "count":
            return signed(value, 0)
        case "ratio":
            return signed(value, 2)
        case "days" | "months":
            return f"{signed(value, 1)} {figure.unit}"
        case currency:
            return amount_text(value, currency)


def change_text(change: Decimal | None, unit: str) -> str:
    """Return a comparison's change with its sign: +4.2%, −1.3 points, +EUR 1,200.00."""
    if change is None:
        return NOT_AVAILABLE
    if unit == "percent":
        return percent_text(change, plus=True)
    if unit in ("points", "days", "months"):
        return f"{signed(change, 1, plus=True)} {unit}"
    return ("+" if change > 0 else "") + amount_text(change, unit)
