"""What the votes on one request for approval amount to under its policy.

Nobody decides by accident: whoever the policy does not name is refused, the requester never signs, everyone
signs once, and a requester who cannot be named cannot be proved different, so two people must then approve.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Literal

from pydantic import BaseModel

from tasks.deciding.exposure import Exposure
from tasks.deciding.matching import assigned
from tasks.deciding.policy import Policy, Seat, members, seats_of
from tasks.deciding.vote import Verdict, Vote
from tasks.people import People

State = Literal["pending", "approved", "changes", "rejected"]
NOBODY = "nobody is left: add a person to the policies file"
_STRICTEST_FIRST: dict[Verdict, int] = {"reject": 0, "changes": 1, "approve": 2}


class Signed(BaseModel, frozen=True, extra="forbid"):
    """A signature that was given."""

    role: str
    vote: Vote


class Missing(BaseModel, frozen=True, extra="forbid"):
    """A signature still to be given, and the ids of those who may give it (none: it cannot be given)."""

    role: str
    eligible: tuple[str, ...]

    @property
    def who(self) -> str:
        """Say in a line who may give it."""
        return " or ".join(self.eligible) or NOBODY


class Tally(BaseModel, frozen=True, extra="forbid"):
    """What the votes come to."""

    state: State
    signed: tuple[Signed, ...] = ()
    missing: tuple[Missing, ...] = ()
    decided_by: Vote | None = None
    """The vote that ended it; None while it is pending."""


@dataclass(frozen=True)
class Ballot:
    """One request for approval under its policy: who may vote on it, and what the votes come to."""

    policy: Policy
    people: People
    requester: str | None
    """A person's id, or None (or anything else) where nobody can be named."""
    exposure: Exposure | None
    """None where no money is at stake."""

    def tally(self, votes: Iterable[Vote]) -> Tally:
        """Return what these votes come to, in whatever order they are given.

        Votes count by their time, the stricter first at the same time, until one decides; the first request for
        changes and the first rejection decide alone. A vote that `refusal` would have refused does not count.
        """
        counted: list[Vote] = []
        for vote in sorted(votes, key=_turn):
            if self.refusal(counted, vote.person):
                continue
            if vote.verdict != "approve":
                return self._tally("changes" if vote.verdict == "changes" else "rejected", counted, vote)
            counted.append(vote)
            if len(_filled(self._seats, counted)) == len(self._seats):
                return self._tally("approved", counted, vote)
        return self._tally("pending", counted, None)

    def refusal(self, votes: Iterable[Vote], person: str) -> str | None:
        """Return why this person may not vote now, in a sentence to show them, or None if they may."""
        if person not in self.people.people:
            return f"'{person}' is not in the people file, so nothing can be decided in that name."
        name = self.people.person(person).name
        if person == self.requester:
            return f"{name} asked for this and cannot decide it: another person must."
        if not any(person in seat.eligible for seat in self._seats):
            roles = ", ".join(seat.label for seat in self._seats)
            return f"{name} is not among those who decide this{self._asked_later(person)}: the policy asks for {roles}."
        if any(vote.person == person for vote in votes):
            return f"{name} has already voted on this: one vote each."
        return None

    def _asked_later(self, person: str) -> str:
        held = [one for one in self.policy.signatures if person in members(self.people, one.eligible)]
        return "".join(f" ({one.role} is asked only {one.when})" for one in held if one.when)

    @cached_property
    def _seats(self) -> tuple[Seat, ...]:
        return seats_of(self.policy, self.people, self.requester, self.exposure)

    def _tally(self, state: State, approvals: list[Vote], decided_by: Vote | None) -> Tally:
        seats = self._seats
        filled = _filled(seats, approvals)
        taken = [seats[place] for place in filled]
        return Tally(
            state=state,
            signed=tuple(Signed(role=seats[place].label, vote=filled[place]) for place in sorted(filled)),
            missing=tuple(
                Missing(role=seat.label, eligible=_able_to_sign(seat, taken, approvals))
                for place, seat in enumerate(seats)
                if place not in filled
            ),
            decided_by=decided_by,
        )


def _filled(seats: Iterable[Seat], approvals: list[Vote]) -> dict[int, Vote]:
    by_person = {vote.person: vote for vote in approvals}
    return {
        place: by_person[person] for place, person in assigned([seat.eligible for seat in seats], by_person).items()
    }


def _able_to_sign(missing: Seat, taken: list[Seat], approvals: list[Vote]) -> tuple[str, ...]:
    """Return whose approval fills the missing seat, be it by freeing a person for it who holds another."""
    seats = [seat.eligible for seat in (*taken, missing)]
    voted = {vote.person for vote in approvals}
    candidates = frozenset[str]().union(*seats) - voted
    return tuple(person for person in sorted(candidates) if len(assigned(seats, voted | {person})) == len(seats))


def _turn(vote: Vote) -> tuple[datetime, int, str, str]:
    return (vote.at, _STRICTEST_FIRST[vote.verdict], vote.person, vote.comment)
