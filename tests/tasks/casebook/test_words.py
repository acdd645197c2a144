"""A person's word on an answer or a budget: from those who may give it, audited, and acted on."""

from typing import Any

import pytest
from sqlalchemy import select

from tasks.casebook import budgets, dead_letters, given_answers
from tasks.casebook.answers import freeze_answer, frozen_answer, frozen_provenance
from tasks.casebook.attempts import put_to_sleep
from tasks.casebook.audit import broken_link
from tasks.casebook.cases import Case
from tasks.casebook.database import reading
from tasks.casebook.given_answers import give, subject, wanted
from tasks.casebook.tables import audit
from tasks.casebook.waking import due
from tasks.casebook.words import Word, WordRefused
from tasks.deciding.rules import Rules
from tests.tasks.casebook.desk import PEOPLE, POLICIES, opened

STEP = "books/1#1"


def says(person: str, comment: str = "I looked it up.") -> Word:
    return Word(person, comment, True, Rules(PEOPLE, POLICIES))


async def waits_for_an_answer(key: str = "one") -> Case:
    case = await opened(key)
    payload = {"agent": "namer", "request": {"text": "?"}, "request_sha256": "0" * 64}
    await dead_letters.bury(given_answers.KIND, subject(case.id, STEP), "No answer.", case=case.id, payload=payload)
    await put_to_sleep(case, {"answer": STEP})
    return case


async def audited(action: str) -> list[str]:
    async with reading() as connection:
        assert await broken_link(connection) is None
        rows = await connection.execute(select(audit.c.actor).where(audit.c.action == action))
        return list(rows.scalars())


def test_an_answer_in_the_agents_place_stands_and_the_case_goes_on(casebook: Any) -> None:
    async def story() -> None:
        case = await waits_for_an_answer()
        assert await due() == []
        asked = await wanted(case.id, STEP)
        assert (asked.agent, asked.request) == ("namer", {"text": "?"})
        await give(case.id, STEP, {"word": "kind"}, asked=asked, word=says("ada"))
        assert await frozen_answer(case, STEP) == {"word": "kind"}
        assert (await frozen_provenance(case, STEP) or {})["by"] == "Ada (a person)"
        assert [row.id for row in await due()] == [case.id]
        assert await dead_letters.unresolved(case.id) == []
        assert await audited("answer given") == ["person:ada"]
        with pytest.raises(LookupError, match="waits for nobody's answer"):
            await wanted(case.id, STEP)

    casebook(story())


@pytest.mark.parametrize(
    ("word", "why"),
    [
        (says("eve"), "not in the people file"),
        (says("ada", "  "), "needs a comment"),
    ],
)
def test_an_answer_of_somebody_else_or_without_a_reason_changes_nothing(casebook: Any, word: Word, why: str) -> None:
    async def story() -> None:
        case = await waits_for_an_answer()
        with pytest.raises(WordRefused, match=why):
            await give(case.id, STEP, {"word": "mine"}, asked=await wanted(case.id, STEP), word=word)
        assert await frozen_answer(case, STEP) is None
        assert await due() == []
        assert await audited("word refused") == [word.actor]

    casebook(story())


def test_an_answer_to_a_step_that_has_one_meanwhile_is_refused_and_the_case_goes_on_with_that(
    casebook: Any,
) -> None:
    async def story() -> None:
        case = await waits_for_an_answer()
        asked = await wanted(case.id, STEP)
        await freeze_answer(case, STEP, {"word": "models"}, request_sha256="", provenance={"by": "a model"})
        assert await dead_letters.unresolved(case.id) == []
        with pytest.raises(WordRefused, match="has its answer meanwhile"):
            await give(case.id, STEP, {"word": "mine"}, asked=asked, word=says("ada"))
        assert await frozen_answer(case, STEP) == {"word": "models"}
        assert await audited("answer given") == []
        assert await audited("word refused") == ["person:ada"]
        assert [row.id for row in await due()] == [case.id]

    casebook(story())


def test_a_raised_budget_wakes_every_case_that_waits_for_it_and_no_other(casebook: Any) -> None:
    async def story() -> None:
        first, second, other = await opened("1"), await opened("2"), await opened("3")
        await put_to_sleep(first, {"budget": "day/2026-11-21"})
        await put_to_sleep(second, {"budget": "day/2026-11-21"})
        await put_to_sleep(other, {"budget": f"case/{other.id}"})
        assert await budgets.raise_by("day/2026-11-21", 5, says("ada")) == 2
        assert {row.id for row in await due()} == {first.id, second.id}
        assert (await budgets.listing())["day/2026-11-21"].raised == 5

    casebook(story())


def test_a_budget_is_not_raised_by_somebody_whom_no_policy_names(casebook: Any) -> None:
    async def story() -> None:
        with pytest.raises(WordRefused, match="not in the people file"):
            await budgets.raise_by("day/2026-11-21", 5, says("eve"))
        assert (await budgets.listing()).get("day/2026-11-21") is None
        assert await audited("word refused") == ["person:eve"]

    casebook(story())
