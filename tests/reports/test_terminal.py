"""A document in the terminal: whole, readable, and unable to steer it."""

from datetime import date
from decimal import Decimal

from reports.difference import differences
from reports.document import Document, Section
from reports.table import Column, Row, Table
from reports.terminal import WIDTH, lines
from reports.terminal_table import table_lines
from reports.text import Paragraph, Span
from tests.reports.every_block import document


def test_the_terminal_shows_words_key_figures_and_tables() -> None:
    text = "\n".join(lines(document()))
    for expected in ("SUMMARY", "EUR 1,044.25", "Rent led, see the row.", "Premises", "Total"):
        assert expected in text


def test_what_changed_comes_before_the_document() -> None:
    before, after = document(), document("Costs fell.")
    text = "\n".join(lines(after, differences(before, after)))
    assert text.index("Changed since the previous draft") < text.index("[-rose.-]{+fell.+}") < text.index("SUMMARY")


def test_text_from_outside_cannot_steer_the_terminal() -> None:
    text = "\n".join(lines(document("\x1b]0;owned\x07\x1b[2J\u202e", title="\x1b[2J")))
    assert not {"\x1b", "\x07", "\u202e"} & set(text)


def test_no_line_is_wider_than_a_terminal() -> None:
    everything = [line for line in lines(document("word " * 100)) if line]
    assert any(line.startswith("  word word") for line in everything)
    assert [line for line in "\n".join(everything).split("\n") if len(line) > WIDTH] == []


def test_a_footnote_stands_at_the_end_of_its_section() -> None:
    noted = Paragraph(spans=(Span(text="Rent rose.", note="Written by rules."),))
    page = Document(
        title="Pack", entity="Brightwater", period="October 2026", dated=date(2026, 10, 31),
        sections=(Section(title="Summary", blocks=(noted,)),),
    )  # fmt: skip
    assert list(lines(page))[-2:] == ["  Rent rose. [1]", "  [1] Written by rules."]


COSTS = Table(
    title="Costs",
    currency="EUR",
    columns=(Column(title="Account"), Column(title="Actual", type="money"), Column(title="Why")),
    rows=(
        Row(cells=("Premises",), role="heading"),
        Row(cells=("Rent", Decimal("-1044.25"), "The landlord raised it in October."), level=1),
        Row(cells=("Total", Decimal("-1044.25"), ""), role="total", adds=(1,)),
    ),
    notes=("Without tax.",),
)


def test_a_table_sets_numbers_flush_right_and_wraps_words() -> None:
    assert list(table_lines(COSTS, 44)) == [
        "  Costs (EUR)",
        "  Account      Actual  Why",
        "  -------  ----------  ---------------------",
        "  Premises",
        "   Rent    (1,044.25)  The landlord raised",
        "                       it in October.",
        "  -------  ----------  ---------------------",
        "  Total    (1,044.25)",
        "",
        "  Without tax.",
    ]


def test_a_wide_table_is_folded_and_says_every_cell_once() -> None:
    months = [Column(title=f"Month {n}", type="money") for n in range(1, 13)]
    cells = [Decimal(1000 + n) for n in range(12)]
    wide = Table(title="Year", columns=(Column(title="Account"), *months), rows=(Row(cells=("Rent", *cells)),))
    told = list(table_lines(wide, 60))
    assert max(map(len, told)) <= 60
    text = "\n".join(told)
    assert [text.count(f"{cell:,.2f}") for cell in cells] == [1] * 12
    assert text.count("Rent") > 1
