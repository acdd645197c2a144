"""An evaluation over real HTTP: what it counts, what it keeps, and what it says where a score is lower than before."""

import json
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from agents.comparing import compared, judged_anew
from agents.roster import AGENTS
from agents.spec import Agent
from agents.variance_analyst import VARIANCE_ANALYST
from reports.render import render
from reports.standing import Standing
from tasks.casebook import agent_records, budgets, case_records, cases
from tasks.casebook.agent_versions import shipped, version_named
from tasks.casebook.budgets import nanodollars
from tasks.casebook.database import database_now, reading
from tasks.casebook.lessons import accept
from tasks.casebook.tables import model_calls as calls_table
from tasks.evaluating.examination import CannotRun, Examined, examined
from tasks.evaluating.files import evaluation_of
from tasks.evaluating.page import document, summary
from tasks.evaluating.run import Candidate, by_rules
from tests.fakes.openai_server import Reply, openai_server
from tests.tasks.casebook.test_agent_versions import says
from tests.tasks.casebook.test_lessons import corrected
from tests.tasks.evaluating.scripted import asked, best, examiner, told

CASES = len(evaluation_of(VARIANCE_ANALYST).cases)
POOR = json.dumps({"why": "The amount differs.", "entry_ids": []})
WORSE_PROMPT = VARIANCE_ANALYST.prompt.replace("Never guess a reason", "Guess a reason")
WITH_WORSE_PROMPT = replace(VARIANCE_ANALYST, told=WORSE_PROMPT)
"""The agent as later code might ship it."""


def by_prompt(body: dict[str, Any]) -> str:
    """Answer as well as can be, unless the prompt says to guess: then the case with no posting gets a guess."""
    answer = json.loads(best(VARIANCE_ANALYST)(body))
    if "Guess a reason" in told(body) and not asked(body)["postings"]:
        answer["why"] += " It was postponed."
    return json.dumps(answer)


def of(found: Examined, by: str) -> Any:
    [evaluated] = [one for one in found.evaluated if one.by == by]
    return evaluated


@pytest.mark.parametrize("agent", AGENTS.values(), ids=lambda agent: agent.name)
@pytest.mark.parametrize("casebook", ["sqlite"], indirect=True)
def test_a_model_that_answers_well_passes_every_case(casebook: Callable[[Any], Any], agent: Agent[Any, Any]) -> None:
    with openai_server(answer=best(agent)) as server:
        found = casebook(examined(agent, None, [examiner(server)]))
    evaluated = of(found, "first/large")
    assert (evaluated.score.passed, evaluated.score.held) == (len(evaluated.results), 1)
    assert evaluated.calls == len(server.requests) == len(evaluation_of(agent).cases)
    assert evaluated.cost == evaluated.calls * nanodollars(Decimal("0.0012"))
    assert found.lower == found.unasked == []


def test_all_cases_are_asked_at_once_and_their_calls_are_recorded_under_the_evaluation(
    casebook: Callable[[Any], Any],
) -> None:
    def late(body: dict[str, Any]) -> Reply:
        return Reply(best(VARIANCE_ANALYST)(body), delay=1)

    async def story() -> None:
        await examined(VARIANCE_ANALYST, None, [examiner(server)])
        async with reading() as connection:
            rows = (await connection.execute(select(calls_table))).all()
        assert len(rows) == CASES
        assert len({row.case_id for row in rows}) == 1
        assert {(row.agent, row.outcome, row.reserved) for row in rows} == {("variance_analyst", "answered", 0)}
        assert await case_records.listing() == []
        assert await agent_records.records() == {}, "how an agent does in business is told without its examinations"

    with openai_server(answer=late) as server:
        casebook(story())
    assert server.most_in_flight == CASES


@pytest.mark.parametrize("casebook", ["sqlite"], indirect=True)
def test_repairs_are_counted_and_an_answer_that_never_came_fails_all_its_checks(casebook: Callable[[Any], Any]) -> None:
    good, seen = best(VARIANCE_ANALYST), set[str]()

    def stubborn(body: dict[str, Any]) -> str:
        question = body["messages"][1]["content"]
        first = question not in seen
        seen.add(question)
        if not asked(body)["postings"]:
            return "Certainly!"
        return "Certainly! Here is" if first else good(body)

    with openai_server(answer=stubborn) as server:
        evaluated = of(casebook(examined(VARIANCE_ANALYST, None, [examiner(server)])), "first/large")
    by_name = {result.name: result for result in evaluated.results}
    assert by_name["one posting covers the variance"].calls == 2
    assert by_name["one posting covers the variance"].passed
    lost = by_name["nothing was posted"]
    assert (lost.answer, lost.held, lost.calls) == (None, 0, 3)
    assert "There is no valid answer: first: invalid answer" in lost.failed
    assert evaluated.score.passed == CASES - 1


