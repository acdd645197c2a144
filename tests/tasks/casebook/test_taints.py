"""A case remembers what it read from outside, and then does nothing that no person approved."""

import asyncio
import json
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from tasks.casebook import ledger
from tasks.casebook.approvals import NotApproved, note_message
from tasks.casebook.database import database_now, reading, writing
from tasks.casebook.tables import approvals, audit, now, taints, votes
from tasks.casebook.taints import sources_read, taint
from tasks.slack import PostMessage, UpdateMessage
from tests.tasks.casebook.desk import asked, opened, proposal, says

FILE = proposal().effects[0]


async def _audited() -> list[dict[str, Any]]:
    async with reading() as connection:
        query = select(audit.c.detail).where(audit.c.action == "tainted").order_by(audit.c.seq)
        return [json.loads(text) for text in (await connection.execute(query)).scalars()]


def test_each_source_is_noted_and_audited_once_with_the_step_that_read_it_first(casebook: Any) -> None:
    async def story() -> None:
        case = await opened()
        await taint(case, ["journal", "invoices"], "books")
        await taint(case, ["journal"], "release#1")
        await taint(case, [], "release#1")
        assert await sources_read(case.id) == ["invoices", "journal"]
        assert await _audited() == [{"source": name, "step": "books"} for name in ("invoices", "journal")]

    casebook(story())


def test_many_steps_that_read_at_once_note_each_source_of_each_case_once(casebook: Any) -> None:
    async def story() -> None:
        cases = [await opened(key) for key in ("one", "two")]
        await asyncio.gather(*(taint(case, ["journal", "tickets"], "books") for case in cases for _ in range(20)))
        for case in cases:
            assert await sources_read(case.id) == ["journal", "tickets"]
        assert len(await _audited()) == 4

    casebook(story())


def test_an_attempt_that_was_overtaken_taints_all_the_same(casebook: Any) -> None:
    async def story() -> None:
        owner = uuid4()
        old = await opened(owner=owner)
        await opened(owner=owner)
        await taint(old, ["journal"], "books")
        assert await sources_read(old.id) == ["journal"]

    casebook(story())


def test_what_a_draft_rests_on_is_what_was_read_until_it_was_asked(casebook: Any) -> None:
    async def story() -> None:
        case = await opened()
        await taint(case, ["journal"], "books")
        at = await database_now()
        await asyncio.sleep(0.01)
        await taint(case, ["comment"], "books")
        assert await sources_read(case.id, until=at) == ["journal"]

    casebook(story())


def test_another_tenants_taint_is_not_this_ones(casebook: Any) -> None:
    async def story() -> None:
        case = await opened()
        async with writing() as connection:
            await connection.execute(
                taints.insert().values(tenant="other", case_id=case.id, source="journal", step="books", at=now())
            )
        assert await sources_read(case.id) == []
        await taint(case, ["journal"], "books")
        assert await sources_read(case.id) == ["journal"]

    casebook(story())


async def _approved_by_nobody(case: Any, *, by_policy: bool) -> None:
    """Let the approval stand as approved without a person's vote, as a policy that approves by itself would."""
    sha256 = await asked(case, proposal())
    async with writing() as connection:
        await connection.execute(update(approvals).values(status="approved", decided_at=now()))
        if by_policy:
            await connection.execute(
                votes.insert().values(
                    case_id=case.id, step="release#1", person="policy:small", verdict="approve", comment="",
                    sha256=sha256, authenticated=True, at=now(),
                )
            )  # fmt: skip


@pytest.mark.parametrize("by_policy", [True, False], ids=["a policy's vote", "no vote"])
def test_an_effect_of_a_tainted_case_needs_a_persons_approval_whatever_the_policy_says(
    casebook: Any, by_policy: bool
) -> None:
    async def story() -> None:
        case = await opened()
        await _approved_by_nobody(case, by_policy=by_policy)
        await taint(case, ["journal"], "books")
        with pytest.raises(NotApproved, match=r"has read text from outside \(journal\), so a person must approve"):
            await ledger.claim(case, "deliver", FILE, 0, approved_at="release#1")
        assert await ledger.of_case(case.id) == []

    casebook(story())


def test_a_policys_vote_is_enough_for_a_case_that_read_nothing_from_outside(casebook: Any) -> None:
    async def story() -> None:
        case = await opened()
        await _approved_by_nobody(case, by_policy=True)
        assert (await ledger.claim(case, "deliver", FILE, 0, approved_at="release#1")).answer == "go"

    casebook(story())


def test_a_persons_approval_lets_a_tainted_case_act(casebook: Any) -> None:
    async def story() -> None:
        case = await opened()
        await taint(case, ["journal"], "books")
        await says(case, "ada", "approve", await asked(case, proposal()))
        assert (await ledger.claim(case, "deliver", FILE, 0, approved_at="release#1")).answer == "go"

    casebook(story())


@pytest.mark.usefixtures("slack")
def test_what_only_tells_goes_to_our_own_channel_and_to_no_other(casebook: Any) -> None:
    async def story() -> None:
        case = await opened()
        await taint(case, ["journal"], "books")
        elsewhere = PostMessage(channel="C0EVIL", text="A pack waits for you.")
        with pytest.raises(NotApproved, match="C0EVIL is not the channel that the configuration names"):
            await ledger.claim(case, "announce", elsewhere, 0, approved_at=None)
        ours = elsewhere.model_copy(update={"channel": "C0FINANCE"})
        assert (await ledger.claim(case, "announce", ours, 0, approved_at=None)).answer == "go"

    casebook(story())


def test_only_the_question_that_the_case_has_put_is_replaced_without_an_approval(casebook: Any) -> None:
    async def story() -> None:
        case, other = await opened(), await opened("other")
        for each, message in ((case, "C0FINANCE/17.000001"), (other, "C0FINANCE/17.000002")):
            await asked(each, proposal())
            await note_message(each.id, "release#1", message)
        update_ = UpdateMessage(channel="C0FINANCE", ts="17.000001", text="Approved.")
        assert (await ledger.claim(case, "announce", update_, 1, approved_at=None)).answer == "go"
        foreign = update_.model_copy(update={"ts": "17.000002"})
        with pytest.raises(NotApproved, match="is not the channel"):
            await ledger.claim(case, "announce", foreign, 2, approved_at=None)

    casebook(story())
