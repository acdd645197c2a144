"""A document is data that survives its own JSON and refuses to contradict itself."""

import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from reports.canonical import canonical_json, sha256
from reports.chart import Chart, Series
from reports.document import Document, Section
from reports.notes import footnotes
from reports.table import Column, Row, Table
from reports.text import Heading, Span, paragraph, paragraphs
from tests.reports.every_block import document, table

D = Decimal
TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=30)
CELLS = {
    "text": TEXT,
    "money": st.none() | st.decimals(allow_nan=False, allow_infinity=False),
    "percent": st.none() | st.decimals(allow_nan=False, allow_infinity=False),
    "integer": st.none() | st.integers(),
    "date": st.none() | st.dates(),
}


@st.composite
def tables(draw: st.DrawFn) -> Table:
    types = draw(st.lists(st.sampled_from(sorted(CELLS)), min_size=1, max_size=5))
    rows = draw(st.lists(st.tuples(*(CELLS[type_] for type_ in types)), max_size=4))
    columns = tuple(Column.model_validate({"title": draw(TEXT), "type": type_}) for type_ in types)
    return Table(title=draw(TEXT), columns=columns, rows=tuple(Row(cells=cells) for cells in rows), currency="EUR")


def small(*blocks: object) -> Document:
    return Document.model_validate(
        {
            "title": "t",
            "entity": "e",
            "period": "p",
            "dated": date(2026, 1, 1),
            "sections": [{"title": "s", "blocks": blocks}],
        }
    )


def test_a_document_is_what_its_canonical_json_says() -> None:
    made = document()
    assert Document.model_validate_json(canonical_json(made)) == made
    assert Document.model_validate(json.loads(canonical_json(made))) == made
    assert Document.model_validate_json(made.model_dump_json()) == made


@given(tables())
def test_typed_cells_survive_json(made: Table) -> None:
    read = Document.model_validate_json(canonical_json(small(made)))
    assert read == small(made)
    assert canonical_json(read) == canonical_json(small(made))


def test_the_hash_sees_every_cent_and_every_word() -> None:
    assert sha256(document()) == sha256(document())
    assert sha256(document()) != sha256(document("Costs rose!"))


def test_a_total_that_its_rows_do_not_add_up_to_is_refused() -> None:
    rows = (Row(cells=("a", D("1.10"))), Row(cells=("Total", D("1.11")), role="total", adds=(0,)))
    with pytest.raises(ValidationError, match=r"says 1\.11 in column 'Amount', but its rows add up to 1\.10"):
        Table(title="T", columns=(Column(title="Name"), Column(title="Amount", type="money")), rows=rows)


def test_a_difference_between_columns_that_is_wrong_is_refused() -> None:
    columns = tuple(Column.model_validate({"title": t, "type": "money"}) for t in "AB")
    minus = Column(title="D", type="money", minus=(0, 1))
    with pytest.raises(ValidationError, match="the difference is 1"):
        Table(title="T", columns=(*columns, minus), rows=(Row(cells=(D(3), D(2), D(2))),))


@pytest.mark.parametrize(
    ("type_", "cell"),
    [("money", 1.5), ("money", 3), ("money", "3"), ("integer", D(3)), ("date", "2026-01-01"), ("text", 3)],
)
def test_a_cell_of_another_type_than_its_column_is_refused(type_: str, cell: object) -> None:
    with pytest.raises(ValidationError):
        Table.model_validate(
            {"title": "T", "columns": [{"title": "c", "type": type_}], "rows": (Row.model_construct(cells=(cell,)),)}
        )


def test_a_row_of_another_width_than_the_table_is_refused() -> None:
    with pytest.raises(ValidationError, match="has 2 cells: give it 1"):
        Table(title="T", columns=(Column(title="a"),), rows=(Row(cells=("x", "y")),))


def test_two_rows_of_one_anchor_are_refused() -> None:
    with pytest.raises(ValidationError, match="anchor rent"):
        small(table(), table())


def test_a_heading_that_skips_a_level_is_refused() -> None:
    with pytest.raises(ValidationError, match="give it level 2"):
        Section(title="s", blocks=(Heading(text="h", level=3),))


def test_two_sections_of_one_name_are_refused() -> None:
    section = Section(title="A b", blocks=())
    with pytest.raises(ValidationError, match="a-b"):
        Document(
            title="t",
            entity="e",
            period="p",
            dated=date(2026, 1, 1),
            sections=(section, section.model_copy(update={"title": "A-B"})),
        )


def test_a_series_without_a_value_for_each_category_is_refused() -> None:
    with pytest.raises(ValidationError, match="one for each of its 2 categories"):
        Chart(
            type="bar",
            title="c",
            unit="EUR",
            categories=("a", "b"),
            series=(Series(name="s", values=(D(1),)),),
            description="",
        )


def test_equal_notes_share_a_number_that_counts_on_from_the_section_before() -> None:
    one, other = Span(text="x", note="n"), Span(text="y", note="m")
    section = Section(title="s", blocks=(paragraph(one), paragraph(other, one)))
    assert footnotes(section, after=4) == {"n": 5, "m": 6}


def test_text_of_paragraphs_keeps_its_note_at_the_very_end() -> None:
    first, last = paragraphs("One\ntwo.\n\n\n Three. ", note="said", links=[Span(text="JE-1", target="a")])
    assert first.plain == "One two."
    assert [(span.text, span.note) for span in last.spans] == [("Three.", ""), (" ", ""), ("JE-1", "said")]
    assert paragraphs("  \n ") == ()