def test_a_prompt_change_that_lowers_the_score_is_said_with_the_case_that_fails_now(
    casebook: Callable[[Any], Any],
) -> None:
    async def story() -> Examined:
        before = await examined(VARIANCE_ANALYST, None, [examiner(server)])
        assert before.lower == []
        again = await examined(VARIANCE_ANALYST, None, [examiner(server)])
        assert again.lower == []
        return await examined(WITH_WORSE_PROMPT, None, [examiner(server)])

    with openai_server(answer=by_prompt) as server:
        found = casebook(story())
    [lower] = found.lower
    assert lower.startswith(f"variance_analyst by first/large: 0.98 with {CASES - 1} of {CASES} cases passed is lower")
    assert f"than the active version's 1.00 with {CASES} ({VARIANCE_ANALYST.prompt_version})" in lower
    assert "case 'nothing was posted' now fails: It invents a reason that the journal does not give" in lower
    assert found.version == WITH_WORSE_PROMPT.prompt_version


@pytest.mark.parametrize("casebook", ["sqlite"], indirect=True)
def test_another_model_of_the_same_provider_that_does_worse_is_said(casebook: Callable[[Any], Any]) -> None:
    def by_model(body: dict[str, Any]) -> str:
        return POOR if body["model"] == "small" else best(VARIANCE_ANALYST)(body)

    async def story() -> Examined:
        await examined(VARIANCE_ANALYST, None, [examiner(server)])
        return await examined(VARIANCE_ANALYST, None, [examiner(server, model="small")])

    with openai_server(answer=by_model) as server:
        [lower] = casebook(story()).lower
    assert lower.startswith("variance_analyst by first/small: ")
    assert "then by first/large" in lower
    assert f"and {CASES - 3} more" in lower


@pytest.mark.parametrize("casebook", ["sqlite"], indirect=True)
def test_two_providers_are_evaluated_side_by_side(casebook: Callable[[Any], Any]) -> None:
    with openai_server(answer=best(VARIANCE_ANALYST)) as one, openai_server(answer=lambda _: POOR) as two:
        found = casebook(examined(VARIANCE_ANALYST, None, [examiner(one), examiner(two, name="second")]))
    rows = [row.cells for row in summary([found]).rows]
    assert [(row[1], row[2]) for row in rows] == [
        ("rules", f"{CASES - 1} of {CASES}"),
        ("first/large", f"{CASES} of {CASES}"),
        ("second/large", f"0 of {CASES}"),
    ]


def test_the_day_s_budget_holds_for_evaluations_too_and_one_that_was_not_finished_is_not_kept(
    casebook: Callable[[Any], Any],
) -> None:
    async def story() -> None:
        caps = {"day/2026-11-27": nanodollars(Decimal("0.07"))}
        found = await examined(VARIANCE_ANALYST, None, [examiner(server, caps=caps)])
        assert [one.by for one in found.evaluated] == ["rules"]
        [unasked] = found.unasked
        assert "variance_analyst by first was not evaluated to the end: The budget of day/2026-11-27 has" in unasked
        assert len(server.requests) < CASES
        spent = (await budgets.listing())["day/2026-11-27"]
        assert (spent.spent, spent.reserved) == (len(server.requests) * nanodollars(Decimal("0.0012")), 0)
        again = await examined(VARIANCE_ANALYST, None, [examiner(server)])
        assert again.lower == []

    with openai_server(answer=best(VARIANCE_ANALYST)) as server:
        casebook(story())


@pytest.mark.parametrize("casebook", ["sqlite"], indirect=True)
def test_a_wrong_key_and_a_missing_tier_leave_the_rules_evaluated_and_are_said(casebook: Callable[[Any], Any]) -> None:
    with openai_server(answer=lambda _: Reply(status=401, body='{"error": {"message": "no"}}')) as server:
        refusing = examiner(server)
        fast_only = refusing.provider.model_copy(update={"careful": None})
        of_block = refusing.language_model.model_copy(update={"providers": [fast_only]})
        found = casebook(examined(VARIANCE_ANALYST, None, [refusing, replace(refusing, language_model=of_block)]))
    assert [one.by for one in found.evaluated] == ["rules"]
    assert "check its block's keys" in found.unasked[0]
    assert found.unasked[1] == "first has no careful model, so variance_analyst was not asked."


def test_only_the_cases_that_both_were_asked_are_compared_and_the_others_named() -> None:
    evaluation = evaluation_of(VARIANCE_ANALYST)
    cases = evaluation.cases
    other = cases[0].model_copy(update={"request": cases[0].request | {"comment": "Why so much?"}})
    whole = by_rules(Candidate(VARIANCE_ANALYST, "a", evaluation))
    today = (other, *cases[1:])
    edited = by_rules(Candidate(VARIANCE_ANALYST, "b", evaluation.model_copy(update={"cases": today})))
    comparison = compared([edited], [judged_anew(VARIANCE_ANALYST, today, whole)], today)
    assert comparison.left == (other.name,)
    assert (comparison.cases, comparison.lower) == (CASES - 1, False)


