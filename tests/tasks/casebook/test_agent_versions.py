"""Which version of an agent runs: the first one until a word, no worse without a reason, back by one word."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from agents.judging import Check
from agents.narrator import NARRATOR
from agents.scores import CaseResult, Evaluated
from agents.spec import Agent
from agents.variance_analyst import VARIANCE_ANALYST
from tasks.casebook.activation import ActivationRefused, activate, back
from tasks.casebook.agent_versions import active_versions, shipped, version_named
from tasks.casebook.audit import broken_link
from tasks.casebook.database import reading
from tasks.casebook.evaluations import store
from tasks.casebook.installing import installed
from tasks.casebook.tables import audit
from tasks.casebook.version_states import standings, waiting
from tasks.casebook.words import Word, WordRefused
from tasks.settings import settings
from tests.tasks.casebook.desk import RULES

FIRST = NARRATOR


def later(text: str, agent: Agent[Any, Any] = NARRATOR) -> Agent[Any, Any]:
    """Return the agent as later code ships it."""
    return replace(agent, told=f"{NARRATOR.prompt}\n{text}")


SECOND, THIRD = later("Be brief."), later("Be briefer.")


def says(person: str = "ada", comment: str = "") -> Word:
    return Word(person, comment, True, RULES)


async def evaluated(
    agent: Agent[Any, Any], passes: Sequence[bool] = (True, True), *, by: str = "openai", cases: str = "one"
) -> None:
    """Keep an evaluation of the agent's version, by a model or (for an empty `by`) by the rules."""
    results = [
        CaseResult(
            name=f"case {number}",
            sha256=f"{cases}{number}",
            checks=(Check(what="says so"), Check(what="is right", failed="" if good else "It is wrong.")),
        )
        for number, good in enumerate(passes)
    ]
    version = agent.prompt_version
    told = {"version": version, "prompt_version": version, "provider": by, "model": "large" if by else ""}
    await store(uuid4(), agent, Evaluated(agent=agent.name, results=tuple(results), **told))


async def runs(agent: Agent[Any, Any] = NARRATOR) -> str | None:
    found = (await active_versions()).get(agent.name)
    return found and found.version


async def audited() -> list[tuple[str, str, dict[str, Any]]]:
    async with reading() as connection:
        assert await broken_link(connection) is None
        rows = await connection.execute(select(audit).where(audit.c.object.like("agent:%")).order_by(audit.c.seq))
        return [(row.action, row.actor, json.loads(row.detail)) for row in rows]


def test_a_version_is_draft_then_evaluated_then_active_then_retired(casebook: Any) -> None:
    async def states(agent: Agent[Any, Any]) -> dict[str, str]:
        return {one.version: one.state for one in await standings(agent)}

    async def story() -> None:
        one, two = FIRST.prompt_version, SECOND.prompt_version
        assert await states(FIRST) == {one: "active"}, "what the code brings is what runs first"
        await evaluated(FIRST)
        assert await states(SECOND) == {one: "active", two: "draft"}
        await evaluated(SECOND)
        assert await states(SECOND) == {one: "active", two: "evaluated"}
        await activate(SECOND, shipped(SECOND), says())
        assert await states(SECOND) == {one: "retired", two: "active"}
        assert await runs() == two

    casebook(story())


def test_a_version_that_was_never_evaluated_is_not_made_active_whatever_the_reason(casebook: Any) -> None:
    async def story() -> None:
        await installed(FIRST)
        with pytest.raises(ActivationRefused, match="never evaluated: `countersign evaluate narrator --version "):
            await activate(SECOND, shipped(SECOND), says(comment="I like it."))
        assert await runs() == FIRST.prompt_version

    casebook(story())


def test_a_version_that_scores_lower_needs_a_reason_which_the_audit_keeps(casebook: Any) -> None:
    async def story() -> None:
        await evaluated(FIRST, [True, True])
        await evaluated(SECOND, [True, False])
        with pytest.raises(ActivationRefused) as refused:
            await activate(SECOND, shipped(SECOND), says())
        told = str(refused.value)
        assert "By openai/large it scores 0.75 with 1 of 2 cases passed, lower than the active version's 1.00" in told
        assert "case 'case 1' now fails: It is wrong" in told
        assert "Say with --comment why" in told
        assert await runs() == FIRST.prompt_version
        await activate(SECOND, shipped(SECOND), says(comment="The board wants it short."))
        assert await runs() == SECOND.prompt_version
        (_, _, _), (refusal, who, why_not), (action, actor, second) = await audited()
        assert (refusal, who, why_not["why"]) == ("word refused", "person:ada", told)
        assert (action, actor) == ("agent version activated", "person:ada")
        assert (second["comment"], second["before"]) == ("The board wants it short.", FIRST.prompt_version)
        assert "lower than the active" in second["doubts"][0]

    casebook(story())


