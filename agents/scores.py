"""What an evaluation came to, and how it stands to an earlier one."""

from collections.abc import Sequence
from statistics import fmean, median
from typing import Any, NamedTuple

from pydantic import BaseModel

from agents.judging import Check

RULES = "rules"
"""Who answers where no provider does."""


class CaseResult(BaseModel, frozen=True):
    """One case: the answer it got, what that took, and which checks it meets."""

    name: str
    sha256: str
    """Of what was asked: answers to other questions cannot be compared."""
    checks: tuple[Check, ...]
    answer: dict[str, Any] | None = None
    calls: int = 0
    cost: int = 0
    """Nanodollars."""
    latency_ms: float = 0
    failures: tuple[str, ...] = ()
    """What went wrong with calls on the way, as the record of a case has it."""

    @property
    def passed(self) -> bool:
        return all(check.held for check in self.checks)

    @property
    def held(self) -> float:
        """Return the share of its checks that are met, 0 to 1."""
        return fmean(check.held for check in self.checks)

    @property
    def failed(self) -> str:
        """Return the first reason why it does not pass; empty where it does."""
        return next((check.failed for check in self.checks if check.failed), "")


class Score(NamedTuple):
    """How good some answers are; the higher one is the one with more cases passed, then with more checks met."""

    passed: float
    """A mean where there were several runs."""
    held: float
    """Mean share of a case's checks, 0 to 1."""

    def __str__(self) -> str:
        return f"{self.held:.2f}"


class Evaluated(BaseModel, frozen=True):
    """One agent's cases, answered by its rules or by one provider's model."""

    agent: str
    version: str
    prompt_version: str
    """Of what was really told, the lessons of the house included."""
    process: str = ""
    """Whose lessons were told; empty without any."""
    provider: str = ""
    model: str = ""
    results: tuple[CaseResult, ...]

    @property
    def by(self) -> str:
        """Return who answered, told as where: "rules", "provider/model" or "provider/model in process"."""
        where = f" in {self.process}" if self.process else ""
        return f"{self.provider}/{self.model}{where}" if self.provider else RULES

    @property
    def score(self) -> Score:
        return score(self.results)

    @property
    def calls(self) -> int:
        return sum(one.calls for one in self.results)

    @property
    def cost(self) -> int:
        """Return nanodollars."""
        return sum(one.cost for one in self.results)

    @property
    def latency_ms(self) -> float:
        """Return the median time of an answer, repairs included."""
        return median(one.latency_ms for one in self.results)


def score(results: Sequence[CaseResult]) -> Score:
    """Return the score of some results; nothing is as good as nothing can be."""
    return Score(sum(one.passed for one in results), round(fmean(one.held for one in results), 4) if results else 0.0)
