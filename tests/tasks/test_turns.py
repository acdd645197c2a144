"""Turns end where they pass, at a bound, or where nothing gets better; what waits for a person goes through."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import count
from typing import Any

import pytest

from agents.review import ReviewFinding
from tasks.casebook.answers import freeze_answer
from tasks.casebook.cases import Case
from tasks.turns import TRIED, Bounds, End, Turn, Worked, in_turns
from tasks.wait import MustWait
from tests.tasks.casebook.desk import opened

PATIENT = Bounds(turns=9)


@dataclass
class Crew:
    """Does numbered work and finds as many faults in each turn as it was told."""

    case: Case
    faults: Sequence[int]
    calls: int = 1
    dollars: str = "0.01"
    goes_on_from: list[int] = field(default_factory=list)
    told: list[list[str]] = field(default_factory=list)
    waits_at: int = 0

    async def act(self, number: int, before: Turn[int] | None) -> int:
        if number == self.waits_at:
            raise MustWait(self.case, {"answer": "books"}, "a person must answer")
        self.goes_on_from.append(before.number if before else 0)
        self.told.append([finding.why for finding in before.findings] if before else [])
        took = {"attempts": self.calls, "dollars": self.dollars}
        await freeze_answer(self.case, f"books/{number}", {}, request_sha256="", provenance=took)
        return number

    async def review(self, number: int, work: int) -> list[ReviewFinding]:
        return [ReviewFinding(draft="x", quote="", why=f"wrong in {number}")] * self.faults[number - 1]

    def steps(self, number: int, work: int) -> list[str]:
        return [f"books/{number}"]


@pytest.fixture
def work(casebook: Any) -> Any:
    number = count()

    def run(faults: Sequence[int], bounds: Bounds = PATIENT, **of_crew: Any) -> tuple[Worked[int], Crew]:
        async def story() -> tuple[Worked[int], Crew]:
            crew = Crew(await opened(str(next(number))), faults, **of_crew)
            return await in_turns(crew.case, crew, bounds), crew

        return casebook(story())

    return run


def test_work_that_passes_ends(work: Any) -> None:
    worked, crew = work([2, 1, 0, 9])
    assert (worked.end, worked.turns, worked.best.work) == (End.PASSED, 3, 3)
    assert crew.goes_on_from == [0, 1, 2]


def test_two_turns_without_fewer_findings_end_it_with_the_best_turn(work: Any) -> None:
    worked, crew = work([3, 1, 2, 1, 0])
    assert (worked.end, worked.turns, worked.best.number) == (End.STUCK, 4, 2)
    assert crew.goes_on_from == [0, 1, 2, 2]


def test_one_turn_without_progress_does_not(work: Any) -> None:
    assert work([3, 3, 2, 2, 0])[0].end is End.PASSED


def test_after_a_turn_that_was_no_better_the_crew_is_told_what_it_drew(work: Any) -> None:
    _, crew = work([2, 1, 1, 2, 0])
    assert crew.told[2] == ["wrong in 2"]
    assert crew.told[3] == ["wrong in 2", f"{TRIED}: wrong in 3"]
    assert work([2, 1, 1, 2, 0])[0].best.findings[0].why == "wrong in 2"  # what people read is the review alone


def test_what_an_attempt_drew_is_forgotten_once_one_is_better(work: Any) -> None:
    assert work([3, 3, 2, 2, 0])[1].told[3] == ["wrong in 3", "wrong in 3"]


def test_turns_calls_and_money_are_bounded(work: Any) -> None:
    falling = [9, 8, 7, 6, 5, 4, 3, 2, 1, 0]
    assert work(falling, Bounds(turns=2))[0].end is End.TURNS
    ended = work(falling, Bounds(turns=9, calls=5), calls=2)[0]
    assert (ended.end, ended.turns) == (End.CALLS, 3)
    ended = work(falling, Bounds(turns=9, dollars=Decimal("0.04")))[0]
    assert (ended.end, ended.turns, ended.best.number) == (End.MONEY, 4, 4)


def test_what_waits_for_a_person_goes_up_to_the_flow(work: Any) -> None:
    with pytest.raises(MustWait, match="a person must answer"):
        work([2, 1, 0], waits_at=2)


def test_the_same_turns_are_taken_again_after_a_crash(casebook: Any) -> None:
    async def story() -> list[tuple[End, int]]:
        case = await opened()
        bounds = Bounds(turns=9, calls=3)
        return [
            (worked.end, worked.turns)
            for worked in [await in_turns(case, Crew(case, [5, 4, 3, 2, 1, 0]), bounds) for _ in range(2)]
        ]

    assert casebook(story()) == [(End.CALLS, 3)] * 2
