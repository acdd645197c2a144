"""What the journal itself shows, read once for all periods: residues, gaps in numbering, unmarked closings."""

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from flows.financial_reporting.figures.chart import Chart
from flows.financial_reporting.figures.residues import Residues, read_residues

_PLAIN = """
select count(distinct number) = max(number) - min(number) + 1 and count(number) = count(*)
from (select try_cast(entry_id as bigint) as number from entries {where})
"""
_NUMBERED = """
create or replace temp table numbered as
select
    rtrim(entry_id, '0123456789') as prefix,
    try_cast(substr(entry_id, length(rtrim(entry_id, '0123456789')) + 1) as bigint) as number, entry_id
from (select distinct entry_id from entries {where})
"""
_SEQUENCES = """
select prefix from numbered where number is not null group by prefix
having count(*) <= max(number) - min(number) and count(*) >= {dense} * (max(number) - min(number) + 1)
"""
_GAPS = """
with neighbours as (
    select entry_id, number, lead(number) over series as next, lead(entry_id) over series as next_id
    from numbered where prefix in (select unnest($prefixes::varchar[])) and number is not null
    window series as (partition by prefix order by number)
)
select min(e.date), entry_id, next_id, next - number - 1
from neighbours join entries e using (entry_id) where next > number + 1
group by all order by all
"""
_DENSE = 0.9
"""Numbers that use less of their range than this are no sequence but, say, references of a bank."""

_UNMARKED = """
select distinct r.date, r.entry_id from journal r
where r.account in (select unnest($kept::varchar[])) and not coalesce(r.closing, false)
and $entity in ('', r.entity) and exists (
    select 1 from journal j join accounts a on a.code = j.account
    where j.entry_id = r.entry_id and j.date = r.date and a.type in ('income', 'expense')
) order by all
"""


class Gap(NamedTuple):
    """Numbers that no entry has, between two that do."""

    date: date
    """Of the entry before the gap."""
    before: str
    after: str
    missing: int


@dataclass(frozen=True)
class JournalEvidence:
    """Findings over the whole journal, dated so that each period shows its own."""

    residues: Residues
    gaps: tuple[Gap, ...]
    unmarked_closings: tuple[tuple[date, str], ...]
    """Entries that move income or expenses to retained earnings without being marked as closing."""


def journal_evidence(books: Any, chart: Chart, entity: str) -> JournalEvidence:
    """Return what the journal of `entity` shows (of all entities for "")."""
    query = books.connection.execute
    scope = {"entity": entity} if entity else {}
    where = "where entity = $entity" if entity else ""
    kept = chart.on_lines(("retained_earnings",), ("equity",))
    unmarked = query(_UNMARKED, {"kept": kept, "entity": entity}).fetchall() if kept else []
    return JournalEvidence(read_residues(books, entity), _gaps(books, where, scope), tuple(unmarked))


def _gaps(books: Any, where: str, scope: dict[str, str]) -> tuple[Gap, ...]:
    query = books.connection.execute
    if query(_PLAIN.format(where=where), scope).fetchall()[0][0]:
        return ()
    query(_NUMBERED.format(where=where), scope)
    prefixes = [prefix for (prefix,) in query(_SEQUENCES.format(dense=_DENSE)).fetchall()]
    rows = query(_GAPS, {"prefixes": prefixes}).fetchall() if prefixes else []
    query("drop table numbered")
    return tuple(Gap._make(row) for row in rows)