def test_an_answer_that_lacks_the_form_of_today_is_as_if_it_was_not_given() -> None:
    evaluation = evaluation_of(VARIANCE_ANALYST)
    whole = by_rules(Candidate(VARIANCE_ANALYST, "a", evaluation))
    older = whole.results[0].model_copy(update={"answer": {"text": "As it once was."}})
    never = whole.results[1].model_copy(update={"answer": None, "failures": ("first: timed out after 20 s",)})
    made = whole.model_copy(update={"results": (older, never, *whole.results[2:])})
    anew = judged_anew(VARIANCE_ANALYST, evaluation.cases, made)
    assert [one.name for one in anew.results] == [case.name for case in evaluation.cases[1:]]
    assert anew.results[0].failed == "There is no valid answer: first: timed out after 20 s."
    assert anew.results[1:] == whole.results[2:]


@pytest.mark.parametrize("casebook", ["sqlite"], indirect=True)
def test_each_process_is_asked_with_its_own_lessons_and_the_row_names_it(casebook: Callable[[Any], Any]) -> None:
    async def story() -> Examined:
        await accept(await corrected("Name the supplier first."), "variance_analyst", says("bo", "It holds."))
        there = await examined(VARIANCE_ANALYST, None, [examiner(server)])
        assert [one.by for one in there.evaluated] == ["rules", "first/large in test"]
        await cases.claim("another", {"key": "x"}, {}, owner=uuid4(), requester=None)
        return await examined(VARIANCE_ANALYST, None, [examiner(server)])

    with openai_server(answer=best(VARIANCE_ANALYST)) as server:
        found = casebook(story())
    assert ["supplier first" in told(body) for body in server.requests].count(True) == 2 * CASES
    assert [row.cells[1] for row in summary([found]).rows] == ["rules", "first/large", "first/large in test"]
    assert found.told == {"": [], "test": ["Name the supplier first."]}
    assert len({one.prompt_version for one in found.evaluated}) == 2


@pytest.mark.parametrize("casebook", ["sqlite"], indirect=True)
def test_what_a_lesson_does_to_an_agent_is_compared_with_how_it_did_without(casebook: Callable[[Any], Any]) -> None:
    def misled(body: dict[str, Any]) -> str:
        return POOR if "Say little." in told(body) else best(VARIANCE_ANALYST)(body)

    async def story() -> Examined:
        await examined(VARIANCE_ANALYST, None, [examiner(server)])
        await accept(await corrected("Say little."), "variance_analyst", says("bo", "It holds."))
        return await examined(VARIANCE_ANALYST, None, [examiner(server)])

    with openai_server(answer=misled) as server:
        [lower] = casebook(story()).lower
    assert lower.startswith("variance_analyst by first/large in test: ")
    assert f"is lower than the evaluation before's 1.00 with {CASES}" in lower


def test_an_earlier_version_is_evaluated_with_the_prompt_that_it_had(casebook: Callable[[Any], Any]) -> None:
    async def story() -> None:
        await examined(VARIANCE_ANALYST, None, [])
        await examined(WITH_WORSE_PROMPT, VARIANCE_ANALYST.prompt_version[:6], [examiner(server)])
        assert {told(body) for body in server.requests} and all("Guess" not in told(body) for body in server.requests)
        with pytest.raises(LookupError, match="No versions of agent 'variance_analyst' begin with 'zz'"):
            await version_named(VARIANCE_ANALYST, "zz")

    with openai_server(answer=by_prompt) as server:
        casebook(story())


@pytest.mark.parametrize("casebook", ["sqlite"], indirect=True)
def test_a_version_whose_answers_have_another_form_cannot_be_evaluated(casebook: Callable[[Any], Any]) -> None:
    async def story() -> None:
        await examined(VARIANCE_ANALYST, None, [])
        later = replace(VARIANCE_ANALYST, response=AGENTS["narrator"].response)
        with pytest.raises(CannotRun, match="its form of an answer is no longer the code's"):
            await examined(later, shipped(VARIANCE_ANALYST).version, [])

    casebook(story())


@pytest.mark.parametrize("casebook", ["sqlite"], indirect=True)
def test_the_page_shows_every_answer_with_what_it_fails_and_no_text_of_it_is_markup(
    casebook: Callable[[Any], Any],
) -> None:
    hostile = json.dumps({"why": "The amount differs & <is not what it was.", "entry_ids": []})

    def answers(body: dict[str, Any]) -> str:
        """Answer with what is markup at once, and with what could be read as some where nothing was posted."""
        return hostile if not asked(body)["postings"] else POOR.replace("The amount", "<script>alert()</script>")

    async def story() -> bytes:
        found = [await examined(agent, None, []) for agent in (AGENTS["narrator"], AGENTS["data_steward"])]
        found.append(await examined(VARIANCE_ANALYST, None, [examiner(server)]))
        made = document(found, tenant="default", at=await database_now())
        return render(made, Standing(status="notice"), "html")

    with openai_server(answer=answers) as server:
        page = casebook(story()).decode()
    assert "<script>" not in page
    assert "The amount differs &amp; &lt;is not what it was." in page
    assert "&lt;script&gt;" in page
    assert "What failed" in page
    assert "There is no valid answer." in page
    assert "For information. It is not signed and releases nothing." in page
    assert "Nobody has signed" not in page
    others = [evaluation_of(AGENTS[name]).cases for name in ("narrator", "data_steward")]
    assert page.count("<h3>") == sum(map(len, others)) + CASES
