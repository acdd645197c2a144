"""What changed between two drafts is told in the reader's words, and nothing that changed goes untold."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from reports.difference import described, differences
from reports.document import Document, Section
from reports.text import Heading, paragraph
from tests.reports.every_block import document


def told(before: Document, after: Document) -> list[str]:
    return [described(change) for change in differences(before, after)]


def with_text(*texts: str) -> Document:
    blocks = (Heading(text="Why"), *(paragraph(text) for text in texts))
    return document().model_copy(update={"sections": (Section(title="Summary", blocks=blocks),)})


def test_a_document_does_not_differ_from_itself() -> None:
    assert differences(document(), document()) == []


def test_a_changed_sentence_is_told_word_by_word() -> None:
    assert told(with_text("Costs rose in May."), with_text("Costs fell in May.")) == [
        "Summary, Why: Costs [-rose-]{+fell+} in May."
    ]


def test_an_inserted_paragraph_leaves_its_neighbours_alone() -> None:
    assert told(with_text("One.", "Three."), with_text("One.", "Two.", "Three.")) == ["Summary, Why: {+Two.+}"]


def test_a_changed_cell_is_named_by_its_row_and_column() -> None:
    before = document()
    table = before.sections[1].blocks[0]
    rows = list(table.rows)
    rows[3] = rows[3].model_copy(update={"cells": (*rows[3].cells[:5], 7, *rows[3].cells[6:])})
    rows[4] = rows[4].model_copy(update={"cells": (*rows[4].cells[:5], 11, *rows[4].cells[6:])})
    changed = table.model_copy(update={"rows": tuple(rows)})
    section = before.sections[1].model_copy(update={"blocks": (changed, *before.sections[1].blocks[1:])})
    after = before.model_copy(update={"sections": (before.sections[0], section)})
    assert told(before, after) == [
        "Tables: costs, Refund, Items: [-–-]{+7+}",
        "Tables: costs, Total, Items: [-4-]{+11+}",
    ]


def test_a_section_that_is_gone_is_told() -> None:
    before = document()
    after = before.model_copy(update={"sections": before.sections[:1]})
    assert any(line.startswith("Tables: costs") and "[-" in line for line in told(before, after))


def test_a_change_that_no_reader_sees_is_told_as_such() -> None:
    before = document()
    figure = before.sections[0].blocks[1].cards[0].figure.model_copy(update={"value": Decimal("1044.250001")})
    card = before.sections[0].blocks[1].cards[0].model_copy(update={"figure": figure})
    cards = before.sections[0].blocks[1].model_copy(update={"cards": (card, before.sections[0].blocks[1].cards[1])})
    blocks = (before.sections[0].blocks[0], cards, *before.sections[0].blocks[2:])
    section = before.sections[0].model_copy(update={"blocks": blocks})
    after = before.model_copy(update={"sections": (section, before.sections[1])})
    assert told(before, after) == ["Document: {+The layout, or digits that are not shown, differ.+}"]


@given(st.lists(st.text(max_size=12), max_size=4), st.lists(st.text(max_size=12), max_size=4))
def test_documents_that_differ_always_have_a_difference(before: list[str], after: list[str]) -> None:
    one, other = with_text(*before), with_text(*after)
    assert bool(differences(one, other)) == (one != other)


@given(st.text(max_size=40), st.text(min_size=1, max_size=40))
def test_a_change_holds_both_texts_whole(before: str, after: str) -> None:
    for change in differences(with_text(before), with_text(after)):
        kept = {"removed": "", "added": ""}
        for segment in change.segments:
            for side in kept:
                kept[side] += segment.text if segment.change in ("same", side) else ""
        assert kept == {"removed": before, "added": after}
