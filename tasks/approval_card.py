"""The message in Slack by which people learn that something waits for them, and what became of it."""

from collections.abc import Iterable
from datetime import datetime

from pydantic import BaseModel

from reports.standing import Signature
from tasks.block_kit import (
    Block,
    command,
    divider,
    fields,
    header,
    listing,
    mentions,
    moment,
    paragraph,
    small_print,
)
from tasks.deciding.ballot import Missing
from tasks.people import People


class ApprovalCard(BaseModel, frozen=True, extra="forbid"):
    """What the card shows; everything is plain text."""

    process: str
    case: str
    step: str
    title: str
    headline: tuple[tuple[str, str], ...]
    """Label and value of the figures that matter most, as the document prints them."""
    effects: tuple[str, ...]
    """What will happen on approval, in a line each."""
    blocked: tuple[str, ...] = ()
    """Why it cannot be approved as it stands."""
    outside: tuple[str, ...] = ()
    """Sources of the text from outside that agents had read when it was asked."""
    sha256: str

    @property
    def text(self) -> str:
        """Return the card in one line, for notifications and screen readers."""
        return f"{self.title}: waits for a decision ({self.process}, {self.step})."


def approval_card(
    card: ApprovalCard, missing: tuple[Missing, ...], deadline: datetime, people: People, commands: Iterable[str]
) -> list[Block]:
    """Return the message that asks: what it is, what will happen, who must sign until when, and by which commands."""
    return [
        *_subject(card),
        listing("On approval:", card.effects or ["Nothing leaves: the decision is only recorded."]),
        *([listing("Cannot be approved as it stands:", card.blocked)] if card.blocked else []),
        *([small_print(f"Rests on text from outside: {', '.join(card.outside)}.")] if card.outside else []),
        divider(),
        *(mentions(f"Signature of the {one.role}", _called(one.eligible, people)) for one in missing),
        moment("Until", deadline),
        command("\n".join(commands)),
        _proof(card),
    ]


def decided_card(card: ApprovalCard, verdict: str, signatures: tuple[Signature, ...]) -> list[Block]:
    """Return the message that replaces the question once it is answered: `verdict`, and who signed as what."""
    names = [f"{one.name} ({one.role}), {one.at:%Y-%m-%d %H:%M %Z}" for one in signatures]
    return [
        *_subject(card),
        divider(),
        paragraph(verdict),
        *([listing("Signed:", names)] if names else []),
        _proof(card),
    ]


def _subject(card: ApprovalCard) -> list[Block]:
    return [
        header(card.title),
        small_print(f"{card.process}, case {card.case}, {card.step}"),
        *fields(card.headline),
    ]


def _proof(card: ApprovalCard) -> Block:
    return small_print(f"SHA-256 of what is decided: {card.sha256}")


def _called(person_ids: tuple[str, ...], people: People) -> list[tuple[str, str]]:
    return [(people.person(person_id).slack_id, people.person(person_id).name) for person_id in person_ids]
