"""The postings behind the material variances: what an explanation must rest on.

They add up to the actual amount of their variance. In another currency than the books' each month is translated and
rounded as a whole, so each posting gets what the running total of its account moves by.
"""

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from decimal import Decimal, localcontext
from functools import cache
from itertools import accumulate, groupby, pairwise
from typing import TYPE_CHECKING, NamedTuple

from pydantic import RootModel

from flows.financial_reporting.brief import ReportingBrief
from flows.financial_reporting.figures.budget import Key, planned_keys, read_budget
from flows.financial_reporting.figures.chart import INCOME_TYPES, ZERO, read_chart
from flows.financial_reporting.figures.engine import PRECISION, home_currency
from flows.financial_reporting.figures.financial_figures import FinancialFigures
from flows.financial_reporting.figures.fiscal_calendar import DAY, FiscalCalendar, Span, month_of
from flows.financial_reporting.figures.inputs import entities_of, planned_by_department
from flows.financial_reporting.figures.planning import Planning
from flows.financial_reporting.figures.rates import read_rates
from flows.financial_reporting.figures.translation import Rate, at_monthly_rates
from flows.financial_reporting.words.postings import Posting, PostingsBehind
from reports.money import minor_units

if TYPE_CHECKING:
    from flows.financial_reporting.books.books import Books

LISTED = 12
"""Postings listed per variance; the rest are counted and summed."""


class Drilldowns(RootModel[dict[str, PostingsBehind]], frozen=True):
    """By variance key, the postings behind it."""


class _Line(NamedTuple):
    """One journal line; `amount` is debit positive, in the currency of the books until it is translated."""

    account: str
    series: str | None
    """The department, where figures keep departments apart."""
    date: date
    amount: Decimal
    entry_id: str
    description: str | None
    counterparty: str | None
    document: str | None
    department: str | None


def postings_behind(books: "Books", brief: ReportingBrief, figures: FinancialFigures) -> Drilldowns:
    """Return the postings of the period behind each material variance, the largest first; none without a journal."""
    material = {(one.account, one.department): one.key for one in figures.material_variances}
    if "journal" not in books.tables or not material:
        return Drilldowns({})
    span = Span(figures.period.start, figures.period.end + DAY)
    chart = read_chart(books)
    budget = read_budget(books, FiscalCalendar(brief.fiscal_year_end), brief.entity, len(entities_of(books)))
    planning = Planning(chart, planned_keys(budget, span))
    behind: dict[Key, list[Posting]] = {key: [] for key in material}
    with localcontext(prec=PRECISION):
        for line in _lines(books, brief, span, figures.currency, _accounts(planning, material)):
            key, sign = planning.place(line.account, line.series)
            if key in material:
                behind[key].append(_posting(line, sign * chart.signed(line.account, line.amount)))
        return Drilldowns({name: _largest_first(behind[key]) for key, name in material.items()})


def _accounts(planning: Planning, material: Collection[Key]) -> list[str]:
    """Return the accounts whose amounts count under one of the `material` accounts."""
    wanted = {account for account, _ in material}
    return [code for code in planning.chart.of_type(*INCOME_TYPES) if planning.place(code, None)[0][0] in wanted]


def _lines(books: "Books", brief: ReportingBrief, span: Span, target: str, accounts: list[str]) -> Iterator[_Line]:
    """Yield the lines of `accounts` within `span` in the currency `target`."""
    home = home_currency(books, brief)
    given = {"accounts": accounts, "entity": brief.entity, "first": month_of(span.start).start, "last": span.end}
    rows = books.connection.execute(
        f"""
        select account, {"department" if planned_by_department(books) else "null"}, date, base_amount, entry_id,
            description, counterparty, document, department
        from journal where account in (select unnest($accounts::varchar[])) and date between $first and $last
            and not coalesce(closing, false) and $entity in ('', entity)
        order by 1, 2, date, entry_id, source, line
        """,
        given,
    ).fetchall()
    lines = map(_Line._make, rows)
    if home != target:
        rates, places = read_rates(books), minor_units(target)
        average = cache(lambda day: rates.average_rate(home, target, day))
        lines = _translated(lines, average, places)
    return (line for line in lines if line.date in span)


def _translated(lines: Iterable[_Line], rate: Rate, places: int) -> Iterator[_Line]:
    """Yield lines that are in the order of their account, department and date, translated."""
    for _, group in groupby(lines, key=lambda line: (line.account, line.series)):
        series = list(group)
        days, running = [line.date for line in series], list(accumulate(line.amount for line in series))
        totals = at_monthly_rates(days, running, rate, places)
        for line, (before, after) in zip(series, pairwise([ZERO, *totals]), strict=True):
            yield line._replace(amount=after - before)


def _posting(line: _Line, amount: Decimal) -> Posting:
    return Posting(
        entry_id=line.entry_id,
        date=line.date,
        amount=amount,
        description=line.description or "",
        counterparty=line.counterparty or "",
        document=line.document or "",
        department=line.department or "",
    )


def _largest_first(postings: list[Posting]) -> PostingsBehind:
    ordered = sorted(postings, key=lambda posting: (-abs(posting.amount), posting.date, posting.entry_id))
    rest = ordered[LISTED:]
    return PostingsBehind(
        listed=tuple(ordered[:LISTED]),
        others=len(rest),
        others_amount=sum((posting.amount for posting in rest), ZERO),
    )
