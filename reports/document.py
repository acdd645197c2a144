"""The document: everything a reader is told, as data that knows no file format."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, field_validator, model_validator

from reports.chart import Chart
from reports.figure import Figure
from reports.table import Row, Table
from reports.text import Callout, Heading, Paragraph, Part


class Comparison(Part, frozen=True):
    """How far a key figure lies from another: "+4.2% to budget"."""

    label: str
    """What it is compared with: "budget", "prior year"."""
    change: Decimal | None
    unit: str
    """"percent", "points" (of percent), "days" or a currency."""
    favourable: bool | None = None
    """None where neither direction is better."""


class KeyFigure(Part, frozen=True):
    figure: Figure
    comparisons: tuple[Comparison, ...] = ()
    note: str = ""
    """One short line under the figure: how it is defined, or why it is undefined."""


class KeyFigures(Part, frozen=True):
    """Figures that a reader sees first, as cards."""

    kind: Literal["key_figures"] = "key_figures"
    cards: tuple[KeyFigure, ...]


class PageBreak(Part, frozen=True):
    kind: Literal["page_break"] = "page_break"


class Segment(Part, frozen=True):
    """A piece of changed text."""

    change: Literal["same", "removed", "added"]
    text: str


class Change(Part, frozen=True):
    """One difference between two drafts."""

    where: str
    """Section and place in it: "Income statement, 6100 Travel, Actual"."""
    segments: tuple[Segment, ...]


class Changes(Part, frozen=True):
    """What differs from an earlier draft."""

    kind: Literal["changes"] = "changes"
    title: str
    changes: tuple[Change, ...]


Block = Annotated[
    Heading | Paragraph | Callout | KeyFigures | Table | Chart | PageBreak | Changes,
    Field(discriminator="kind"),
]


class Section(Part, frozen=True):
    """A chapter: it begins on a page of its own and is a sheet of the workbook."""

    title: str = Field(min_length=1)
    blocks: tuple[Block, ...]
    orientation: Literal["portrait", "landscape"] = "portrait"

    @model_validator(mode="after")
    def _check_headings(self) -> "Section":
        level = 1
        for heading in (block for block in self.blocks if isinstance(block, Heading)):
            if heading.level > level + 1:
                raise ValueError(
                    f"Heading {heading.text!r} of section {self.title!r} has level {heading.level} beneath "
                    f"level {level}: give it level {level + 1}."
                )
            level = heading.level
        return self

    @property
    def slug(self) -> str:
        """Return the title as a name for links: "cash-flow"."""
        return re.sub(r"[^a-z0-9]+", "-", self.title.lower()).strip("-") or "section"


class Fact(Part, frozen=True):
    """One line of the cover: "Currency", "EUR"."""

    label: str
    value: str


class Document(Part, frozen=True):
    """One document. Its canonical JSON is what an approver's signature binds."""

    title: str = Field(min_length=1)
    subtitle: str = ""
    entity: str
    period: str
    """In words: "October 2025"."""
    dated: date
    """The date it speaks of; written into the files as their creation date, so that bytes repeat."""
    time_zone: str = "UTC"
    """In which the times of its signatures are printed: "Europe/Berlin"."""
    facts: tuple[Fact, ...] = ()
    reading: tuple[str, ...] = ()
    """How to read it: signs, units, what a dash means."""
    sections: tuple[Section, ...]

    @field_validator("time_zone")
    @classmethod
    def _check_time_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ValueError, ZoneInfoNotFoundError):
            raise ValueError(f"{name!r} is no time zone: give a name such as Europe/Berlin or UTC.") from None
        return name

    @model_validator(mode="after")
    def _check_names(self) -> "Document":
        _refuse_twice("Sections share the name", [section.slug for section in self.sections])
        _refuse_twice("Table rows share the anchor", [row.anchor for row in self._rows() if row.anchor])
        return self

    def _rows(self) -> Iterator[Row]:
        for section in self.sections:
            for block in section.blocks:
                if isinstance(block, Table):
                    yield from block.rows


def _refuse_twice(what: str, names: list[str]) -> None:
    twice = sorted(name for name, count in Counter(names).items() if count > 1)
    if twice:
        raise ValueError(f"{what} {', '.join(twice)}: give each one of its own.")
