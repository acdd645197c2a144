"""An agent that cannot be asked gives its request to the next capable one; then its own rules answer."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Engine, event, select

from agents.roster import AGENTS
from agents.spec import AgentRequest, Limits
from blocks.language_model import Model, Provider
from tasks.asking.stand_ins import stand_ins
from tasks.casebook import dead_letters, model_calls
from tasks.casebook.agent_switches import switch, switched_off
from tasks.casebook.circuits import FAILURES
from tasks.casebook.database import reading
from tasks.casebook.origins import FALLBACK
from tasks.casebook.tables import audit
from tasks.casebook.words import Word, WordRefused
from tasks.settings import settings
from tasks.wait import MustWait
from tests.fakes.openai_server import Reply
from tests.tasks.asking.desk import AGENT, BAD, DOWN, GOOD, RULES, Desk, changed
from tests.tasks.casebook.desk import opened

SAID = Word("ada", "It has been rude to the auditors.", True, RULES)


class Another(AgentRequest):
    text: str


@pytest.fixture
def roster(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The agent among others: only two of them can all that it can, and take and give the same."""
    able = frozenset({"name", "rhyme"})
    for agent in (
        AGENT,
        changed(name="poet", title="Poet", capabilities=able),
        changed(name="clerk", title="Clerk", capabilities=able),
        changed(name="mute", title="Mute", capabilities=frozenset[str]()),
        changed(name="stranger", title="Stranger", request=Another),
    ):
        monkeypatch.setitem(AGENTS, agent.name, agent)
    yield


async def _asked_before(desk: Desk, name: str, *answers: str) -> None:
    desk.agent = AGENTS[name]
    for number, _ in enumerate(answers):
        await desk.answer(f"books/{name}{number}")
    desk.agent = AGENT


@pytest.mark.usefixtures("roster")
def test_the_capable_agent_that_was_answered_best_so_far_stands_in_for_one_that_is_switched_off(desk: Desk) -> None:
    server = desk.provider(BAD, GOOD, GOOD, GOOD)

    async def story() -> tuple[Any, dict[str, Any]]:
        assert [agent.name for agent in await stand_ins(AGENT)] == ["clerk", "poet"]
        await _asked_before(desk, "clerk", BAD)
        await _asked_before(desk, "poet", GOOD)
        assert [agent.name for agent in await stand_ins(AGENT)] == ["poet", "clerk"]
        await switch("namer", SAID, on=False)
        return await desk.answer()

    answer, provenance = desk.run(story())
    assert answer.word == "kind"
    assert (provenance["agent"], provenance["stood_in_for"]) == ("Poet", "Namer")
    assert provenance["how"] == "in place of the namer"
    assert len(server.requests) == 4


@pytest.mark.usefixtures("roster")
def test_a_stand_in_that_is_switched_off_too_is_passed_over_and_then_the_agents_own_rules_answer(desk: Desk) -> None:
    server = desk.provider(GOOD)

    async def story() -> list[tuple[Any, dict[str, Any]]]:
        told = []
        for name in ("namer", "clerk", "poet"):
            await switch(name, SAID, on=False)
            told.append(await desk.answer(f"books/{name}"))
        return told

    server.script = [GOOD, GOOD]
    first, second, third = desk.run(story())
    assert (first[1]["agent"], second[1]["agent"]) == ("Clerk", "Poet")
    assert third[0].word == "rule"
    assert third[1]["by"] == "rules, as the agent could not be asked"
    assert third[1]["how"] == "by rules: namer: switched off (It has been rude to the auditors.)"
    assert len(server.requests) == 2


