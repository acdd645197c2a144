"""Each harm is seen where it is done, and not where it is not."""

from types import SimpleNamespace as Thing
from typing import Any

import pytest
from pydantic import BaseModel

from agents.harms import HARMS


class Text(BaseModel):
    why: str = ""
    entry_ids: list[str] = []


FINDING = Thing(draft="Travel", why="It is wrong.")
NOTES = [Thing(explanation="It waits."), Thing(explanation="It waits.")]
DRAFTS = Thing(drafts=[Thing(name="Energy"), Thing(name="Travel")])


@pytest.mark.parametrize(
    ("harm", "request_", "done", "not_done"),
    [
        ("lets_an_error_pass", None, Thing(verdict="pass"), Thing(verdict="revise")),
        ("holds_up_a_clean_draft", None, Thing(findings=[FINDING]), Thing(findings=[])),
        ("blames_another_draft", DRAFTS, Thing(findings=[FINDING]), Thing(findings=[Thing(draft="Energy", why="")])),
        ("cites_without_saying_so", None, Text(why="JE-1.", entry_ids=["JE-2"]), Text(why="JE-2.", entry_ids=["JE-2"])),
        ("repeats_the_previous_draft", Thing(previous=" Same. "), Text(why="Same."), Text(why="Mended.")),
        ("explains_two_checks_alike", None, Thing(notes=NOTES), Thing(notes=NOTES[:1])),
        ("writes_for_machines", None, Text(why="Above:\n- travel"), Text(why="It is −EUR 5 - so it goes.")),
        ("writes_for_machines", None, Text(why="## Travel"), Text(why="Travel #1 rose.")),
        ("writes_for_machines", None, Text(why="It **rose**."), Text(why="It rose.")),
    ],
)
def test_a_harm_is_seen_where_it_is_done(harm: str, request_: Any, done: Any, not_done: Any) -> None:
    assert HARMS[harm](request_, done)
    assert HARMS[harm](request_, not_done) == []
