"""Which version of an agent runs: the first one until a word, no worse without a reason, back by one word."""

import asyncio
import json
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from agents.evaluation import EvaluationCase, Expectation
from agents.judging import judged
from agents.narrator import NARRATOR, Summary
from agents.roster import AGENTS
from agents.scores import CaseResult, Evaluated
from agents.spec import Agent
from agents.variance_analyst import VARIANCE_ANALYST
from tasks.casebook import activation
from tasks.casebook.activation import ActivationRefused, back
from tasks.casebook.agent_versions import Version, active_versions, shipped, version_named
from tasks.casebook.audit import broken_link
from tasks.casebook.database import reading
from tasks.casebook.evaluations import store
from tasks.casebook.installing import installed
from tasks.casebook.lessons import accept
from tasks.casebook.tables import audit
from tasks.casebook.version_states import standings, waiting
from tasks.casebook.words import Word, WordRefused
from tasks.evaluating.files import evaluation_of
from tasks.settings import settings
from tests.tasks.casebook.desk import RULES
from tests.tasks.casebook.test_lessons import corrected

FIRST = NARRATOR


def later(text: str, agent: Agent[Any, Any] = NARRATOR) -> Agent[Any, Any]:
    """Return the agent as later code ships it."""
    return replace(agent, told=f"{NARRATOR.prompt}\n{text}")


SECOND, THIRD = later("Be brief."), later("Be briefer.")


def says(person: str = "ada", comment: str = "") -> Word:
    return Word(person, comment, True, RULES)


CASES = evaluation_of(NARRATOR).cases[:2]
POOR = Summary(summary="It was a month like others, and we are pleased.")


def answered(agent: Agent[Any, Any], case: EvaluationCase, *, well: bool) -> CaseResult:
    """Return what a case came to that was answered by the best answer there is, or by one that helps nobody."""
    good = case.good or agent.baseline(agent.request.model_validate(case.request)).model_dump(mode="json")
    response = agent.response.model_validate(good if well else poor(agent))
    checks = judged(agent, case, response)
    assert all(check.held for check in checks) == well
    return CaseResult(name=case.name, sha256=case.sha256, checks=checks, answer=response.model_dump(mode="json"))


def poor(agent: Agent[Any, Any]) -> dict[str, Any]:
    return POOR.model_dump() if "summary" in agent.response.model_fields else {"why": "It differs.", "entry_ids": []}


async def evaluated(
    agent: Agent[Any, Any],
    passes: Sequence[bool] = (True, True),
    *,
    by: str = "openai",
    cases: Sequence[EvaluationCase] = (),
    process: str = "",
) -> None:
    """Keep an evaluation of the agent's version, by a model or (for an empty `by`) by the rules."""
    asked = cases or evaluation_of(agent).cases[: len(passes)]
    results = [answered(agent, case, well=well) for case, well in zip(asked, passes, strict=True)]
    version = agent.prompt_version
    told = {"version": version, "prompt_version": version, "provider": by, "model": "large" if by else ""}
    await store(uuid4(), agent, Evaluated(agent=agent.name, process=process, results=tuple(results), **told))


async def activate(
    agent: Agent[Any, Any], chosen: Version, word: Word, cases: Sequence[EvaluationCase] = ()
) -> list[str]:
    return await activation.activate(agent, chosen, word, cases or evaluation_of(AGENTS[agent.name]).cases[:2])


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
        lower = (
            r"By openai/large it scores 0\.\d\d with 1 of 2 cases passed, lower than the active version's 1.00 with 2: "
        )
        assert re.match(lower, told)
        assert f"case '{CASES[1].name}' now fails: " in told
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
        ({"by": "vllm"}, "openai/large answered under the active version and was not asked under this one"),
        ({"cases": evaluation_of(NARRATOR).cases[2:4]}, "By openai/large 2 of 2 cases were not asked under both"),
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
def test_asking_again_until_it_is_lucky_is_told_by_the_mean_of_all_runs(casebook: Any) -> None:
    async def story() -> None:
        await evaluated(FIRST, [True, True])
        for passes in ([False, False], [True, False], [True, True]):
            await evaluated(SECOND, passes)
        with pytest.raises(ActivationRefused) as refused:
            await activate(SECOND, shipped(SECOND), says())
        assert "with 1 of 2 cases passed (the mean of 3 runs), lower than the active version's 1.00 with 2:" in str(
            refused.value
        )
        assert f"case '{CASES[1].name}' now fails in 2 of 3 runs" in str(refused.value)
        await evaluated(FIRST, [False, False])
        assert await activate(SECOND, shipped(SECOND), says()) == [], "both pass one of two in the mean"

    casebook(story())


