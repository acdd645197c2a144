"""A document as page renderers see it: every value is text, every note numbered, every chart drawn."""

import re
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from reports.cells import cell_text, change_text, figure_text
from reports.chart import Chart
from reports.chart_table import chart_table
from reports.charts import svg
from reports.document import Block, Changes, Document, KeyFigure, KeyFigures, Section
from reports.notes import footnotes
from reports.standing import Signature, Standing
from reports.table import Row, Table
from reports.text import Callout, Heading, Paragraph, printable

View = dict[str, Any]
HASH = re.compile("[0-9a-f]{40,128}")
Notes = Mapping[str, int]


def view(document: Document, standing: Standing) -> View:
    """Return `document` and its `standing` as plain JSON values: texts, numbers of notes and SVG only."""
    anchors = {row.anchor for section in document.sections for row in _rows(section) if row.anchor}
    sections: list[View] = []
    counted = 0
    for section in document.sections:
        notes = footnotes(section, counted)
        counted += len(notes)
        sections.append(_section(section, notes, anchors))
    return _cleaned(
        {
            **document.model_dump(include={"title", "subtitle", "entity", "period"}),
            "facts": [{**fact.model_dump(), "code": bool(HASH.fullmatch(fact.value))} for fact in document.facts],
            "reading": list(document.reading),
            "standing": _standing(standing, document.time_zone),
            "sections": sections,
        }
    )


def _cleaned(value: Any) -> Any:
    """Return `value` with every text in it printable."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        return {key: _cleaned(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_cleaned(item) for item in value]
    return value


def moment(signature: Signature, time_zone: str) -> str:
    """Return the time of a signature to the second, with its zone: 2026-11-04 10:30:00 CET (Europe/Berlin)."""
    at = signature.at.astimezone(ZoneInfo(time_zone))
    named = "" if at.tzname() == time_zone else f" ({time_zone})"
    return f"{at:%Y-%m-%d %H:%M:%S %Z}{named}"


def _rows(section: Section) -> tuple[Row, ...]:
    return tuple(row for block in section.blocks if isinstance(block, Table) for row in block.rows)


def _standing(standing: Standing, time_zone: str) -> View:
    return {
        "status": standing.status,
        "released": standing.status == "released",
        "signable": standing.signable,
        "sentence": standing.sentence,
        "remark": standing.remark,
        "case": standing.case,
        "sha256": standing.document_sha256,
        "signatures": [
            {"name": one.name, "role": one.role, "at": moment(one, time_zone), "sha256": one.sha256}
            for one in standing.signatures
        ],
    }


def _section(section: Section, notes: Notes, anchors: set[str]) -> View:
    return {
        "title": section.title,
        "slug": section.slug,
        "landscape": section.orientation == "landscape",
        "blocks": [_block(block, notes, anchors) for block in section.blocks],
        "notes": [{"number": number, "text": text} for text, number in notes.items()],
    }


def _block(block: Block, notes: Notes, anchors: set[str]) -> View:
    match block:
        case Paragraph():
            return {"kind": "paragraph", "spans": _spans(block, notes, anchors)}
        case Callout():
            paragraphs = [_spans(paragraph, notes, anchors) for paragraph in block.paragraphs]
            return {"kind": "callout", "tone": block.tone, "title": block.title, "paragraphs": paragraphs}
        case KeyFigures():
            return {"kind": "key_figures", "cards": [_card(card) for card in block.cards]}
        case Table():
            return _table(block)
        case Chart():
            return {
                "kind": "chart",
                "title": block.title,
                "description": block.description,
                "svg": svg(block),
                "table": _table(chart_table(block)),
            }
        case Heading() | Changes():
            return block.model_dump()
        case _:
            return {"kind": block.kind}


def _spans(paragraph: Paragraph, notes: Notes, anchors: set[str]) -> list[View]:
    return [
        {
            "text": span.text,
            "style": span.style,
            "note": notes.get(span.note, 0),
            "target": span.target if span.target in anchors else "",
        }
        for span in paragraph.spans
    ]


def _card(card: KeyFigure) -> View:
    comparisons = [
        {"label": one.label, "change": change_text(one.change, one.unit), "favourable": one.favourable}
        for one in card.comparisons
    ]
    return {
        "name": card.figure.name,
        "value": figure_text(card.figure),
        "period": card.figure.period,
        "note": card.note,
        "comparisons": comparisons,
    }


def _table(table: Table) -> View:
    return {
        "kind": "table",
        "title": table.title,
        "currency": table.currency,
        "columns": [
            {"title": column.title, "numeric": column.numeric, "type": column.type, "weight": column.weight}
            for column in table.columns
        ],
        "rows": [_row(row, table) for row in table.rows],
        "notes": list(table.notes),
    }


def _row(row: Row, table: Table) -> View:
    cells = [cell_text(cell, column, table.currency) for cell, column in zip(row.cells, table.columns, strict=False)]
    return {**row.model_dump(include={"role", "level", "anchor", "tone", "aside"}), "cells": cells}
