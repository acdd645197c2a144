"""What others wrote is stored on both databases, whatever it holds."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from tasks.casebook.server_offers import note_away, seen
from tasks.casebook.storable import excerpt, storable


def test_a_text_with_signs_that_no_database_takes_is_stored(casebook: Any) -> None:
    async def story() -> None:
        source = uuid4()
        await note_away(source, "it said \0 and \ud800" + "x" * 2000)
        kept = await seen(source)
        assert kept is not None
        assert kept.away.startswith("it said \ufffd and \ufffdxxx")
        assert len(kept.away) == 1000
        assert kept.asked_at <= datetime.now(UTC)

    casebook(story())


def test_what_can_be_read_stays_as_it_is() -> None:
    text = "Zwölf Zeilen:\n\tTravel is EUR 9,310 above budget 🙂"
    assert storable(text) == text
    assert excerpt(text, 1000) == text
    assert excerpt(text, 5) == "Zwölf"


def test_what_somebody_goes_on_working_with_loses_only_what_no_database_takes() -> None:
    text = "to the letter:\r\n\u202e12\x1b[2J"
    assert storable(f"{text}\0\udfff") == f"{text}\ufffd\ufffd"
    assert excerpt(text, 1000) == "to the letter:\n\ufffd12\ufffd[2J"
