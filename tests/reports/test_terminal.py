"""A document in the terminal: readable, and unable to steer it."""

from reports.difference import differences
from reports.terminal import WIDTH, lines
from tests.reports.every_block import document


def test_the_terminal_shows_words_and_key_figures_and_names_the_tables() -> None:
    text = "\n".join(lines(document()))
    for expected in ("SUMMARY", "EUR 1,044.25", "Rent led, see the row.", "(table of 5 rows)"):
        assert expected in text


def test_what_changed_comes_before_the_document() -> None:
    before, after = document(), document("Costs fell.")
    text = "\n".join(lines(after, differences(before, after)))
    assert text.index("Changed since the previous draft") < text.index("[-rose.-]{+fell.+}") < text.index("SUMMARY")


def test_text_from_outside_cannot_steer_the_terminal() -> None:
    text = "\n".join(lines(document("\x1b]0;owned\x07\x1b[2J\u202e", title="\x1b[2J")))
    assert not {"\x1b", "\x07", "\u202e"} & set(text)


def test_prose_keeps_to_the_width_of_a_terminal() -> None:
    prose = [line for line in lines(document("word " * 100)) if line.startswith("  [warning] word")]
    assert prose
    assert all(len(line) <= WIDTH for line in prose)
