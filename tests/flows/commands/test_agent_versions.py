"""`countersign agents` and `lessons`: versions made active and taken back, corrections that become rules."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from agents.narrator import NARRATOR
from agents.roster import AGENTS
from tasks.casebook.database import reading
from tasks.casebook.installing import installed
from tasks.casebook.lessons import accepted
from tasks.casebook.tables import audit
from tasks.evaluating.files import evaluation_of
from tests.flows.commands.terminal import typed
from tests.tasks.casebook.desk import asked, opened, proposal
from tests.tasks.casebook.test_agent_versions import SECOND, evaluated, later

pytestmark = [
    pytest.mark.usefixtures("rules", "embedded"),
    pytest.mark.parametrize("casebook", ["sqlite"], indirect=True),
]
VERSION = NARRATOR.prompt_version
ALL = [True] * len(evaluation_of(NARRATOR).cases)


@pytest.fixture
def embedded(home: Path) -> None:
    (home / "embedded.json").write_text("{}")


def test_a_version_is_made_active_and_taken_back_by_one_command_each(casebook: Callable[[Any], Any]) -> None:
    listed = typed("countersign agents")
    assert f"version {VERSION} (as shipped): active from its first use on" in listed
    assert "has asked no language model yet" in listed
    casebook(evaluated(NARRATOR, ALL))
    assert f"version {VERSION} (as shipped): active\n" in typed("countersign agents")
    assert "is active already" in typed("countersign agents activate narrator --as ada", fails=True)
    casebook(evaluated(SECOND, [*ALL[1:], False]))
    second = SECOND.prompt_version
    refused = typed(f"countersign agents activate narrator {second[:6]} --as ada", fails=True)
    assert "lower than the active version's 1.00" in refused
    said = typed(f'countersign agents activate narrator {second[:6]} --comment "Shorter." --as ada')
    assert f"version {second} of narrator runs from now on" in said
    assert "for the reason given, though: By openai/large it scores 0.9" in said
    versions = typed("countersign agents versions narrator")
    assert f"version {VERSION} (as shipped): active" not in versions
    assert "installed, “The first that ran here.”" in versions
    assert f"version {second}: active" in versions
    assert "ada, “Shorter.”" in versions
    assert f"version {VERSION} of narrator runs again" in typed("countersign agents back narrator --as bo")
    assert f"version {second}: retired" in typed("countersign agents versions narrator")


def test_a_prompt_of_later_code_is_listed_beside_the_version_that_is_active(casebook: Callable[[Any], Any]) -> None:
    earlier = later("Be brief.")
    casebook(installed(earlier))
    listed = typed("countersign agents")
    assert f"version {earlier.prompt_version}: active\n" in listed
    assert f"version {VERSION} (as shipped): draft" in listed
    told = f"the code's prompt {VERSION} is a draft: `countersign evaluate narrator`, then `countersign agents activate"
    assert told in " ".join(listed.split())


@pytest.mark.usefixtures("casebook")
def test_setting_up_installs_what_the_code_brings_once_and_says_of_newer_prompts_that_they_wait(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert "draft" not in typed("countersign setup")
    monkeypatch.setitem(AGENTS, "narrator", SECOND)
    told = " ".join(typed("countersign setup").split())
    assert f"narrator: version {VERSION} goes on running, the code's prompt {SECOND.prompt_version} is a draft" in told
    assert told.count("goes on running") == 1
    monkeypatch.undo()
    assert f"version {VERSION} (as shipped): active\n" in typed("countersign agents")


def test_a_version_and_a_lesson_need_somebody_who_says_who_they_are(casebook: Callable[[Any], Any]) -> None:
    casebook(evaluated(NARRATOR, ALL))
    casebook(evaluated(SECOND, ALL))
    activate = f"countersign agents activate narrator {SECOND.prompt_version}"
    assert "Say who you are" in typed(activate, fails=True)
    assert "'eve' is not in the people file" in typed(f"{activate} --as eve", fails=True)


def test_a_correction_becomes_a_lesson_by_another_person_s_word_and_is_deleted_by_one(
    casebook: Callable[[Any], Any],
) -> None:
    assert "there are no lessons" in typed("countersign lessons")

    async def put() -> str:
        case = await opened()
        await asked(case, proposal())
        return str(case.id)

    case = casebook(put())
    typed(f'countersign request-changes {case} release --as ada --comment "Name the customer first."')
    listed = typed("countersign lessons")
    number = listed.split()[0]
    assert "proposed, from test" in listed
    assert "ada, " in listed and f"case {case[:13]}, release#1" in listed
    assert "“Name the customer first.”" in listed
    accept = f'countersign lessons accept {number} --agent narrator --comment "It always holds."'
    assert "There is no agent 'poet'" in typed(accept.replace("narrator", "poet") + " --as bo", fails=True)
    assert "your own words" in typed(f"{accept} --as ada", fails=True)
    assert "narrator is told it from now on in test" in typed(f"{accept} --as bo")
    assert "accepted by bo, told to narrator in test" in typed("countersign lessons")
    reword = f'countersign lessons reword {number} --text "Customer first." --comment "Shorter." --as bo'
    assert "another person must accept them" in typed(reword)
    assert casebook(accepted()) == []
    assert "narrator is told it" in typed(f"{accept} --as ada")
    assert [row.text for row in casebook(accepted())] == ["Customer first."]
    deleted = typed(f"countersign lessons delete {number} --comment Over. --as cy")
    assert "it is deleted and told to nobody; where it was accepted or reworded, the audit keeps its words" in deleted
    assert ["Customer first." in words for words in casebook(audited_words())] == [False, True, True, False]
    assert "there are no lessons" in typed("countersign lessons")


async def audited_words() -> list[str]:
    """Return what the audit keeps of what was done to lessons, oldest first, refusals left out."""
    done = audit.c.action.like("lesson %")
    async with reading() as connection:
        return list((await connection.execute(select(audit.c.detail).where(done).order_by(audit.c.seq))).scalars())


def test_a_rejected_lesson_stays_in_the_list(casebook: Callable[[Any], Any]) -> None:
    async def put() -> str:
        case = await opened()
        await asked(case, proposal())
        return str(case.id)

    typed(f'countersign request-changes {casebook(put())} release --as ada --comment "Only today."')
    number = typed("countersign lessons").split()[0]
    assert "no agent is told it" in typed(f"countersign lessons reject {number} --comment Once. --as bo")
    assert f"{number}  rejected by bo" in typed("countersign lessons")
    assert typed("countersign lessons").count("Only today.") == 1
