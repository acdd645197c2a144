"""Write one section of a document onto one sheet of the workbook."""

from typing import Any

from reports.cells import change_text, figure_text
from reports.chart import Chart
from reports.document import Block, Changes, KeyFigure, KeyFigures, PageBreak, Section
from reports.notes import footnotes
from reports.table import Column, Row, Table
from reports.text import Callout, Heading, Paragraph
from reports.xlsx_charts import place_chart
from reports.xlsx_layout import widths
from reports.xlsx_sheet import Sheet, number
from reports.xlsx_styles import ACCENT, SOFT, TONES, WASH, Styles, number_format

FREEZE_WITHIN = 8
"""A header row further down would freeze half the window."""


def write_section(sheet: Any, styles: Styles, section: Section, notes_before: int) -> int:
    """Write the whole section, its charts after its tables, since a sheet begins with its figures; return how many
    footnotes it has.
    """
    page, notes = Sheet(sheet, styles, widths(section)), footnotes(section, notes_before)
    page.line(section.title, bold=True, font_size=15, font_color=ACCENT, height=24)
    page.at += 1
    for block in section.blocks:
        _block(page, block, notes)
    for block in section.blocks:
        if isinstance(block, Chart):
            place_chart(page, block)
    for note, numbered in notes.items():
        page.prose(f"{numbered}  {note}", font_color=SOFT, font_size=9)
    _freeze(page, section)
    return len(notes)


def _block(sheet: Sheet, block: Block, notes: dict[str, int]) -> None:
    match block:
        case Heading():
            sheet.at += 1
            sheet.line(block.text, bold=True, font_size=12 if block.level == 2 else 10.5)
        case Paragraph():
            _paragraph(sheet, block, notes)
        case Callout():
            sheet.prose(block.title, bold=True, font_color=TONES[block.tone], bg_color=WASH)
            for paragraph in block.paragraphs:
                _paragraph(sheet, paragraph, notes, bg_color=WASH)
            sheet.at += 1
        case KeyFigures():
            for card in block.cards:
                _card(sheet, card)
            sheet.at += 1
        case Table():
            sheet.table(block)
        case Changes():
            sheet.table(_changes_table(block))
        case Chart() | PageBreak():
            pass  # charts come last, and a sheet breaks its pages by itself


def _paragraph(sheet: Sheet, paragraph: Paragraph, notes: dict[str, int], **properties: object) -> None:
    marks = (f" [{notes[span.note]}]" if span.note else "" for span in paragraph.spans)
    pieces = (span.text + mark for span, mark in zip(paragraph.spans, marks, strict=True))
    sheet.prose("".join(pieces), **properties)


def _card(sheet: Sheet, card: KeyFigure) -> None:
    figure = card.figure
    type_ = {"percent": "percent", "days": "days", "months": "days", "ratio": "ratio", "count": "integer"}
    kind = type_.get(figure.unit, "money")
    sheet.text(sheet.at, 0, figure.name, sheet.styles.of(text_wrap=True))
    if figure.value is None:
        sheet.text(sheet.at, 1, figure_text(figure), sheet.styles.of(align="right", font_color=SOFT))
    else:
        currency = figure.unit if kind == "money" else ""
        style = sheet.styles.of(bold=True, num_format=number_format(kind, currency))
        sheet.sheet.write_number(sheet.at, 1, number(figure.value, kind), style)
    unit = "" if figure.unit in ("percent", "ratio", "count") else figure.unit
    compared = (f"{change_text(one.change, one.unit)} {one.label}" for one in card.comparisons)
    said = "; ".join(part for part in (unit, *compared, card.note) if part)
    sheet.text(sheet.at, 2, said, sheet.styles.of(font_color=SOFT))
    sheet.at += 1


def _freeze(sheet: Sheet, section: Section) -> None:
    """Keep the only table's header in sight, and on every printed page."""
    if sheet.headers and sheet.headers[0] < FREEZE_WITHIN:
        sheet.sheet.freeze_panes(sheet.headers[0] + 1, 1)
        if sum(isinstance(block, Table) for block in section.blocks) == 1:
            sheet.sheet.repeat_rows(sheet.headers[0])
    else:
        sheet.sheet.freeze_panes(1, 0)


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
