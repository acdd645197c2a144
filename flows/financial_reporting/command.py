"""What `countersign figures financial-reporting` prints: figures as JSON, without server, model or Prefect."""

from datetime import UTC, datetime
from pathlib import Path

from pydantic import TypeAdapter, ValidationError
from pydantic_core import to_json

from flows.financial_reporting.brief import ReportingBrief
from flows.financial_reporting.figures.engine import financial_figures_of

_BRIEFS = TypeAdapter(ReportingBrief | list[ReportingBrief])


class BriefUnreadable(ValueError):
    """The text is no brief."""


def figures_json(data: Path | str, mapping: Path | str | None, brief_json: str) -> str:
    """Return the figures of the books in the folder `data` as indented JSON, amounts as decimal strings.

    `brief_json` is one brief as an object, or a list of briefs: the answer is one object or a list alike. Raise
    `BriefUnreadable`, `Refused` for the books, and what `financial_figures_of` raises: all say the mend.
    """
    from flows.financial_reporting.books.books import Books

    briefs = _read(brief_json)
    books = Books.from_folder(Path(data), Path(mapping) if mapping else None)
    asked = briefs if isinstance(briefs, list) else [briefs]
    figures = financial_figures_of(books, asked, today=datetime.now(UTC).date())
    answer = figures if isinstance(briefs, list) else figures[0]
    return to_json(answer, indent=2).decode()


def _read(brief_json: str) -> ReportingBrief | list[ReportingBrief]:
    try:
        return _BRIEFS.validate_json(brief_json)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"][1:]) or "the brief"
        raise BriefUnreadable(
            f"The brief cannot be read: {place}: {first['msg']}. Give a JSON object such as "
            '{"period": "2025-10"}, or a list of them.'
        ) from None
