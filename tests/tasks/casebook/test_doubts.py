"""A person's word on what nobody else can know: taken once, from those who may give it, and acted on."""

from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from tasks.casebook import dead_letters, ledger
from tasks.casebook.audit import broken_link
from tasks.casebook.case_records import find
from tasks.casebook.cases import Case
from tasks.casebook.database import reading
from tasks.casebook.doubts import NoDoubt, settle_doubt
from tasks.casebook.tables import audit
from tasks.casebook.waking import due
from tasks.casebook.words import Word, WordRefused
from tasks.deciding.rules import Rules
from tasks.effect import Receipt
from tasks.mail import Address, SendMail
from tasks.people import People
from tasks.slack import PostMessage
from tests.tasks.casebook.desk import PEOPLE, POLICIES, asked, opened, proposal, says

MAIL = SendMail(
    sender=Address(name="Close", email="close@brightwater.example"),
    to=(Address(name="Ada", email="ada@brightwater.example"),),
    subject="Pack October 2026",
    text="The pack is attached.",
)
MESSAGE = PostMessage(channel="C0FINANCE", text="The pack of October 2026 is released.")
EFFECTS = (MAIL, MAIL, MESSAGE)


async def released_case(owner: Any = None) -> Case:
    """Return a case whose release of two mails and a message is approved."""
    case = await opened(owner=owner)
    await says(case, "ada", "approve", await asked(case, proposal().model_copy(update={"effects": EFFECTS})))
    return case


async def claimed(case: Case, ordinal: int = 0) -> ledger.Claim:
    return await ledger.claim(case, "deliver", EFFECTS[ordinal], ordinal, approved_at="release#1")


async def doubtful(case: Case, ordinal: int = 0) -> str:
    """Let the receiver of an effect fall silent and return the effect's key."""
    claim = await claimed(case, ordinal)
    await ledger.renew(case, claim.key)
    await ledger.give_up(case, claim.key, "doubtful", "The server fell silent.")
    return claim.key


async def settled(
    case: Case, *, sent: bool, name: str = "deliver/1", person: str = "ada", people: People = PEOPLE, comment: str = ""
) -> int:
    word = Word(person, comment or "Cy has it.", True, Rules(people, POLICIES))
    return await settle_doubt(case.id, name, sent=sent, word=word)


async def audited(action: str) -> list[Any]:
    async with reading() as connection:
        assert await broken_link(connection) is None
        return list((await connection.execute(select(audit).where(audit.c.action == action))).all())


def test_a_mail_that_was_sent_gets_a_receipt_that_says_who_said_so(casebook: Any) -> None:
    async def story() -> None:
        case = await released_case()
        key = await doubtful(case)
        assert (await claimed(case)).answer == "doubtful"
        assert await settled(case, sent=True) == 0
        claim = await claimed(case)
        assert claim.receipt == Receipt(reference="ada says that it was sent", note="Cy has it.")
        assert await dead_letters.unresolved() == []
        (letter,) = await dead_letters.every()
        assert letter.resolution == "ada says that it was sent: Cy has it."
        (told,) = await audited("doubt settled")
        assert (told.actor, told.object) == ("person:ada", f"effect:{key}")
        assert '"authenticated":true' in told.detail

    casebook(story())


def test_a_mail_that_was_not_sent_may_be_sent_once_more(casebook: Any) -> None:
    async def story() -> None:
        owner = uuid4()
        case = await released_case(owner)
        await doubtful(case)
        await settled(case, sent=False)
        again = await opened(owner=owner)
        claim = await claimed(again)
        assert claim.answer == "go"
        await ledger.renew(again, claim.key)
        with pytest.raises(NoDoubt, match="is sending it"):
            await settled(again, sent=False)
        await ledger.settle(again, claim.key, Receipt(reference="queued"))
        with pytest.raises(NoDoubt, match=r"deliver/1 of case .* is not in doubt: it was sent"):
            await settled(again, sent=False)
        assert (await claimed(again)).answer == "sent"

    casebook(story())


