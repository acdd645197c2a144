"""The decision on a proposal: one, on the bytes that people looked at, whoever else clicks."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from tasks.casebook import approvals, audit, voting
from tasks.casebook.database import reading, writing
from tasks.casebook.tables import approvals as approvals_table
from tasks.casebook.tables import audit as audit_table
from tasks.casebook.tables import votes
from tasks.casebook.voting import VoteRefused
from tasks.deciding.policy import Policies
from tasks.deciding.rounds import ROUNDS
from tasks.deciding.rules import Rules
from tasks.deciding.standing import standing
from tests.tasks.casebook.desk import PEOPLE, POLICIES, RULES, asked, opened, proposal, says


def test_a_controllers_yes_decides_below_the_threshold(casebook: Any) -> None:
    async def story() -> None:
        case = await opened()
        sha256 = await asked(case, proposal())
        assert await says(case, "ada", "approve", sha256) == "approved"
        row, cast = await approvals.standing(case.id, "release#1")
        assert (row.status, [vote.person for vote in cast]) == ("approved", ["ada"])

    casebook(story())


def test_above_the_threshold_the_cfo_signs_the_same_hash_too(casebook: Any) -> None:
    async def story() -> None:
        case = await opened()
        sha256 = await asked(case, proposal(exposure="1000"))
        assert await says(case, "ada", "approve", sha256) == "pending"
        assert await says(case, "cy", "approve", sha256) == "approved"

    casebook(story())


@pytest.mark.parametrize("person", ["dee", "cy", "mallory"])
def test_the_requester_and_whoever_the_policy_does_not_name_are_refused_and_audited(casebook: Any, person: str) -> None:
    async def story() -> None:
        case = await opened(requester="dee")
        sha256 = await asked(case, proposal())
        with pytest.raises(VoteRefused):
            await says(case, person, "approve", sha256)
        async with reading() as connection:
            refused = select(audit_table.c.actor).where(audit_table.c.action == "vote refused")
            assert (await connection.execute(refused)).scalars().all() == [f"person:{person}"]
            assert (await connection.execute(select(votes))).all() == []

    casebook(story())


def test_a_second_click_is_told_who_decided(casebook: Any) -> None:
    async def story() -> None:
        case = await opened()
        sha256 = await asked(case, proposal())
        await says(case, "ada", "approve", sha256)
        with pytest.raises(VoteRefused, match="decided already: approved by ada"):
            await says(case, "ada", "approve", sha256)
        with pytest.raises(VoteRefused, match="decided already: approved by ada"):
            await says(case, "bo", "reject", sha256, "too late")

    casebook(story())


def test_whoever_comes_after_a_rejection_is_told_who_rejected_not_who_had_signed(casebook: Any) -> None:
    async def story() -> None:
        case = await opened()
        sha256 = await asked(case, proposal(exposure="1000"))
        await says(case, "ada", "approve", sha256)
        await says(case, "cy", "reject", sha256, "Not like this.")
        with pytest.raises(VoteRefused, match=r"decided already: rejected by cy\."):
            await says(case, "bo", "approve", sha256)

    casebook(story())


def test_twenty_clicks_at_once_make_one_decision(casebook: Any) -> None:
    async def story() -> None:
        case = await opened()
        sha256 = await asked(case, proposal())
        clicks = [
            says(case, person, verdict, sha256, "why")
            for person, verdict in [("ada", "approve"), ("bo", "reject")] * 10
        ]
        answers = await asyncio.gather(*clicks, return_exceptions=True)
        decided = [answer for answer in answers if not isinstance(answer, BaseException)]
        assert len(decided) == 1
        assert all(isinstance(answer, VoteRefused) for answer in answers if isinstance(answer, BaseException))
        row, cast = await approvals.standing(case.id, "release#1")
        assert row.status == decided[0]
        assert len(cast) == 1

    casebook(story())


def test_a_vote_on_a_draft_that_is_no_longer_the_one_is_refused(casebook: Any) -> None:
    async def story() -> None:
        case = await opened()
        await asked(case, proposal())
        with pytest.raises(VoteRefused, match="You looked at draft"):
            await says(case, "ada", "approve", proposal("Another text.").sha256)

    casebook(story())


def test_a_failed_hard_check_lets_nobody_approve_but_lets_them_reject(casebook: Any) -> None:
    async def story() -> None:
        case = await opened()
        sha256 = await asked(case, proposal(blocked=("balance: assets exceed liabilities and equity by 5.00.",)))
        with pytest.raises(VoteRefused, match=r"balance: assets exceed"):
            await says(case, "ada", "approve", sha256)
        assert await says(case, "ada", "reject", sha256, "the books do not balance") == "rejected"

    casebook(story())


def test_a_rejection_needs_words(casebook: Any) -> None:
    async def story() -> None:
        case = await opened()
        sha256 = await asked(case, proposal())
        with pytest.raises(VoteRefused, match="need a comment"):
            await says(case, "ada", "reject", sha256, "  ")

    casebook(story())


def test_the_first_proposal_of_a_step_stands(casebook: Any) -> None:
    async def story() -> None:
        case = await opened()
        first = await asked(case, proposal("First."))
        await asked(case, proposal("Second."))
        row, _ = await approvals.standing(case.id, "release#1")
        assert row.sha256 == first

    casebook(story())


def test_time_decides_by_the_databases_clock_and_never_approves(casebook: Any) -> None:
    async def story() -> None:
        case = await opened()
        sha256 = await asked(case, proposal(), lasts=timedelta(seconds=-1))
        with pytest.raises(VoteRefused, match="time for this decision ended"):
            await says(case, "ada", "approve", sha256)
        assert await approvals.expire_overdue() == [(case.id, "release#1")]
        assert await approvals.expire_overdue() == []
        row, _ = await approvals.standing(case.id, "release#1")
        assert row.status == "expired"

    casebook(story())


def test_a_look_for_what_is_overdue_waits_for_nobody_who_writes(casebook: Any) -> None:
    async def story() -> None:
        await asked(await opened(), proposal())
        async with asyncio.timeout(10), writing():
            assert await approvals.expire_overdue() == []

    casebook(story())


def test_a_late_vote_on_what_expired_half_signed_is_told_when_the_time_ended(casebook: Any) -> None:
    async def story() -> None:
        case = await opened()
        sha256 = await asked(case, proposal(exposure="1000"))
        await says(case, "ada", "approve", sha256)
        async with writing() as connection:
            await connection.execute(update(approvals_table).values(expires_at=approvals_table.c.asked_at))
        await approvals.expire_overdue()
        with pytest.raises(VoteRefused, match="time for this decision ended"):
            await says(case, "cy", "approve", sha256)
        row, cast = await approvals.standing(case.id, "release#1")
        shown = standing(row, cast)
        assert (shown.status, [one.name for one in shown.signatures]) == ("expired", ["Ada"])

    casebook(story())


def test_of_the_last_draft_no_changes_can_be_requested(casebook: Any) -> None:
    async def story() -> None:
        case = await opened()
        last = f"release#{ROUNDS}"
        sha256 = await asked(case, proposal(), last)
        with pytest.raises(VoteRefused, match=r"draft 20, the last one.*approve it or reject it"):
            await says(case, "ada", "changes", sha256, "Once more.", last)
        before = f"release#{ROUNDS - 1}"
        assert await says(case, "ada", "changes", await asked(case, proposal(), before), "More.", before) == "changes"
        assert await says(case, "ada", "reject", sha256, "Enough.", last) == "rejected"

    casebook(story())


def test_an_unknown_requester_needs_two_approvers(casebook: Any) -> None:
    async def story() -> None:
        case = await opened(requester=None)
        sha256 = await asked(case, proposal())
        assert await says(case, "ada", "approve", sha256) == "pending"
        assert await says(case, "bo", "approve", sha256) == "approved"

    casebook(story())


def test_a_changed_or_missing_audit_row_is_found(casebook: Any) -> None:
    async def story() -> None:
        for number in range(3):
            case = await opened(str(number))
            await says(case, "ada", "approve", await asked(case, proposal()))
        async with reading() as connection:
            assert await audit.broken_link(connection) is None
        async with writing() as connection:
            await connection.execute(update(audit_table).where(audit_table.c.seq == 4).values(actor="person:eve"))
        async with reading() as connection:
            assert await audit.broken_link(connection) == 4
        async with writing() as connection:
            await connection.execute(approvals_table.delete())
            await connection.execute(audit_table.delete().where(audit_table.c.seq >= 4))
        async with reading() as connection:
            assert await audit.broken_link(connection) == 4

    casebook(story())


def test_a_signature_that_the_policy_drops_holds_up_nobody(casebook: Any) -> None:
    async def story() -> None:
        case = await opened()
        await says(case, "ada", "approve", await asked(case, proposal(exposure="1000")))
        assert await voting.voted_on() == [(case.id, "release#1")]
        assert await voting.recount(case.id, "release#1", RULES) == "pending"
        release = POLICIES.policy("release")
        without_cfo = Policies({"release": release.model_copy(update={"signatures": release.signatures[:1]})})
        assert await voting.recount(case.id, "release#1", Rules(PEOPLE, without_cfo)) == "approved"
        row, _ = await approvals.standing(case.id, "release#1")
        assert (row.status, "Ada" in row.signatures) == ("approved", True)
        assert await voting.voted_on() == []
        assert row.decided_at is not None

    casebook(story())
