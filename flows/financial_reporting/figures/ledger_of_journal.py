"""A ledger from the journal: one aggregation over its postings, however many periods are asked for."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from flows.financial_reporting.figures.chart import Chart
from flows.financial_reporting.figures.ledger import Ledger, Scope
from flows.financial_reporting.figures.movements import EquityPosting, Movement, cumulative, cumulative_by_department

_SCAN = """
with days as materialized (select unnest($days::date[]) as date, unnest($buckets::integer[]) as bucket)
select
    j.account, {department} as department, bucket,
    sum(base_amount),
    sum(case when base_amount > 0 then base_amount else 0 end),
    coalesce(sum(base_amount) filter (where closing), 0),
    {foreign}, {revaluation}
from journal j join days using (date) {accounts} {where}
group by all
"""
_FOREIGN = "coalesce(sum(j.amount) filter (where j.currency = a.currency), 0)"
_REVALUATION = """coalesce(sum(base_amount) filter (
    where a.currency <> $currency and coalesce(j.currency, $currency) <> a.currency and not coalesce(closing, false)
), 0)"""

_QUIET = timedelta(days=7)
"""Holidays and days without business at the beginning of a journal."""


def ledger_of_journal(books: Any, chart: Chart, cuts: Sequence[date], scope: Scope) -> Ledger | None:
    """Return the ledger of the scope's journal, or None where nothing is posted."""
    given = {"entity": scope.entity} if scope.entity else {}
    where = "where j.entity = $entity" if scope.entity else ""
    found = books.connection.execute(f"select min(date), max(date) from journal j {where}", given).fetchall()
    first, last = found[0]
    if first is None:
        return None
    buckets = _buckets(min(first, cuts[0]), cuts)
    movements = [Movement._make(row) for row in _scan(books, chart, scope, buckets | given, where)]
    return Ledger(
        chart=chart,
        cuts=list(cuts),
        series=cumulative(movements, len(cuts)),
        departments=cumulative_by_department(movements, len(cuts), chart),
        equity_postings=lambda: _equity_postings(books, where, given | {"last": cuts[-1]}),
        first=first,
        last=last,
        quiet=_QUIET,
    )


def _scan(books: Any, chart: Chart, scope: Scope, given: dict[str, Any], where: str) -> list[tuple[Any, ...]]:
    foreign = scope.home and any(account.currency not in (None, scope.home) for account in chart.accounts.values())
    statement = _SCAN.format(
        department="j.department" if scope.by_department else "null",
        foreign=_FOREIGN if foreign else "0",
        revaluation=_REVALUATION if foreign else "0",
        accounts="join accounts a on a.code = j.account" if foreign else "",
        where=where,
    )
    return books.connection.execute(statement, given | ({"currency": scope.home} if foreign else {})).fetchall()


def _buckets(first: date, cuts: Sequence[date]) -> dict[str, list[Any]]:
    """Return every day from the first posting to the last cut with the position of the cut it counts to."""
    days = [first + timedelta(days=count) for count in range((cuts[-1] - first).days + 1)]
    buckets: list[int] = []
    position = 0
    for day in days:
        while day > cuts[position]:
            position += 1
        buckets.append(position)
    return {"days": days, "buckets": buckets}


def _equity_postings(books: Any, where: str, given: dict[str, Any]) -> list[EquityPosting]:
    rows = books.connection.execute(
        f"""
        select j.account, j.date, sum(base_amount)
        from journal j join accounts a on a.code = j.account and a.type = 'equity' {where}
        {"and" if where else "where"} not coalesce(closing, false) and j.date <= $last
        group by all order by all
        """,
        given,
    ).fetchall()
    return [EquityPosting._make(row) for row in rows]
