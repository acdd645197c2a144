"""The effect ledger: who may act, what is in doubt, and that nothing goes out which was not approved."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import update

from reports.canonical import canonical_json
from tasks.casebook import ledger
from tasks.casebook.approvals import NotApproved
from tasks.casebook.attempts import StaleEpoch
from tasks.casebook.database import database_now, writing
from tasks.casebook.ledger import EffectConflict
from tasks.casebook.tables import approvals, effects
from tasks.effect import Receipt, Rendition
from tasks.files import PublishFile
from tasks.slack import PostMessage
from tests.tasks.casebook.desk import asked, opened, proposal, says

FILE = proposal().effects[0]
MESSAGE = PostMessage(channel="C0FINANCE", text="A pack waits for you.")


async def _approved(owner: Any = None) -> Any:
    case = await opened(owner=owner)
    await says(case, "ada", "approve", await asked(case, proposal()))
    return case


def test_an_approved_effect_is_claimed_once_and_then_known_as_sent(casebook: Any) -> None:
    async def story() -> None:
        case = await _approved()
        claim = await ledger.claim(case, "deliver", FILE, 0, approved_at="release#1")
        assert claim.answer == "go"
        await ledger.settle(case, claim.key, Receipt(reference="there"))
        again = await ledger.claim(case, "deliver", FILE, 0, approved_at="release#1")
        assert (again.answer, again.receipt) == ("sent", Receipt(reference="there"))

    casebook(story())


def test_an_effect_without_approval_is_not_claimed(casebook: Any) -> None:
    async def story() -> None:
        case = await opened()
        await asked(case, proposal())
        with pytest.raises(NotApproved):
            await ledger.claim(case, "deliver", FILE, 0, approved_at="release#1")

    casebook(story())


@pytest.mark.usefixtures("slack")
def test_only_what_tells_our_own_people_is_claimed_without_naming_an_approval(casebook: Any) -> None:
    async def story() -> None:
        case = await _approved()
        with pytest.raises(NotApproved, match="publish_file needs one: nothing goes out"):
            await ledger.claim(case, "deliver", FILE, 0, approved_at=None)
        assert await ledger.of_case(case.id) == []
        assert (await ledger.claim(case, "announce", MESSAGE, 0, approved_at=None)).answer == "go"

    casebook(story())


def test_an_effect_that_was_changed_after_the_approval_is_not_claimed(casebook: Any) -> None:
    async def story() -> None:
        case = await _approved()
        other = PublishFile(path="2026-10/other.html", rendition=Rendition(format="html", filename="pack.html"))
        with pytest.raises(NotApproved, match="is not the one approved"):
            await ledger.claim(case, "deliver", other, 0, approved_at="release#1")
        changed = proposal().model_copy(update={"effects": (other,)})
        async with writing() as connection:
            await connection.execute(update(approvals).values(proposal=canonical_json(changed).decode()))
        with pytest.raises(NotApproved, match="Somebody changed the casebook"):
            await ledger.claim(case, "deliver", other, 0, approved_at="release#1")
        async with writing() as connection:
            await connection.execute(update(approvals).values(sha256=changed.sha256))
        with pytest.raises(NotApproved, match="Somebody changed the casebook"):
            await ledger.claim(case, "deliver", other, 0, approved_at="release#1")

    casebook(story())


def test_a_call_of_which_nothing_was_recorded_is_in_doubt_for_the_next_attempt(casebook: Any) -> None:
    async def story() -> None:
        owner = uuid4()
        old = await _approved(owner)
        claim = await ledger.claim(old, "deliver", FILE, 0, approved_at="release#1")
        await ledger.renew(old, claim.key)
        new = await opened(owner=owner)
        doubt = await ledger.claim(new, "deliver", FILE, 0, approved_at="release#1")
        assert doubt.answer == "in doubt"
        assert 0 < doubt.lease_left <= ledger.LEASE.total_seconds()
        with pytest.raises(StaleEpoch):
            await ledger.settle(old, claim.key, Receipt(reference="late"))
        with pytest.raises(StaleEpoch):
            await ledger.claim(old, "deliver", FILE, 0, approved_at="release#1")

    casebook(story())


def test_an_attempt_that_ended_before_it_called_leaves_no_doubt_and_cannot_call_any_more(casebook: Any) -> None:
    async def story() -> None:
        owner = uuid4()
        old = await _approved(owner)
        claim = await ledger.claim(old, "deliver", FILE, 0, approved_at="release#1")
        new = await opened(owner=owner)
        with pytest.raises(StaleEpoch):
            await ledger.renew(old, claim.key)
        assert (await ledger.claim(new, "deliver", FILE, 0, approved_at="release#1")).answer == "go"
        with pytest.raises(StaleEpoch):
            await ledger.give_up(old, claim.key, "failed", "too late")

    casebook(story())


def test_a_claim_is_held_for_a_whole_lease_before_each_call(casebook: Any) -> None:
    async def story() -> None:
        case = await _approved()
        claim = await ledger.claim(case, "deliver", FILE, 0, approved_at="release#1")
        async with writing() as connection:
            await connection.execute(update(effects).values(lease_until=await database_now()))
        await ledger.renew(case, claim.key)
        (row,) = await ledger.of_case(case.id)
        assert row.status == "calling"
        assert row.lease_until > await database_now() + ledger.LEASE / 2

    casebook(story())


@pytest.mark.usefixtures("slack")
def test_another_request_under_the_same_key_is_a_conflict_not_an_update(casebook: Any) -> None:
    async def story() -> None:
        case = await opened()
        await ledger.claim(case, "announce", MESSAGE, 0, approved_at=None)
        other = MESSAGE.model_copy(update={"text": "Something else is asked."})
        with pytest.raises(EffectConflict):
            await ledger.claim(case, "announce", other, 0, approved_at=None)

    casebook(story())


def test_of_ten_who_claim_at_once_one_goes(casebook: Any) -> None:
    async def story() -> None:
        case = await _approved()
        claims = await asyncio.gather(
            *(ledger.claim(case, "deliver", FILE, 0, approved_at="release#1") for _ in range(10))
        )
        assert sorted(claim.answer for claim in claims) == ["go"] + ["in doubt"] * 9

    casebook(story())


def test_a_key_names_no_run_no_time_and_no_attempt(casebook: Any) -> None:
    async def story() -> None:
        owner = uuid4()
        first, second = await opened(owner=owner), await opened(owner=owner)
        assert ledger.effect_key(first, "deliver", FILE, 0) == ledger.effect_key(second, "deliver", FILE, 0)
        assert len(ledger.effect_key(first, "deliver" * 40, FILE, 0)) <= 200

    casebook(story())
