"""A casebook of an earlier version keeps what is in it, and takes what is new."""

from typing import Any
from uuid import UUID

from sqlalchemy import text

from tasks.casebook import approvals, case_records, ledger
from tasks.casebook.database import migrate, writing
from tasks.casebook.redrives import Claim, claim_redrive
from tests.tasks.casebook.desk import asked, opened, proposal, says

CASE = "11111111111111111111111111111111"
MOMENT = "'2026-10-01 06:00:00.000000'"
OF_THE_FIRST_VERSION = (
    f"""
    INSERT INTO cases (id, tenant, process, natural_key, brief, state, epoch, redrives, alive_at, opened_at, updated_at)
    VALUES ('{CASE}', 'default', 'test', '{{}}', '{{}}', 'running', 1, 2, {MOMENT}, {MOMENT}, {MOMENT})
    """,
    f"""
    INSERT INTO approvals (case_id, step, tenant, sha256, proposal, policy, status, asked_at)
    VALUES ('{CASE}', 'release#1', 'default', 'aa', '{{}}', 'release', 'pending', {MOMENT})
    """,
    f"""
    INSERT INTO effects (key, tenant, case_id, step, ordinal, kind, request_sha256, request, status, epoch, attempts,
                         first_attempt_at)
    VALUES ('mail', 'default', '{CASE}', 'deliver', 0, 'send_mail', 'bb', '{{}}', 'doubtful', 1, 1, {MOMENT})
    """,
)


async def _fill() -> None:
    async with writing() as connection:
        for statement in OF_THE_FIRST_VERSION:
            await connection.execute(text(statement))


def test_a_casebook_of_the_first_version_is_brought_up_with_its_cases_and_approvals(first_casebook: Any) -> None:
    async def story() -> None:
        await _fill()
        await migrate()
        [row] = await case_records.listing()
        assert (row.id, row.state, row.epoch) == (UUID(CASE), "running", 1)
        [question] = await approvals.pending()
        assert (question.case_id, question.sha256, question.signatures) == (UUID(CASE), "aa", None)
        [mail] = await ledger.of_case(row.id)
        assert (mail.status, mail.safety) == ("doubtful", "C")
        case = await opened("new")
        assert await says(case, "ada", "approve", await asked(case, proposal())) == "approved"
        assert await claim_redrive("case", row.id, row.epoch, why="it is crashed") is Claim.GRANTED

    first_casebook(story())
