"""What is wrong with an import, said so that the person who made the file can mend it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

SHOWN = 20
"""How many problems of one kind are listed; the rest are counted."""


@dataclass(frozen=True)
class Problem:
    """One thing wrong: where, what stands there, what was expected, and the mend."""

    kind: str
    file: str
    row: int | None
    """Line number in the file, the header being line 1; None where the whole file or table is meant."""
    column: str
    value: str
    expected: str
    mend: str

    def __str__(self) -> str:
        place = ", ".join(
            part
            for part in (
                self.file,
                f"row {self.row}" if self.row else "",
                f"column {self.column}" if self.column else "",
            )
            if part
        )
        found = f"{_shortened(self.value)!r}; expected " if self.value else ""
        return f"{place}: {self.kind}: {found}{self.expected}. {self.mend}"


class Refused(Exception):
    """The books were refused whole; nothing was loaded."""

    def __init__(self, problems: Iterable[Problem], totals: dict[str, int] | None = None) -> None:
        found = list(problems)
        self.totals = dict(totals) if totals else dict(Counter(problem.kind for problem in found))
        """How many there are of each kind, also those not listed."""
        self.problems = tuple(_first_of_each_kind(found))
        super().__init__(self._text())

    def __reduce__(self) -> tuple[type["Refused"], tuple[tuple[Problem, ...], dict[str, int]]]:
        """Let the refusal pass between processes with its problems."""
        return Refused, (self.problems, self.totals)

    def _text(self) -> str:
        total = sum(self.totals.values())
        lines = [f"The books were refused, nothing was loaded: {total} problem{'s' if total != 1 else ''}."]
        lines += [f"- {problem}" for problem in self.problems]
        shown = Counter(problem.kind for problem in self.problems)
        lines += [
            f"- {kind}: {count - shown[kind]} more." for kind, count in self.totals.items() if count > shown[kind]
        ]
        return "\n".join(lines)


class Refusals:
    """A collector of problems: keeps the first of each kind and counts all."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.totals: Counter[str] = Counter()

    def add(self, problems: Sequence[Problem], total: int | None = None) -> None:
        """Take `problems` of one kind, of which there are `total` in all."""
        if problems:
            self.problems.extend(problems[:SHOWN])
            self.totals[problems[0].kind] += len(problems) if total is None else total

    def refuse(self) -> None:
        """Raise `Refused` where anything was found."""
        if self.problems:
            raise Refused(self.problems, self.totals)


def _first_of_each_kind(problems: Sequence[Problem]) -> Iterable[Problem]:
    seen: Counter[str] = Counter()
    for problem in problems:
        seen[problem.kind] += 1
        if seen[problem.kind] <= SHOWN:
            yield problem


def _shortened(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:77]}..."
