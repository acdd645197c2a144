"""What an agent is told in a case: the active version's prompt and the lessons accepted for it, over real HTTP."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from prefect import flow

from agents.narrator import NARRATOR
from agents.spec import Agent
from agents.variance_analyst import VARIANCE_ANALYST
from tasks.ask import ask
from tasks.casebook import cases
from tasks.casebook.activation import back
from tasks.casebook.agent_versions import active_versions, shipped
from tasks.casebook.answers import frozen_provenance
from tasks.casebook.cases import Case
from tasks.casebook.installing import installed
from tasks.casebook.lessons import accept, find, forget
from tasks.casebook.words import Word
from tests.block_documents import saved
from tests.fakes.openai_server import FakeOpenAI, openai_server
from tests.tasks.casebook.desk import RULES
from tests.tasks.casebook.test_agent_versions import activate, audited, evaluated
from tests.tasks.casebook.test_lessons import corrected
from tests.tasks.evaluating.scripted import language_model, told
from tests.tasks.test_ask import GOOD, REQUEST

# Prefect leaves a socket to its own server to the garbage collector when a flow's event loop ends.
pytestmark = pytest.mark.filterwarnings("ignore:.*<socket.socket:pytest.PytestUnraisableExceptionWarning")
SHORTER = replace(VARIANCE_ANALYST, told=f"{VARIANCE_ANALYST.prompt}\nOne sentence is enough.")
"""The agent as later code ships it."""
WISH = "Name the supplier first."


@pytest.fixture
def model(prefect_server: None) -> Iterator[FakeOpenAI]:
    with openai_server(answer=lambda _: GOOD) as server, saved(language_model(server)):
        yield server


@flow(name="asks-in-use", persist_result=False)
async def asks(case: Case, agent: Agent[Any, Any], step: str) -> Any:
    return await ask(case, agent, REQUEST, step=step)


async def asked(agent: Agent[Any, Any], process: str = "test") -> str:
    """Ask the agent in a new case of a process; return the version that the answer's record names."""
    row = await cases.claim(process, {"key": str(uuid4())}, {}, owner=uuid4(), requester=None)
    case = Case(
        id=row.id, tenant=row.tenant, process=process, steps=frozenset({"books"}), epoch=row.epoch, requester=None
    )
    await asks(case, agent, "books")
    return (await frozen_provenance(case, "books") or {})["prompt_version"]


def says(person: str) -> Word:
    return Word(person, "It holds.", True, RULES)


async def activated(agent: Agent[Any, Any]) -> None:
    await evaluated(VARIANCE_ANALYST)
    await evaluated(agent)
    await activate(agent, shipped(agent), says("ada"))


def test_later_code_s_prompt_is_a_draft_that_nobody_is_told_until_it_is_activated(
    model: FakeOpenAI, casebook: Callable[[Any], Any]
) -> None:
    async def story() -> None:
        assert await asked(VARIANCE_ANALYST) == VARIANCE_ANALYST.prompt_version
        assert await asked(SHORTER) == VARIANCE_ANALYST.prompt_version
        await activated(SHORTER)
        assert await asked(SHORTER) == SHORTER.prompt_version
        await back(SHORTER, says("bo"))
        assert await asked(SHORTER) == VARIANCE_ANALYST.prompt_version

    casebook(story())
    assert ["enough" in told(body) for body in model.requests] == [False, False, True, False]


def test_an_accepted_lesson_reaches_the_next_request_of_its_process_and_a_proposed_or_deleted_one_none(
    model: FakeOpenAI, casebook: Callable[[Any], Any]
) -> None:
    async def story() -> None:
        lesson = await corrected(WISH)
        plain = await asked(VARIANCE_ANALYST)
        await accept(lesson, "variance_analyst", says("bo"))
        taught = await asked(VARIANCE_ANALYST)
        assert plain == VARIANCE_ANALYST.prompt_version != taught
        assert await asked(VARIANCE_ANALYST, process="another") == plain
        await forget(await find(str(lesson.id)), says("ada"))
        assert await asked(VARIANCE_ANALYST) == plain

    casebook(story())
    assert [WISH in told(body) for body in model.requests] == [False, True, False, False]


@pytest.mark.parametrize("casebook", ["sqlite"], indirect=True)
def test_a_lesson_goes_with_every_version_and_to_its_own_agent_alone(
    model: FakeOpenAI, casebook: Callable[[Any], Any]
) -> None:
    async def story() -> None:
        await accept(await corrected(WISH, key="lesson"), "variance_analyst", says("bo"))
        await accept(await corrected("Be kind.", key="other"), "narrator", says("bo"))
        await activated(SHORTER)
        await asked(VARIANCE_ANALYST)

    casebook(story())
    [body] = model.requests
    assert "One sentence is enough." in told(body)
    assert WISH in told(body)
    assert "Be kind." not in told(body)


def test_code_of_another_form_runs_its_own_prompt_says_so_and_takes_the_version_from_nobody(
    model: FakeOpenAI, casebook: Callable[[Any], Any], caplog: pytest.LogCaptureFixture
) -> None:
    older = replace(VARIANCE_ANALYST, told="One sentence is enough.", response=NARRATOR.response)

    async def story() -> None:
        await installed(older)
        assert await asked(VARIANCE_ANALYST) == VARIANCE_ANALYST.prompt_version
        assert (await active_versions())["variance_analyst"].version == older.prompt_version
        assert [action for action, _, _ in await audited()] == ["agent version installed"]
        await evaluated(VARIANCE_ANALYST)
        await activate(VARIANCE_ANALYST, shipped(VARIANCE_ANALYST), Word("ada", "A field was added.", True, RULES))
        assert await asked(VARIANCE_ANALYST) == VARIANCE_ANALYST.prompt_version

    casebook(story())
    warned = [record.getMessage() for record in caplog.records if "cannot run" in record.getMessage()]
    assert len(warned) == 1, "once it is activated there is nothing to warn of"
    assert "no longer the code's: the shipped prompt" in warned[0]
    assert "`countersign agents activate variance_analyst`" in warned[0]
    assert all("enough" not in told(body) for body in model.requests)


@pytest.mark.parametrize("casebook", ["sqlite"], indirect=True)
def test_a_kept_answer_is_not_given_to_a_question_under_another_prompt(
    model: FakeOpenAI, casebook: Callable[[Any], Any]
) -> None:
    cacheable = replace(VARIANCE_ANALYST, cacheable=timedelta(hours=1))

    async def story() -> None:
        await asked(cacheable)
        await asked(cacheable)
        assert len(model.requests) == 1
        await accept(await corrected(WISH), "variance_analyst", says("bo"))
        await asked(cacheable)
        assert len(model.requests) == 2

    casebook(story())