@pytest.mark.parametrize("casebook", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("how", "why"),
    [
        ({"by": ""}, "Only the rules were evaluated, and they read no prompt"),
        ({"by": "vllm"}, "No model was asked the same cases under it and under the active version"),
        ({"cases": "other"}, "No model was asked the same cases under it and under the active version"),
    ],
)
def test_a_version_of_which_nothing_is_known_in_comparison_needs_a_reason(
    casebook: Any, how: dict[str, Any], why: str
) -> None:
    async def story() -> None:
        await evaluated(FIRST)
        await evaluated(SECOND, **how)
        with pytest.raises(ActivationRefused, match=why):
            await activate(SECOND, shipped(SECOND), says())
        assert await activate(SECOND, shipped(SECOND), says(comment="We tried it by hand.")) != []

    casebook(story())


@pytest.mark.parametrize("casebook", ["sqlite"], indirect=True)
def test_the_last_evaluations_count_and_each_model_s_own(casebook: Any) -> None:
    async def story() -> None:
        await evaluated(FIRST, [True, False])
        await evaluated(FIRST, [True, True], by="vllm")
        await evaluated(SECOND, [False, False])
        await evaluated(SECOND, [True, False])
        assert await activate(SECOND, shipped(SECOND), says()) == []
        await evaluated(THIRD, [True, True])
        await evaluated(THIRD, [False, True], by="vllm")
        await evaluated(SECOND, [True, True], by="vllm")
        with pytest.raises(ActivationRefused, match=r"^By vllm/large it scores 0\.75"):
            await activate(THIRD, shipped(THIRD), says())

    casebook(story())


@pytest.mark.parametrize("casebook", ["sqlite"], indirect=True)
def test_somebody_whom_no_policy_names_changes_no_version(casebook: Any) -> None:
    async def story() -> None:
        await evaluated(FIRST)
        await evaluated(SECOND)
        with pytest.raises(WordRefused, match="'eve' is not in the people file"):
            await activate(SECOND, shipped(SECOND), says("eve"))
        assert await runs() == FIRST.prompt_version
        await activate(SECOND, shipped(SECOND), says())
        with pytest.raises(WordRefused, match="'eve' is not in the people file"):
            await back(SECOND, says("eve"))
        assert await runs() == SECOND.prompt_version
        assert [actor for action, actor, _ in await audited() if action == "word refused"] == ["person:eve"] * 2

    casebook(story())


def test_back_needs_no_reason_and_goes_back_step_by_step_to_the_first(casebook: Any) -> None:
    async def story() -> None:
        await evaluated(FIRST)
        with pytest.raises(ActivationRefused, match=f"no version before: {FIRST.prompt_version} is the first that ran"):
            await back(FIRST, says())
        for agent in (SECOND, THIRD):
            await evaluated(agent)
            await activate(agent, shipped(agent), says())
        assert await back(THIRD, says()) == SECOND.prompt_version == await runs()
        assert await back(THIRD, says(comment="Still too short.")) == FIRST.prompt_version == await runs()
        with pytest.raises(ActivationRefused, match=f"{FIRST.prompt_version} is the first that ran"):
            await back(THIRD, says())
        assert [detail["comment"] for action, _, detail in await audited() if action == "agent version taken back"] == [
            "Back to the version before.",
            "Still too short.",
        ]
        await activate(THIRD, shipped(THIRD), says())
        assert await back(THIRD, says()) == FIRST.prompt_version

    casebook(story())


@pytest.mark.parametrize("casebook", ["sqlite"], indirect=True)
def test_an_older_version_is_made_active_by_its_name(casebook: Any) -> None:
    async def story() -> None:
        for agent in (FIRST, SECOND):
            await evaluated(agent)
        await activate(SECOND, shipped(SECOND), says())
        await activate(SECOND, await version_named(SECOND, FIRST.prompt_version[:5]), says())
        assert await runs() == FIRST.prompt_version
        with pytest.raises(ActivationRefused, match="is active already"):
            await activate(SECOND, await version_named(SECOND, FIRST.prompt_version), says())

    casebook(story())


