"""Work that takes several turns: plan and act, review, and again with the findings, until it passes or a bound ends it.

The graph is act -> review -> act, with the bounds on its edge. Each node asks through the case's own steps, so the
casebook is its one journal: after a crash the turns that were taken are read, not taken again.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import Generic, Protocol, TypeVar

from agents.review import ReviewFinding
from tasks.casebook.answers import Spent, spent_at
from tasks.casebook.cases import Case

Work = TypeVar("Work")


TRIED = "An attempt to mend this was no better"


class End(StrEnum):
    """Why no further turn is taken."""

    PASSED = "it passed review"
    TURNS = "its turns are over"
    CALLS = "its calls are used up"
    MONEY = "its money is used up"
    STUCK = "two turns brought nothing better"


@dataclass(frozen=True)
class Bounds:
    """How far a piece of work may go."""

    turns: int = 4
    calls: int = 60
    """To language models, in all turns together."""
    dollars: Decimal | None = None
    """US dollars, in all turns together."""
    patience: int = 2
    """Turns in a row without fewer findings that end it."""


@dataclass(frozen=True)
class Turn(Generic[Work]):
    """One turn: what was done, and what the review found wrong with it."""

    number: int
    work: Work
    findings: tuple[ReviewFinding, ...]


@dataclass(frozen=True)
class Worked(Generic[Work]):
    """What came of all turns: the one with the fewest findings, the earliest of those, and why it ended."""

    best: Turn[Work]
    turns: int
    end: End


class Crew(Protocol[Work]):
    """Those who do a piece of work. What waits for a person raises `MustWait` through all of it, up to the flow."""

    async def act(self, number: int, before: Turn[Work] | None) -> Work:
        """Do the work; from the second turn on with the findings on the best turn, and on attempts to better it."""
        ...

    async def review(self, number: int, work: Work) -> Sequence[ReviewFinding]:
        """Return what is wrong with the work; nothing where it passes."""
        ...

    def steps(self, number: int, work: Work) -> Sequence[str]:
        """Return the steps at which this turn asked."""
        ...


async def in_turns(case: Case, crew: Crew[Work], bounds: Bounds) -> Worked[Work]:
    """Let the crew work until a review finds nothing or a bound is reached."""
    best: Turn[Work] | None = None
    drawn: list[ReviewFinding] = []
    spent, stuck, number = Spent(), 0, 0
    while True:
        number += 1
        work = await crew.act(number, _with(best, drawn))
        turn = Turn(number, work, tuple(await crew.review(number, work)))
        spent += await spent_at(case, crew.steps(number, work))
        better = best is None or len(turn.findings) < len(best.findings)
        best, stuck = (turn, 0) if better or best is None else (best, stuck + 1)
        drawn = [*drawn, *turn.findings] if stuck else []
        end = _end(turn, bounds, spent, stuck)
        if end is not None:
            return Worked(best, number, end)


def _with(best: Turn[Work] | None, drawn: Sequence[ReviewFinding]) -> Turn[Work] | None:
    """Return the best turn with what each attempt to better it drew: asked the same again, a crew does the same."""
    if best is None:
        return None
    about = {finding.draft for finding in best.findings}
    tried = (one.model_copy(update={"why": f"{TRIED}: {one.why}"}) for one in drawn if one.draft in about)
    return replace(best, findings=(*best.findings, *tried))


def _end(turn: Turn[Work], bounds: Bounds, spent: Spent, stuck: int) -> End | None:
    if not turn.findings:
        return End.PASSED
    if turn.number >= bounds.turns:
        return End.TURNS
    if spent.calls >= bounds.calls:
        return End.CALLS
    if bounds.dollars is not None and spent.dollars >= bounds.dollars:
        return End.MONEY
    return End.STUCK if stuck >= bounds.patience else None