def test_an_effect_that_certainly_failed_is_not_in_doubt_and_neither_is_one_that_is_not_there(casebook: Any) -> None:
    async def story() -> None:
        case = await released_case()
        claim = await claimed(case)
        with pytest.raises(NoDoubt, match="about to send it"):
            await settled(case, sent=True)
        await ledger.give_up(case, claim.key, "failed", "refused")
        with pytest.raises(NoDoubt, match="certainly not sent"):
            await settled(case, sent=True)
        with pytest.raises(NoDoubt, match="has no effect 'deliver/9'"):
            await settled(case, sent=True, name="deliver/9")
        assert [row.status for row in await ledger.of_case(case.id)] == ["failed"]

    casebook(story())


@pytest.mark.parametrize("person", ["eve", "mallory"])
def test_whoever_the_cases_policies_do_not_name_is_refused_and_audited(casebook: Any, person: str) -> None:
    eve = {"id": "eve", "name": "Eve", "email": "eve@brightwater.example"}
    people = People.model_validate({**PEOPLE.model_dump(), "people": {**PEOPLE.model_dump()["people"], "eve": eve}})

    async def story() -> None:
        case = await released_case()
        await doubtful(case)
        with pytest.raises(WordRefused, match=r"may not say it: .*\(ada, bo, cy, dee\)|not in the people file"):
            await settled(case, sent=True, person=person, people=people)
        assert [row.status for row in await ledger.of_case(case.id)] == ["doubtful"]
        assert len(await dead_letters.unresolved()) == 1
        (told,) = await audited("word refused")
        assert told.actor == f"person:{person}"

    casebook(story())


def test_a_word_without_a_reason_is_refused(casebook: Any) -> None:
    async def story() -> None:
        case = await released_case()
        await doubtful(case)
        with pytest.raises(WordRefused, match="say how you know"):
            await settled(case, sent=True, comment=" ")

    casebook(story())


def test_with_its_last_doubt_settled_the_case_is_due(casebook: Any) -> None:
    async def story() -> None:
        case = await released_case()
        await doubtful(case, 0)
        await doubtful(case, 1)
        assert await settled(case, sent=True, name="deliver/1") == 1
        assert await due() == []
        assert await settled(case, sent=False, name="deliver/2") == 0
        assert [row.id for row in await due()] == [case.id]

    casebook(story())


def test_a_doubt_that_the_receiver_can_settle_holds_up_nobody(casebook: Any) -> None:
    async def story() -> None:
        owner = uuid4()
        case = await released_case(owner)
        await doubtful(case, 0)
        await doubtful(case, 2)
        assert await settled(case, sent=True, name="deliver/1") == 0
        assert [row.id for row in await due()] == [case.id]
        assert (await claimed(await opened(owner=owner), 2)).answer == "in doubt"

    casebook(story())


def test_a_case_that_waits_for_people_goes_on_waiting_when_a_doubt_is_settled(casebook: Any) -> None:
    from tasks.casebook.attempts import put_to_sleep

    async def story() -> None:
        case = await released_case()
        await doubtful(case)
        await asked(case, proposal(), "release#2")
        await put_to_sleep(case, {"approval": "release#2"})
        await settled(case, sent=True)
        assert await due() == []
        assert (await find(str(case.id))).waits_for == '{"approval":"release#2"}'

    casebook(story())


def test_a_doubt_that_comes_back_after_it_was_settled_is_a_dead_letter_again(casebook: Any) -> None:
    async def story() -> None:
        owner = uuid4()
        case = await released_case(owner)
        await doubtful(case)
        await settled(case, sent=False)
        assert await dead_letters.unresolved() == []
        await doubtful(await opened(owner=owner))
        (letter,) = await dead_letters.unresolved()
        assert (letter.resolved_at, letter.resolution) == (None, None)

    casebook(story())
