"""What follows from two facts: changes and ratios of one subject, sums, differences and shares of like ones."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import permutations

from agents.grounding.directions import Basis
from agents.grounding.fact import Fact
from agents.grounding.subjects import Subject


def comparisons(given: Sequence[Fact]) -> Iterator[Fact]:
    """Yield the changes and ratios of each subject's amounts to its budget and to its earlier periods."""
    yield from _openings(given)
    groups: dict[tuple[Subject, str], list[Fact]] = defaultdict(list)
    for fact in given:
        if fact.kind != "change":
            groups[fact.subject, fact.unit].append(fact)
    for group in groups.values():
        for now, base in permutations(group, 2):
            against = _against(now, base) if now.kind == "amount" else ""
            if against:
                yield from _changes(now, base, against)


def _openings(given: Sequence[Fact]) -> Iterator[Fact]:
    """Yield what an amount was before its change in the period: cash at the end less the net change in cash."""
    for change in given:
        if change.kind == "change" and not change.basis:
            for end in given:
                if end.kind == "amount" and (end.subject, end.unit, end.period) == (
                    change.subject,
                    change.unit,
                    change.period,
                ):
                    name = f"{end.name} less {change.name}"
                    opening = end.value - change.value
                    yield Fact(name, opening, end.unit, end.period, end.subject, "base", "month")
                    if opening:
                        share, of = change.value / abs(opening) * 100, f"{change.name} in percent of the opening amount"
                        yield Fact(of, share, "percent", end.period, end.subject, "change")


def arithmetic(facts: Sequence[Fact]) -> Iterator[Fact]:
    """Yield sums, differences, shares and ratios of each two of some facts that are alike."""
    for first, second in permutations(facts, 2):
        if first.unit == second.unit and _alike(first, second):
            yield from _results(first, second)


def remainders(facts: Sequence[Fact]) -> Iterator[Fact]:
    """Yield what two parts leave of a whole, and the sums of three: "expenses other than travel and energy"."""
    for whole, first, second in permutations(facts, 3):
        like = _alike(whole, first) and _alike(whole, second) and whole.unit == first.unit == second.unit
        parts = frozenset([whole.subject, first.subject, second.subject])
        if like and len(parts) == 3 and first.name < second.name:
            subject = whole.subject | first.subject | second.subject
            for sign, verb in ((-1, "less"), (1, "plus")):
                name = f"{whole.name} {verb} {first.name} and {second.name}"
                value = whole.value + sign * (first.value + second.value)
                yield Fact(name, value, whole.unit, whole.period, subject, "result", whole.basis, parts)


def _alike(first: Fact, second: Fact) -> bool:
    """Return whether two facts can be set against each other: one subject, one part and period, or a document."""
    if first.subject == second.subject or first.is_document or second.is_document:
        return True
    return _part(first) == _part(second) and first.period == second.period


def _part(fact: Fact) -> tuple[str, str]:
    """Return the part that a fact plays; a change in the period is the amount of a flow: the net change in cash."""
    return ("amount" if fact.kind == "change" and not fact.basis else fact.kind), fact.basis


def _results(first: Fact, second: Fact) -> Iterator[Fact]:
    subject, parts = first.subject | second.subject, frozenset([first.subject, second.subject])
    distance = "points" if first.unit == "percent" else first.unit
    results = [(first.value - second.value, distance, "less")]
    if len(parts) > 1:
        results.append((first.value + second.value, first.unit, "plus"))
    if second.value:
        results.append((first.value / second.value * 100, "percent", "as a share of"))
        results.append((first.value / second.value, "ratio", "over"))
    for value, unit, verb in results:
        # A difference of two is a change only where they are two of one subject; `comparisons` yields those.
        basis = first.basis if first.basis == second.basis else ""
        if len(parts) == 1 and unit in ("percent", "ratio"):
            basis = second.basis or apart(first.period, second.period)
        name = f"{first.name} {verb} {second.name}"
        yield Fact(name, value, unit, first.period, subject, "result", basis, parts)


def _against(now: Fact, base: Fact) -> Basis:
    """Return what comparing the two means; "" where they are not to be compared."""
    if base.kind == "base":
        return base.basis if now.period == base.period or base.basis != "budget" else ""
    return apart(now.period, base.period)


def apart(now: str, base: str) -> Basis:
    """Return how far one period's label is before another: prior for a year; "" where it is not earlier."""
    if now <= base or len(now) != len(base):
        return ""
    if now[4:] == base[4:]:
        return "prior"
    return "quarter" if "Q" in now else "month"


def _changes(now: Fact, base: Fact, against: Basis) -> Iterator[Fact]:
    name = f"{now.name} {now.period} less {base.name} {base.period}"
    unit = "points" if now.unit == "percent" else now.unit
    difference = now.value - base.value
    yield Fact(name, difference, unit, now.period, now.subject, "change", against)
    if base.value and now.unit != "percent":
        percent = difference / abs(base.value) * 100
        yield Fact(name, percent, "percent", now.period, now.subject, "change", against)
        ratio = f"{now.name} {now.period} over {base.name} {base.period}"
        yield Fact(ratio, now.value / base.value, "ratio", now.period, now.subject, "result", against)