@pytest.mark.usefixtures("roster")
def test_where_every_provider_of_its_tier_is_left_alone_an_agent_of_another_tier_stands_in(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    careful, fast = desk.provider(*[DOWN] * 2 * FAILURES), desk.provider(*[GOOD] * 9)
    monkeypatch.setitem(AGENTS, "clerk", changed(name="clerk", title="Clerk", tier="fast"))
    model = desk.language_model()

    def only(number: int, **tier: Model) -> Provider:
        return model.providers[number].model_copy(update={"fast": None, "careful": None, **tier})

    desk_model = model.model_copy(
        update={"providers": [only(0, careful=Model(name="large")), only(1, fast=Model(name="small"))]}
    )
    monkeypatch.setattr(desk, "language_model", lambda: desk_model)

    async def story() -> list[dict[str, Any]]:
        return [(await desk.answer(f"books/{number}"))[1] for number in range(4)]

    *before, third, fourth = desk.run(story())
    assert {provenance["by"] for provenance in before} == {"rules, as the language model gave no valid answer"}
    for last in (third, fourth):
        assert (last["agent"], last["by"], last["stood_in_for"]) == ("Clerk", "small-2026-01", "Namer")
        assert last["how"] == "in place of the namer"
    assert len(careful.requests) == FAILURES
    assert len(fast.requests) == 2


@pytest.mark.usefixtures("roster")
def test_nobody_looks_for_stand_ins_as_long_as_the_agent_itself_can_be_asked(desk: Desk) -> None:
    desk.provider(GOOD)
    said = list[str]()

    def hear(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        said.append(statement)

    event.listen(Engine, "before_cursor_execute", hear)
    try:
        desk.run(desk.answer("books/1"))
        assert not any("GROUP BY model_calls.agent" in statement for statement in said)
        desk.run(switch("namer", SAID, on=False))
        desk.run(desk.answer("books/2"))
        assert any("GROUP BY model_calls.agent" in statement for statement in said)
    finally:
        event.remove(Engine, "before_cursor_execute", hear)


@pytest.mark.usefixtures("roster")
def test_the_time_of_a_request_runs_on_while_one_agent_after_the_other_is_asked(desk: Desk) -> None:
    server = desk.provider(GOOD, Reply(GOOD, delay=4))

    async def story() -> tuple[Any, dict[str, Any]]:
        await desk.answer("books/first", timeout=20)  # which imports the client
        await switch("namer", SAID, on=False)
        desk.agent = changed(limits=Limits(seconds=2))  # its stand-ins have five minutes
        return await desk.answer(timeout=20)

    answer, record = desk.run(story())
    assert (answer.word, record["by"]) == ("rule", FALLBACK)
    assert "no answer within" in record["fell_back"]
    assert len(server.requests) == 2


def test_an_agent_that_may_not_fall_back_and_has_no_stand_in_waits_for_a_person(desk: Desk) -> None:
    desk.provider(GOOD)
    desk.agent = changed(limits=Limits(may_fall_back=False))

    async def story() -> None:
        await switch("namer", SAID, on=False)
        with pytest.raises(MustWait, match="switched off"):
            await desk.answer()
        assert [letter.kind for letter in await dead_letters.unresolved()] == ["answer wanted"]

    desk.run(story())


def test_switching_is_a_persons_audited_word_for_one_tenant_and_goes_back(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = desk.provider(GOOD)

    async def story() -> None:
        with pytest.raises(WordRefused, match="needs a comment"):
            await switch("namer", Word("ada", " ", True, RULES), on=False)
        with pytest.raises(WordRefused, match="not in the people file"):
            await switch("namer", Word("nobody", "Because.", True, RULES), on=False)
        assert await switch("namer", SAID, on=False)
        assert not await switch("namer", SAID, on=False)
        assert [row.comment for row in (await switched_off()).values()] == [SAID.comment]
        monkeypatch.setenv("COUNTERSIGN_TENANT", "somebody-else")
        settings.cache_clear()
        assert await switched_off() == {}
        monkeypatch.delenv("COUNTERSIGN_TENANT")
        settings.cache_clear()
        assert await switch("namer", SAID, on=True)
        assert (await desk.answer())[0].word == "kind"
        async with reading() as connection:
            mine = select(audit.c.action).where(audit.c.object == "agent:namer").order_by(audit.c.seq)
            said = list((await connection.execute(mine)).scalars())
        assert said == ["word refused", "word refused", "agent switched off", "agent switched on"]
        assert len(await model_calls.of_case((await opened()).id)) == 1

    desk.run(story())
    assert len(server.requests) == 1
