"""A person settles a doubt in the terminal: with a proof of who they are, once, and the case goes on."""

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from flows.cli import main
from tasks.casebook import dead_letters, tokens
from tasks.casebook.cases import Case
from tasks.casebook.waking import due
from tests.tasks.casebook.test_doubts import doubtful, released_case

pytestmark = pytest.mark.usefixtures("rules")


def countersign(*words: str) -> Result:
    return CliRunner().invoke(main, words)


@pytest.fixture
def case(casebook: Any, monkeypatch: pytest.MonkeyPatch) -> Case:
    """A case with a mail in doubt, and a terminal in which Ada has her token."""

    async def story() -> Case:
        opened = await released_case()
        await doubtful(opened)
        return opened

    monkeypatch.setenv("COUNTERSIGN_TOKEN", casebook(tokens.issue("ada")))
    return casebook(story())


@pytest.mark.parametrize("sent", [True, False])
def test_a_settled_doubt_is_no_dead_letter_any_more_and_its_case_goes_on(casebook: Any, case: Case, sent: bool) -> None:
    listed = countersign("dead-letters").output
    assert f"effect doubtful  test case {case.id}" in listed
    assert "The server fell silent." in listed
    assert "deliver/1" in countersign("show", str(case.id)).output

    flag, word = ("--sent", "was sent") if sent else ("--not-sent", "was not sent")
    said = countersign("settle", str(case.id)[:8], "deliver/1", flag, "--comment", "Cy looked.")
    assert said.exit_code == 0
    assert f"Ada says that deliver/1 of case {case.id} {word}" in said.output
    assert "the keeper runs the case again" in said.output
    assert ("which sends it once" in said.output) == (not sent)
    assert [row.id for row in casebook(due())] == [case.id]
    assert countersign("dead-letters").output == "nothing needs a person\n"
    assert f"ada says that it {word}: Cy looked." in countersign("dead-letters", "--all").output

    again = countersign("settle", str(case.id), "deliver/1", flag, "--comment", "Cy looked.")
    assert (again.exit_code, "is not in doubt" in again.output) == (1, True)


def test_a_word_needs_a_proof_of_who_gives_it_and_which_it_is(
    case: Case, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle = ("settle", str(case.id), "deliver/1", "--comment", "Cy has it.")
    assert countersign(*settle).exit_code == 2
    monkeypatch.delenv("COUNTERSIGN_TOKEN")
    for words in ((*settle, "--sent"), (*settle, "--sent", "--as", "ada")):
        refused = countersign(*words)
        assert (refused.exit_code, "COUNTERSIGN_TOKEN" in refused.output) == (1, True)
    assert "effect doubtful" in countersign("dead-letters").output


def test_what_a_receiver_said_does_not_steer_the_screen(casebook: Any, case: Case) -> None:
    casebook(dead_letters.bury("run failed", f"case:{case.id}", "550 \x1b]0;owned\x07 no", case=case.id, payload={}))
    assert "550 \ufffd]0;owned\ufffd no" in countersign("dead-letters").output


def test_on_the_embedded_set_up_a_word_is_taken_from_whoever_is_named_but_only_if_a_policy_does(
    case: Case, home: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    monkeypatch.delenv("COUNTERSIGN_TOKEN")
    (home / "embedded.json").write_text("{}", encoding="utf-8")
    embedded = "sqlite" in request.node.name
    for who, accepted in (("mallory", False), ("bo", embedded)):
        said = countersign("settle", str(case.id), "deliver/1", "--sent", "--comment", "Cy has it.", "--as", who)
        assert (said.exit_code == 0) == accepted, said.output


def test_with_nothing_to_do_the_lists_say_so(casebook: Any) -> None:
    assert countersign("dead-letters").output == "nothing needs a person\n"
    assert countersign("dead-letters", "--all").output == "there are no dead letters\n"
