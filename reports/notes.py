"""Number the footnotes of a section: equal notes share a number, in the order of their first mention."""

from collections.abc import Iterator

from reports.document import Section
from reports.text import Callout, Paragraph


def footnotes(section: Section, after: int = 0) -> dict[str, int]:
    """Return the notes of `section` with their numbers; `after` notes came before it in the document."""
    numbers: dict[str, int] = {}
    for paragraph in _paragraphs(section):
        for span in paragraph.spans:
            if span.note:
                numbers.setdefault(span.note, after + len(numbers) + 1)
    return numbers


def _paragraphs(section: Section) -> Iterator[Paragraph]:
    for block in section.blocks:
        if isinstance(block, Paragraph):
            yield block
        elif isinstance(block, Callout):
            yield from block.paragraphs