@pytest.mark.parametrize("casebook", ["sqlite"], indirect=True)
def test_a_version_that_the_code_cannot_run_is_not_made_active(casebook: Any) -> None:
    async def story() -> None:
        await evaluated(FIRST)
        await evaluated(SECOND)
        other_form = replace(NARRATOR, response=VARIANCE_ANALYST.response)
        with pytest.raises(ActivationRefused, match="cannot run: its form of an answer is no longer the code's"):
            await activate(other_form, await version_named(other_form, SECOND.prompt_version), says(comment="Old."))
        named = later("Mind `formerly_given`.")
        await evaluated(named)
        with pytest.raises(ActivationRefused, match="its prompt names formerly_given, which the agent no longer has"):
            await activate(FIRST, await version_named(FIRST, named.prompt_version), says(comment="Old."))

    casebook(story())


@pytest.mark.parametrize("casebook", ["sqlite"], indirect=True)
def test_another_tenant_s_versions_are_its_own(casebook: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    async def pinned() -> str | None:
        for agent in (FIRST, SECOND):
            await evaluated(agent)
        await activate(SECOND, shipped(SECOND), says())
        return await runs()

    assert casebook(pinned()) == SECOND.prompt_version
    monkeypatch.setenv("COUNTERSIGN_TENANT", "other")
    settings.cache_clear()
    assert casebook(runs()) is None
    assert [one.state for one in casebook(standings(FIRST))] == ["active"]
    assert casebook(installed(FIRST)).version == FIRST.prompt_version
    with pytest.raises(ActivationRefused, match="never evaluated"):
        casebook(activate(SECOND, shipped(SECOND), says()))


def test_what_ran_first_is_kept_and_pinned_so_that_a_worse_prompt_of_later_code_runs_by_nobody_s_silence(
    casebook: Any,
) -> None:
    async def story() -> None:
        await installed(FIRST)
        assert (await installed(SECOND)).prompt == FIRST.prompt
        await evaluated(SECOND, [False, False])
        assert {one.version: one.state for one in await standings(SECOND)} == {
            FIRST.prompt_version: "active",
            SECOND.prompt_version: "evaluated",
        }
        with pytest.raises(ActivationRefused, match="Say with --comment why"):
            await activate(SECOND, shipped(SECOND), says())
        [(action, actor, told), (refused, _, _)] = await audited()
        assert (action, actor, told) == (
            "agent version installed", "installation", {"version": FIRST.prompt_version},
        )  # fmt: skip
        assert refused == "word refused"

    casebook(story())


def test_an_evaluation_is_a_first_use_too(casebook: Any) -> None:
    async def story() -> None:
        await evaluated(FIRST, [True, True])
        await evaluated(SECOND, [False, False])
        assert (await installed(SECOND)).version == FIRST.prompt_version == await runs()

    casebook(story())


def test_many_first_uses_at_once_install_one_version(casebook: Any) -> None:
    async def story() -> None:
        found = await asyncio.gather(*(installed(agent) for agent in (FIRST, SECOND, THIRD) * 3))
        assert len({one.version for one in found}) == 1
        assert len(await audited()) == 1

    casebook(story())


def test_the_first_activation_goes_back_to_what_was_installed_however_it_was_reached(casebook: Any) -> None:
    async def story() -> None:
        await evaluated(FIRST)
        await evaluated(SECOND)
        await activate(THIRD, await version_named(THIRD, SECOND.prompt_version), says())
        assert await back(THIRD, says()) == FIRST.prompt_version == await runs()

    casebook(story())


@pytest.mark.parametrize("casebook", ["sqlite"], indirect=True)
def test_an_operator_is_told_of_a_prompt_that_waits_and_of_one_that_runs_by_nobody_s_word(casebook: Any) -> None:
    other_form = replace(NARRATOR, response=VARIANCE_ANALYST.response)

    async def story() -> None:
        await installed(FIRST)
        one, two = FIRST.prompt_version, SECOND.prompt_version
        assert waiting(FIRST, await standings(FIRST)) == ""
        told = waiting(SECOND, await standings(SECOND))
        assert f"version {one} goes on running, the code's prompt {two} is a draft: `countersign evaluate" in told
        told = waiting(other_form, await standings(other_form))
        assert f"version {one} cannot run, since its form of an answer is no longer the code's" in told
        assert f"the code's prompt {other_form.prompt_version} runs, by nobody's word" in told

    casebook(story())
