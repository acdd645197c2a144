"""What a decision says: the words of those who made it, and what a case that sleeps waits for."""

import re
from typing import Any

from tasks.casebook import attempts, case_records
from tasks.casebook.cases import Case
from tasks.casebook.database import database_now
from tasks.decision import Decision, decision_at, sleeps_for
from tests.tasks.casebook.desk import asked, opened, proposal, says


def test_agents_are_told_what_was_asked_for_and_not_what_somebody_praised(casebook: Any) -> None:
    async def story() -> Decision:
        case = await opened()
        draft = await asked(case, proposal(exposure="1000"))
        await says(case, "ada", "approve", draft, "Looks great.")
        await says(case, "cy", "changes", draft, "Name the supplier.")
        return await decision_at(case, "release#1")

    assert casebook(story()).comment == "Name the supplier."


def test_a_case_says_until_when_it_sleeps_to_the_minute(casebook: Any) -> None:
    async def story() -> str:
        case: Case = await opened()
        await attempts.put_to_sleep(case, {"step": "books", "date": await database_now()})
        [row] = await case_records.listing()
        return sleeps_for(row)

    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d UTC", casebook(story()))
