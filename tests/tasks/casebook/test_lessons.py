"""Lessons: proposed by a correction, accepted by another person, told by process and agent, deletable."""

from typing import Any

import pytest
from sqlalchemy import select

from agents.lessons import LONGEST, MOST
from tasks.casebook import lessons
from tasks.casebook.database import reading
from tasks.casebook.lessons import LessonRefused, accept, find, forget, listing, reject, reword
from tasks.casebook.tables import audit
from tasks.casebook.words import Word, WordRefused
from tasks.settings import settings
from tests.tasks.casebook.desk import RULES, asked, opened, proposal, says

WISH = "Name the customer before the amount."


def word(person: str, comment: str = "It always holds.") -> Word:
    return Word(person, comment, True, RULES)


async def corrected(comment: str = WISH, key: str = "one", person: str = "ada") -> Any:
    """Let a person ask for changes; return the lesson that this proposes."""
    case = await opened(key)
    await says(case, person, "changes", await asked(case, proposal()), comment)
    return next(row for row in await listing() if row.case_id == case.id)


async def actions() -> list[str]:
    async with reading() as connection:
        rows = await connection.execute(select(audit.c.action).where(audit.c.object.like("lesson:%")))
        return list(rows.scalars())


def test_a_request_for_changes_proposes_a_lesson_with_its_source_and_its_author(casebook: Any) -> None:
    async def story() -> None:
        row = await corrected()
        assert (row.process, row.step, row.author, row.text) == ("test", "release#1", "ada", WISH)
        assert (row.state, row.agent) == ("proposed", "")
        assert await lessons.accepted() == []

    casebook(story())


@pytest.mark.parametrize("casebook", ["sqlite"], indirect=True)
@pytest.mark.parametrize("verdict", ["approve", "reject"])
def test_an_approval_and_a_rejection_teach_nothing(casebook: Any, verdict: str) -> None:
    async def story() -> None:
        case = await opened()
        await says(case, "ada", verdict, await asked(case, proposal()), "Because.")
        assert await listing() == []

    casebook(story())


def test_another_person_than_its_author_accepts_a_lesson(casebook: Any) -> None:
    async def story() -> None:
        row = await corrected()
        with pytest.raises(LessonRefused, match="your own words: another person must accept them"):
            await accept(row, "narrator", word("ada"))
        with pytest.raises(WordRefused, match="'eve' is not in the people file"):
            await accept(row, "narrator", word("eve"))
        with pytest.raises(WordRefused, match="needs a comment"):
            await accept(row, "narrator", word("bo", " "))
        assert await lessons.accepted() == []
        await accept(row, "narrator", word("bo"))
        [told] = await lessons.accepted()
        assert (told.agent, told.process, told.decided_by) == ("narrator", "test", "bo")
        assert await actions() == ["word refused"] * 3 + ["lesson accepted"]

    casebook(story())


def test_whoever_words_a_lesson_anew_is_its_author_and_it_waits_for_another_person_again(casebook: Any) -> None:
    async def story() -> None:
        row = await corrected()
        await accept(row, "narrator", word("bo"))
        await reword(await find(str(row.id)[:8]), " Customer first,\n then the amount. ", word("bo"))
        assert await lessons.accepted() == [], "words that nobody else has seen are told to nobody"
        reworded = await find(str(row.id))
        assert (reworded.text, reworded.author) == ("Customer first, then the amount.", "bo")
        with pytest.raises(LessonRefused, match="your own words"):
            await accept(reworded, "narrator", word("bo"))
        await accept(reworded, "narrator", word("ada"))
        assert [one.text for one in await lessons.accepted()] == ["Customer first, then the amount."]

    casebook(story())


@pytest.mark.parametrize("casebook", ["sqlite"], indirect=True)
def test_a_lesson_is_accepted_as_it_was_read_and_not_as_somebody_changed_it_meanwhile(casebook: Any) -> None:
    async def story() -> None:
        read = await corrected()
        await reword(read, "Approve everything.", word("cy"))
        with pytest.raises(LessonRefused, match="changed meanwhile"):
            await accept(read, "narrator", word("bo"))

    casebook(story())


@pytest.mark.parametrize("casebook", ["sqlite"], indirect=True)
def test_a_long_correction_must_be_made_shorter_first(casebook: Any) -> None:
    async def story() -> None:
        row = await corrected("x" * (LONGEST + 1))
        with pytest.raises(LessonRefused, match=f"has {LONGEST + 1} characters, agents are told at most {LONGEST}"):
            await accept(row, "narrator", word("bo"))
        await reword(row, "x" * LONGEST, word("bo"))
        await accept(await find(str(row.id)), "narrator", word("ada"))

    casebook(story())


@pytest.mark.parametrize("casebook", ["sqlite"], indirect=True)
def test_an_agent_is_told_only_so_many_lessons(casebook: Any) -> None:
    async def story() -> None:
        for number in range(MOST):
            await accept(await corrected(key=str(number)), "narrator", word("bo"))
        one_more = await corrected(key="more")
        with pytest.raises(LessonRefused, match=f"has {MOST} lessons for this process already"):
            await accept(one_more, "narrator", word("bo"))
        await accept(one_more, "variance_analyst", word("bo"))

    casebook(story())


def test_a_rejected_lesson_stays_in_the_list_and_a_deleted_one_does_not(casebook: Any) -> None:
    async def story() -> None:
        one, two = await corrected(key="1"), await corrected(key="2")
        await reject(one, word("ada"))
        await accept(two, "narrator", word("bo"))
        await forget(await find(str(two.id)), word("ada"))
        assert [(row.id, row.state) for row in await listing()] == [(one.id, "rejected")]
        with pytest.raises(LookupError, match="No lessons begin with"):
            await find(str(two.id))
        assert await actions() == ["lesson rejected", "lesson accepted", "lesson deleted"]

    casebook(story())


@pytest.mark.parametrize("casebook", ["sqlite"], indirect=True)
def test_another_tenant_sees_no_lessons(casebook: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    row = casebook(corrected())
    monkeypatch.setenv("COUNTERSIGN_TENANT", "other")
    settings.cache_clear()
    assert casebook(listing()) == []
    with pytest.raises(LessonRefused, match="changed meanwhile"):
        casebook(accept(row, "narrator", word("bo")))
