"""Write one section onto one sheet: typed numbers, live totals, text that stays text."""

from datetime import date
from decimal import Decimal
from typing import Any

from reports.cells import cell_text, change_text, figure_text
from reports.chart import Chart
from reports.document import Block, Changes, KeyFigure, KeyFigures, Section
from reports.notes import footnotes
from reports.table import Cell, Column, Row, Table
from reports.text import Callout, Heading, Paragraph, printable
from reports.xlsx_charts import place_chart
from reports.xlsx_layout import LINE, PROSE_WIDTH, lines_of, live_formula, prose_columns, widths
from reports.xlsx_styles import ACCENT, SOFT, TONES, WASH, Styles, number_format

FORMULA_LIKE = ("=", "+", "-", "@", "\t", "\r", "\n")
FREEZE_WITHIN = 8
"""A header row further down would freeze half the window."""


class Sheet:
    """A sheet and the row at which the next block goes."""

    def __init__(self, sheet: Any, styles: Styles, section: Section, notes_before: int) -> None:
        self.sheet = sheet
        self.styles = styles
        self.section = section
        self.notes = footnotes(section, notes_before)
        self.at = 0
        self.headers: list[int] = []
        self.widths = widths(section)
        self.across = prose_columns(self.widths)

    def write(self) -> None:
        """Write the whole section, its charts after its tables: a sheet begins with its figures."""
        for index, width in enumerate(self.widths):
            self.sheet.set_column(index, index, width)
        self.line(self.section.title, bold=True, font_size=15, font_color=ACCENT, height=24)
        self.at += 1
        for block in self.section.blocks:
            if not isinstance(block, Chart):
                self._block(block)
        for block in self.section.blocks:
            if isinstance(block, Chart):
                place_chart(self, block)
        for note, number in self.notes.items():
            self.prose(f"{number}  {note}", font_color=SOFT, font_size=9)
        self._freeze()

    def line(self, text: str, *, height: float = LINE, **properties: object) -> None:
        """Write one line that may run over the cells to its right."""
        self.sheet.set_row(self.at, height)
        self.text(self.at, 0, text, self.styles.of(**properties))
        self.at += 1

    def prose(self, text: str, **properties: object) -> None:
        """Write a paragraph across the sheet, in a row as high as its lines."""
        style = self.styles.of(text_wrap=True, **properties)
        if self.across > 1:
            self.sheet.merge_range(self.at, 0, self.at, self.across - 1, "", style)
        width = max(PROSE_WIDTH // 2, sum(self.widths[: self.across]))
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
            self.sheet.write_number(at, index, _number(cell, column.type), style)

    def _block(self, block: Block) -> None:
        match block:
            case Heading():
                self.at += 1
                self.line(block.text, bold=True, font_size=12 if block.level == 2 else 10.5)
            case Paragraph():
                self._paragraph(block)
            case Callout():
                self.prose(block.title, bold=True, font_color=TONES[block.tone], bg_color=WASH)
                for paragraph in block.paragraphs:
                    self._paragraph(paragraph, bg_color=WASH)
                self.at += 1
            case KeyFigures():
                for card in block.cards:
                    self._card(card)
                self.at += 1
            case Table():
                self.table(block)
            case Changes():
                self.table(_changes_table(block))
            case _:
                pass  # a page break: the sheet is one page wide and breaks by itself

    def _paragraph(self, paragraph: Paragraph, **properties: object) -> None:
        marks = (f" [{self.notes[span.note]}]" if span.note else "" for span in paragraph.spans)
        pieces = (span.text + mark for span, mark in zip(paragraph.spans, marks, strict=True))
        self.prose("".join(pieces), **properties)

    def _card(self, card: KeyFigure) -> None:
        figure = card.figure
        type_ = {"percent": "percent", "days": "days", "months": "days", "ratio": "ratio", "count": "integer"}
        kind = type_.get(figure.unit, "money")
        self.text(self.at, 0, figure.name, self.styles.of(text_wrap=True))
        if figure.value is None:
            self.text(self.at, 1, figure_text(figure), self.styles.of(align="right", font_color=SOFT))
        else:
            currency = figure.unit if kind == "money" else ""
            style = self.styles.of(bold=True, num_format=number_format(kind, currency))
            self.sheet.write_number(self.at, 1, _number(figure.value, kind), style)
        unit = "" if figure.unit in ("percent", "ratio", "count") else figure.unit
        compared = (f"{change_text(one.change, one.unit)} {one.label}" for one in card.comparisons)
        said = "; ".join(part for part in (unit, *compared, card.note) if part)
        self.text(self.at, 2, said, self.styles.of(font_color=SOFT))
        self.at += 1

    def _freeze(self) -> None:
        """Keep the only table's header in sight, and on every printed page."""
        if self.headers and self.headers[0] < FREEZE_WITHIN:
            self.sheet.freeze_panes(self.headers[0] + 1, 1)
            if sum(isinstance(block, Table) for block in self.section.blocks) == 1:
                self.sheet.repeat_rows(self.headers[0])
        else:
            self.sheet.freeze_panes(1, 0)


def _number(value: Decimal | int, type_: str) -> float:
    """Return the number that Excel holds: percent as a fraction of one."""
    return float(Decimal(value) / 100) if type_ == "percent" else float(value)


def _changes_table(block: Changes) -> Table:
    columns = (Column(title="Where"), Column(title="Before"), Column(title="After"))
    rows = tuple(
        Row(
            cells=(
                change.where,
                "".join(segment.text for segment in change.segments if segment.change != "added"),
                "".join(segment.text for segment in change.segments if segment.change != "removed"),
            )
        )
        for change in block.changes
    )
    return Table(title=block.title, columns=columns, rows=rows)
