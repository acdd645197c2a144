"""What the journal itself shows, read once for all periods: entity balances, gaps in numbering, unmarked closings."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from flows.financial_reporting.chart import Chart

_GAPS = r"""
with entries as (
    select entry_id, min(date) as date from journal {where} group by entry_id
), numbered as (
    select
        regexp_extract(entry_id, '^(.*?)[0-9]+$', 1) as prefix,
        try_cast(regexp_extract(entry_id, '([0-9]+)$', 1) as bigint) as number, entry_id, date
    from entries
), neighbours as (
    select *, lead(number) over series as next, lead(entry_id) over series as next_id,
        max(number) over (partition by prefix) - min(number) over (partition by prefix) + 1 as length,
        count(*) over (partition by prefix) as used
    from numbered where number is not null
    window series as (partition by prefix order by number)
)
select date, entry_id, next_id, next - number - 1 from neighbours
where next > number + 1 and used >= {dense} * length order by prefix, number
"""
_DENSE = 0.9
"""Numbers that use less of their range than this are no sequence but, say, references of a bank."""

_UNMARKED = """
select distinct r.date, r.entry_id from journal r
where r.account in (select unnest($kept::varchar[])) and not coalesce(r.closing, false) and exists (
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

    entities: dict[str, Decimal]
    """Debits less credits by entity ("" for none)."""
    gaps: tuple[Gap, ...]
    unmarked_closings: tuple[tuple[date, str], ...]
    """Entries that move income or expenses to retained earnings without being marked as closing."""


def journal_evidence(books: Any, chart: Chart, entity: str) -> JournalEvidence:
    """Return what the journal of `entity` shows (of all entities for "")."""
    query = books.connection.execute
    scope = {"entity": entity} if entity else {}
    where = "where entity = $entity" if entity else ""
    sums = query(f"select coalesce(entity, ''), sum(base_amount) from journal {where} group by 1 order by 1", scope)
    entities = dict(sums.fetchall())
    gaps = query(_GAPS.format(where=where, dense=_DENSE), scope).fetchall()
    kept = chart.on_lines(("retained_earnings",), ("equity",))
    unmarked = query(_UNMARKED, {"kept": kept}).fetchall() if kept else []
    return JournalEvidence(entities, tuple(Gap._make(row) for row in gaps), tuple(unmarked))