@pytest.mark.parametrize("casebook", ["sqlite"], indirect=True)
def test_every_model_that_answered_under_the_active_version_is_asked_and_each_counts(casebook: Any) -> None:
    async def story() -> None:
        await evaluated(FIRST)
        await evaluated(FIRST, by="vllm")
        await evaluated(SECOND)
        with pytest.raises(ActivationRefused, match=r"^vllm/large answered under the active version and was not asked"):
            await activate(SECOND, shipped(SECOND), says())
        await evaluated(SECOND, [True, False], by="vllm")
        with pytest.raises(ActivationRefused, match=r"^By vllm/large it scores"):
            await activate(SECOND, shipped(SECOND), says())

    casebook(story())


@pytest.mark.parametrize("casebook", ["sqlite"], indirect=True)
def test_each_case_of_today_that_only_one_version_was_asked_is_a_doubt(casebook: Any) -> None:
    async def story() -> None:
        await evaluated(FIRST, [True] * 3)
        edited = CASES[1].model_copy(update={"request": CASES[0].request | {"longest": 999}})
        today = (CASES[0], edited, evaluation_of(NARRATOR).cases[2])
        await evaluated(SECOND, [True], cases=today[:1])
        told = f"By openai/large 2 of 3 cases were not asked under both: '{edited.name}', '{today[2].name}'"
        with pytest.raises(ActivationRefused, match=re.escape(told)):
            await activate(SECOND, shipped(SECOND), says(), today)
        assert await activate(SECOND, shipped(SECOND), says(), today[:1]) == [], (
            "a case that is gone is asked of nobody"
        )

    casebook(story())


@pytest.mark.parametrize("casebook", ["sqlite"], indirect=True)
def test_a_change_of_the_judge_changes_both_sides_and_blames_no_prompt(casebook: Any) -> None:
    strict = tuple(case.model_copy(update={"must": (Expectation(text="a word that nobody wrote"),)}) for case in CASES)

    async def story() -> None:
        await evaluated(FIRST)
        await evaluated(SECOND)
        assert await activate(SECOND, shipped(SECOND), says(), strict) == []
        lax = replace(NARRATOR, told=f"{NARRATOR.prompt}\nBe briefest.")
        await evaluated(lax, [False, True])
        eased = tuple(case.model_copy(update={"must": (), "checker": "writes_for_machines"}) for case in CASES)
        with pytest.raises(ActivationRefused, match="lower than the active version's"):
            await activate(lax, shipped(lax), says(), CASES)
        anything = replace(lax, check=lambda request, response: [])
        nothing_asked = tuple(case.model_copy(update={"must_not": ()}) for case in eased)
        assert await activate(anything, shipped(anything), says(), nothing_asked) == [], "today nobody minds"

    casebook(story())


@pytest.mark.parametrize("casebook", ["sqlite"], indirect=True)
def test_a_version_is_compared_as_it_is_told_in_each_process_today(casebook: Any) -> None:
    async def story() -> None:
        await accept(await corrected("Name the supplier first."), "narrator", says("bo", "It holds."))
        await evaluated(FIRST)
        await evaluated(SECOND)
        with pytest.raises(ActivationRefused, match="under the active version, as it is told in test"):
            await activate(SECOND, shipped(SECOND), says())
        await evaluated(FIRST, process="test")
        await evaluated(SECOND, [False, True], process="test")
        with pytest.raises(ActivationRefused, match=r"^By openai/large in test it scores"):
            await activate(SECOND, shipped(SECOND), says())

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
