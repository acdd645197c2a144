"""Tables with typed cells, whose totals say which rows they add up."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from pydantic import model_validator

from reports.text import Part

ColumnType = Literal["text", "money", "percent", "integer", "ratio", "days", "date"]
Cell = str | Decimal | int | date | None

PYTHON_TYPE: Mapping[str, type] = {
    "text": str,
    "money": Decimal,
    "percent": Decimal,
    "ratio": Decimal,
    "days": Decimal,
    "integer": int,
    "date": date,
}


class Column(Part, frozen=True):
    title: str
    type: ColumnType = "text"
    """money: in the table's currency; percent: 12.3 means 12.3 %; ratio: a plain number; days: a duration."""
    weight: int = 1
    """Share of the width that text columns divide among themselves."""
    minus: tuple[int, int] | None = None
    """The two columns whose difference this one is, first minus second; a workbook gets live formulas from it."""

    @property
    def numeric(self) -> bool:
        """Whether its cells are set flush right with their decimals aligned."""
        return self.type not in ("text", "date")

    @property
    def summed(self) -> bool:
        """Whether the totals of the table add this column up."""
        return self.type in ("money", "integer") and self.minus is None


class Row(Part, frozen=True):
    """One row. A heading row has only its first cell; None prints as n/a, in a column of dates as nothing."""

    cells: tuple[Cell, ...]
    role: Literal["body", "heading", "subtotal", "total"] = "body"
    level: int = 0
    """Steps by which the first cell is indented."""
    adds: tuple[int, ...] = ()
    """Indices of the rows whose sum this row is, column by column; a workbook gets live formulas from it."""
    subtracts: tuple[int, ...] = ()
    """Indices of the rows that are taken off that sum."""
    aside: str = ""
    """Small and grey beneath the first cell: an id for who traces it."""
    anchor: str = ""
    """A name by which text elsewhere points to this row."""
    tone: Literal["plain", "good", "warning", "danger"] = "plain"


class Table(Part, frozen=True):
    kind: Literal["table"] = "table"
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    currency: str = ""
    notes: tuple[str, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _read_cells(cls, given: Any) -> Any:
        """Give the cells that JSON holds as text their column's type back."""
        if not (isinstance(given, dict) and given.get("rows") and isinstance(given["rows"][0], dict)):
            return given
        types = [Column.model_validate(column).type for column in given["columns"]]
        rows = [{**row, "cells": _typed(row["cells"], types)} for row in given["rows"]]
        return {**given, "rows": rows}

    @model_validator(mode="after")
    def _prove(self) -> "Table":
        for index, row in enumerate(self.rows):
            self._check_width(index, row)
            self._check_types(index, row)
            self._check_sum(index, row)
            self._check_differences(index, row)
        return self

    def _check_width(self, index: int, row: Row) -> None:
        expected = 1 if row.role == "heading" else len(self.columns)
        if len(row.cells) != expected:
            raise ValueError(f"{self._place(index)} has {len(row.cells)} cells: give it {expected}.")

    def _check_types(self, index: int, row: Row) -> None:
        for column, cell in zip(self.columns, row.cells, strict=False):
            if cell is not None and type(cell) is not PYTHON_TYPE[column.type]:
                raise ValueError(
                    f"{self._place(index)}, column {column.title!r} of type {column.type}, holds {cell!r}: "
                    f"give it a {PYTHON_TYPE[column.type].__name__} or None."
                )

    def _check_sum(self, index: int, row: Row) -> None:
        terms = [(1, self.rows[i]) for i in row.adds] + [(-1, self.rows[i]) for i in row.subtracts]
        if not terms:
            return
        if any(term.role == "heading" for _, term in terms):
            raise ValueError(f"{self._place(index)} adds a heading: name rows that hold numbers.")
        for at, column in enumerate(self.columns):
            given = row.cells[at]
            if not column.summed or given is None:
                continue
            found = sum((sign * (term.cells[at] or 0) for sign, term in terms), Decimal(0))  # pyright: ignore
            if found != given:
                raise ValueError(
                    f"{self._place(index)} says {given} in column {column.title!r}, but its rows add up "
                    f"to {found}: correct the rows it adds or the amount."
                )

    def _check_differences(self, index: int, row: Row) -> None:
        for column, cell in zip(self.columns, row.cells, strict=False):
            if column.minus is None or row.role == "heading":
                continue
            expected = difference(*(row.cells[at] for at in column.minus))
            if cell != expected:
                raise ValueError(
                    f"{self._place(index)} says {cell} in column {column.title!r}, but the difference is {expected}: "
                    f"correct it or the columns it is taken from."
                )

    def _place(self, index: int) -> str:
        return f"Row {index} ({self.rows[index].cells[:1]}) of table {self.title!r}"


def difference(first: Cell, second: Cell) -> Decimal | None:
    """Return `first` - `second`, None where either is missing."""
    return first - second if isinstance(first, Decimal) and isinstance(second, Decimal) else None


def _typed(cells: Any, types: Sequence[str]) -> list[Any]:
    return [
        PYTHON_TYPE[kind](cell) if isinstance(cell, str) and PYTHON_TYPE[kind] is Decimal
        else date.fromisoformat(cell) if isinstance(cell, str) and kind == "date"
        else cell
        for cell, kind in zip(cells, types, strict=False)
    ]  # fmt: skip
