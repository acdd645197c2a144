"""A sheet written from its top: lines, paragraphs, tables with typed numbers and live totals; text stays text."""

from datetime import date
from decimal import Decimal
from typing import Any

from reports.cells import cell_text
from reports.table import Cell, Column, Row, Table
from reports.text import printable
from reports.xlsx_layout import LINE, PROSE_WIDTH, lines_of, live_formula, prose_columns
from reports.xlsx_styles import SOFT, Styles

FORMULA_LIKE = ("=", "+", "-", "@", "\t", "\r", "\n")


class Sheet:
    """A sheet and the row at which the next block goes."""

    def __init__(self, sheet: Any, styles: Styles, widths: list[int]) -> None:
        self.sheet = sheet
        self.styles = styles
        self.widths = widths
        """Of its columns, in characters."""
        self.at = 0
        self.headers: list[int] = []
        """The rows of its tables' headers."""
        self._across = prose_columns(widths)
        for index, width in enumerate(widths):
            sheet.set_column(index, index, width)

    def line(self, text: str, *, height: float = LINE, **properties: object) -> None:
        """Write one line that may run over the cells to its right."""
        self.sheet.set_row(self.at, height)
        self.text(self.at, 0, text, self.styles.of(**properties))
        self.at += 1

    def prose(self, text: str, **properties: object) -> None:
        """Write a paragraph across the sheet, in a row as high as its lines."""
        style = self.styles.of(text_wrap=True, **properties)
        if self._across > 1:
            self.sheet.merge_range(self.at, 0, self.at, self._across - 1, "", style)
        width = max(PROSE_WIDTH // 2, sum(self.widths[: self._across]))
        self.sheet.set_row(self.at, lines_of(text, width) * LINE + 3)
        self.text(self.at, 0, text, style)
        self.at += 1

    def text(self, row: int, column: int, text: str, style: Any) -> None:
        """Write text that no reader of the file will calculate."""
        if self.sheet.write_string(row, column, printable(text), style):
            raise ValueError(f"A text of {len(text)} characters does not fit a cell: shorten it to 32,767.")

    def table(self, table: Table) -> int:
        """Write a table and return the sheet's row of its first row."""
        unit = f"  ({table.currency})" if table.currency else ""
        self.line(table.title + unit, bold=True, font_size=11)
        self.headers.append(self.at)
        for index, column in enumerate(table.columns):
            self.text(self.at, index, column.title, self.styles.header(column, first=index == 0))
        titles = (lines_of(column.title, self.widths[index]) for index, column in enumerate(table.columns))
        self.sheet.set_row(self.at, max(titles) * LINE + 1.5)
        first = self.at + 1
        for offset, row in enumerate(table.rows):
            self._row(table, row, first, offset)
        self.at = first + len(table.rows)
        for note in table.notes:
            self.prose(note, font_color=SOFT, font_size=9)
        self.at += 1
        return first

    def _row(self, table: Table, row: Row, first: int, offset: int) -> None:
        if row.aside:
            row = row.model_copy(update={"cells": (f"{row.cells[0]} ({row.aside})", *row.cells[1:]), "aside": ""})
        lines = [
            lines_of(cell, self.widths[index] - 2 * row.level * (index == 0))
            for index, cell in enumerate(row.cells)
            if isinstance(cell, str) and row.role != "heading"
        ]
        self.sheet.set_row(first + offset, max(lines, default=1) * LINE + 1.5)
        for index, cell in enumerate(row.cells):
            column = table.columns[index]
            literal = isinstance(cell, str) and cell.startswith(FORMULA_LIKE)
            style = self.styles.cell(column, row, table.currency, first=index == 0, literal=literal)
            formula = live_formula(table, offset, index, first)
            if formula and isinstance(cell, Decimal | int):
                self.sheet.write_formula(first + offset, index, formula, style, float(cell))
            else:
                self._cell(first + offset, index, cell, column, row, style)

    def _cell(self, at: int, index: int, cell: Cell, column: Column, row: Row, style: Any) -> None:
        if cell is None:
            self.text(at, index, cell_text(cell, column, ""), self.styles.unavailable(row))
        elif isinstance(cell, str):
            self.text(at, index, cell, style)
        elif isinstance(cell, date):
            self.sheet.write_datetime(at, index, cell, style)
        else:
            self.sheet.write_number(at, index, number(cell, column.type), style)


def number(value: Decimal | int, type_: str) -> float:
    """Return the number that Excel holds: percent as a fraction of one."""
    return float(Decimal(value) / 100) if type_ == "percent" else float(value)
