"""What accepted entries are out of balance by: a check is soft within the residues of its own days and entity."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple, Self

from flows.financial_reporting.figures.chart import ZERO
from flows.financial_reporting.figures.check_results import NAMED
from flows.financial_reporting.figures.fiscal_calendar import Span

_BY_DAY = f"""
select
    coalesce(entity, ''), date, count(*), sum(residue), sum(abs(residue)),
    list({{'entry': entry_id, 'residue': residue}} order by abs(residue) desc, entry_id)[1:{NAMED}]
from entries where residue <> 0 and $entity in ('', entity) group by 1, 2 order by 1, 2
"""


class _Day(NamedTuple):
    """The residues of one entity and day, debit positive, in the currency of the books."""

    entity: str
    date: date
    entries: int
    total: Decimal
    absolute: Decimal
    largest: list[dict[str, Any]]


@dataclass(frozen=True)
class Residues:
    """The residues of some days, in the currency of the books."""

    days: tuple[_Day, ...] = ()

    def up_to(self, day: date) -> Self:
        """Return those of entries up to `day`: what balances of that day hold."""
        return self._of(each for each in self.days if each.date <= day)

    def within(self, span: Span) -> Self:
        """Return those of entries within `span`: what its movements hold."""
        return self._of(each for each in self.days if each.date in span)

    def _of(self, days: Iterable[_Day]) -> Self:
        return type(self)(tuple(days))

    @property
    def total(self) -> Decimal:
        """Debits less credits."""
        return sum((each.total for each in self.days), ZERO)

    @property
    def absolute(self) -> Decimal:
        """The sum without signs."""
        return sum((each.absolute for each in self.days), ZERO)

    @property
    def by_entity(self) -> dict[str, Decimal]:
        """Debits less credits of each entity ("" for none) that is out of balance."""
        totals: dict[str, Decimal] = {}
        for each in self.days:
            totals[each.entity] = totals.get(each.entity, ZERO) + each.total
        return {entity: total for entity, total in totals.items() if total}

    @property
    def entries(self) -> list[str]:
        """The entries, the largest first; of a day with many, only its largest."""
        largest = [(abs(one["residue"]), each.date, one) for each in self.days for one in each.largest]
        ordered = sorted(largest, key=lambda one: (-one[0], one[1], one[2]["entry"]))
        return [f"{one['entry']} of {day} ({one['residue'].normalize():f})" for _, day, one in ordered]

    @property
    def count(self) -> int:
        """How many entries there are."""
        return sum(each.entries for each in self.days)


def read_residues(books: Any, entity: str) -> Residues:
    """Return the residues of the journal's entries of `entity` ("" for all)."""
    return Residues(tuple(map(_Day._make, books.connection.execute(_BY_DAY, {"entity": entity}).fetchall())))
