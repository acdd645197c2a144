"""What reports speak of without a figure of its own: the net margin, where net income and income are given."""

from collections.abc import Iterator, Sequence

from agents.grounding.fact import Fact

NET_INCOME = frozenset(["net", "income"])
_WHOLE, _MARGIN = frozenset(["income"]), frozenset(["net", "margin"])


def net_margins(given: Sequence[Fact]) -> Iterator[Fact]:
    """Yield net income in percent of income for each period and budget that has both; nothing where it is given."""
    if any(fact.subject == _MARGIN for fact in given):
        return
    for part in given:
        for whole in given:
            if (part.subject, whole.subject) == (NET_INCOME, _WHOLE) and _is_one(part, whole) and whole.value:
                name = f"{part.name} as a share of {whole.name}"
                value = part.value / whole.value * 100
                yield Fact(name, value, "percent", part.period, _MARGIN, part.kind, part.basis)


def _is_one(part: Fact, whole: Fact) -> bool:
    same = (part.kind, part.basis, part.unit, part.period) == (whole.kind, whole.basis, whole.unit, whole.period)
    return same and part.kind != "change"
