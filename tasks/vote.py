"""What the votes on one request for approval amount to under its policy.

Nobody decides by accident: whoever the policy does not name is refused, the requester never signs, everyone
signs once, and a requester who cannot be named cannot be proved different, so two people must then approve.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal, Self

from pydantic import AwareDatetime, BaseModel, model_validator

from tasks.matching import assigned
from tasks.people import People
from tasks.policy import Policy, Signature, members

Verdict = Literal["approve", "changes", "reject"]
_STRICTEST_FIRST: dict[Verdict, int] = {"reject": 0, "changes": 1, "approve": 2}


class Vote(BaseModel, frozen=True, extra="forbid"):
    """What one person said about one proposal."""

    person: str
    verdict: Verdict
    comment: str = ""
    at: AwareDatetime
    authenticated: bool
    """False where the embedded set-up took a person's word for who they are."""
    role: str | None = None
    """The role the person signs in; None leaves it to the policy."""

    @model_validator(mode="after")
    def _says_why(self) -> Self:
        if self.verdict != "approve" and not self.comment.strip():
            raise ValueError(f"A vote '{self.verdict}' needs a comment: say what should be different.")
        return self


class Signed(BaseModel, frozen=True, extra="forbid"):
    """A signature that was given."""

    role: str
    vote: Vote


class Missing(BaseModel, frozen=True, extra="forbid"):
    """A signature still to be given, and the ids of those who may give it (none: it cannot be given)."""

    role: str
    eligible: tuple[str, ...]


class Standing(BaseModel, frozen=True, extra="forbid"):
    """Where a request for approval stands."""

    state: Literal["pending", "approved", "changes", "rejected"]
    signed: tuple[Signed, ...] = ()
    missing: tuple[Missing, ...] = ()
    decided_by: Vote | None = None
    """The vote that ended it; None while it is pending."""

    @property
    def decided_at(self) -> datetime | None:
        return self.decided_by.at if self.decided_by else None


@dataclass(frozen=True)
class _Seat:
    """One signature to be given, and who may give it."""

    label: str
    signature: Signature
    eligible: frozenset[str]

    def open_to(self, person: str, role: str | None) -> bool:
        return person in self.eligible and role in (None, self.signature.role)


def evaluate(
    policy: Policy, people: People, votes: Iterable[Vote], *, requester: str | None, exposure: Decimal
) -> Standing:
    """Return where the request stands after these votes, in whatever order they are given.

    Votes count by their time, the stricter first at the same time, until one decides; the first request for
    changes and the first rejection decide alone. A vote that `refusal` would have refused does not count.
    `requester` is a person's id, or None (or anything else) where nobody can be named. `exposure` is an
    amount of at least zero in the proposal's currency.
    """
    seats = _seats(policy, people, requester, exposure)
    counted: list[Vote] = []
    for vote in sorted(votes, key=_turn):
        if _refusal(policy, people, counted, vote.person, vote.role, seats, requester):
            continue
        if vote.verdict != "approve":
            state = "changes" if vote.verdict == "changes" else "rejected"
            return _standing(state, seats, counted, vote)
        counted.append(vote)
        if len(_filled(seats, counted)) == len(seats):
            return _standing("approved", seats, counted, vote)
    return _standing("pending", seats, counted, None)


def refusal(
    policy: Policy,
    people: People,
    votes: Iterable[Vote],
    person: str,
    *,
    requester: str | None,
    exposure: Decimal,
    role: str | None = None,
) -> str | None:
    """Return why this person may not vote now, in a sentence to show them, or None if they may."""
    seats = _seats(policy, people, requester, exposure)
    return _refusal(policy, people, votes, person, role, seats, requester)


def _refusal(
    policy: Policy,
    people: People,
    votes: Iterable[Vote],
    person: str,
    role: str | None,
    seats: list[_Seat],
    requester: str | None,
) -> str | None:
    if person not in people.people:
        return f"'{person}' is not in the people file, so nothing can be decided in that name."
    name = people.person(person).name
    if person == requester:
        return f"{name} asked for this and cannot decide it: another person must."
    if not any(seat.open_to(person, None) for seat in seats):
        roles = ", ".join(seat.label for seat in seats)
        later = [signature.role for signature in policy.signatures if person in members(people, signature.eligible)]
        why = f" ({', '.join(later)} is asked only above a higher exposure)" if later else ""
        return f"{name} is not among those who decide this{why}: the policy asks for {roles}."
    if not any(seat.open_to(person, role) for seat in seats):
        return f"{name} may not sign as '{role}': leave the role out, or name one that {name} has here."
    if any(vote.person == person for vote in votes):
        return f"{name} has already voted on this: one vote each."
    return None


def _seats(policy: Policy, people: People, requester: str | None, exposure: Decimal) -> list[_Seat]:
    if not exposure >= 0:
        raise ValueError(f"The exposure is {exposure}: give an amount of at least 0.")
    required = [(signature.role, signature) for signature in policy.signatures if signature.applies(exposure)]
    if requester not in people.people and len(required) == 1:
        signature = required[0][1]
        required.append((f"second {signature.role}", signature))
    return [_Seat(label, signature, members(people, signature.eligible) - {requester}) for label, signature in required]


def _filled(seats: list[_Seat], approvals: list[Vote]) -> dict[int, Vote]:
    by_person = {vote.person: vote for vote in approvals}
    open_to = [[vote.person for vote in approvals if seat.open_to(vote.person, vote.role)] for seat in seats]
    return {place: by_person[person] for place, person in assigned(open_to, by_person).items()}


def _standing(
    state: Literal["pending", "approved", "changes", "rejected"],
    seats: list[_Seat],
    approvals: list[Vote],
    decided_by: Vote | None,
) -> Standing:
    filled = _filled(seats, approvals)
    taken = [seats[place] for place in filled]
    return Standing(
        state=state,
        signed=tuple(Signed(role=seats[place].label, vote=filled[place]) for place in sorted(filled)),
        missing=tuple(
            Missing(role=seat.label, eligible=_able_to_sign(seat, taken, approvals))
            for place, seat in enumerate(seats)
            if place not in filled
        ),
        decided_by=decided_by,
    )


def _able_to_sign(missing: _Seat, taken: list[_Seat], approvals: list[Vote]) -> tuple[str, ...]:
    """Return whose approval fills the missing seat, be it by freeing a person for it who holds another."""
    seats = [*taken, missing]
    settled = [{vote.person for vote in approvals if seat.open_to(vote.person, vote.role)} for seat in seats]
    voted = {vote.person for vote in approvals}
    candidates = frozenset[str]().union(*(seat.eligible for seat in seats)) - voted
    return tuple(
        person
        for person in sorted(candidates)
        if len(
            assigned(
                [people | ({person} & seat.eligible) for people, seat in zip(settled, seats, strict=True)],
                voted | {person},
            )
        )
        == len(seats)
    )


def _turn(vote: Vote) -> tuple[datetime, int, str, str, str]:
    return (vote.at, _STRICTEST_FIRST[vote.verdict], vote.person, vote.comment, vote.role or "")
