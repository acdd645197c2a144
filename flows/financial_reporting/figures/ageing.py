"""Ageing of receivables and payables on any day, past days as they were then.

An invoice is open on day D when it was issued on or before D and is not fully paid by the end of D; its age is D less
its due date, "current" up to zero. Credit notes are negative and age like invoices. What was paid beyond an invoice,
before its issue or without one is unapplied: shown apart, never taken off the buckets. What was paid back beyond a
credit note, or without one, is unapplied below zero.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal, NamedTuple, get_args

from flows.financial_reporting.figures.chart import ZERO
from flows.financial_reporting.figures.financial_figures import Ageing, AgeingLine
from flows.financial_reporting.figures.rates import Rates
from reports.money import minor_units, rounded

Kind = Literal["receivable", "payable"]
KINDS: tuple[Kind, ...] = get_args(Kind)
BUCKETS = ("current", "d1_30", "d31_60", "d61_90", "d90_plus")
DSO_DAYS = 90
_SUMMED = (*BUCKETS, "total", "unapplied")

_OPEN = """
with paid as (
    select invoice_id, sum(amount) as paid from payments where date <= $day and invoice_id is not null group by all
), standing as (
    select
        i.counterparty, i.currency, $day - coalesce(i.due, i.issued) as age, i.issued <= $day as issued,
        case when i.issued <= $day then i.amount else 0 end - coalesce(p.paid, 0) as remaining, i.amount
    from invoices i left join paid p using (invoice_id)
    where i.kind = $kind and (i.issued <= $day or p.paid is not null)
), split as (
    select *, issued and remaining <> 0 and sign(remaining) = sign(amount) as is_open from standing
)
select
    counterparty, currency,
    case when not is_open then null
         when age <= 0 then 'current' when age <= 30 then 'd1_30' when age <= 60 then 'd31_60'
         when age <= 90 then 'd61_90' else 'd90_plus' end as bucket,
    sum(remaining), count(*)
from split where remaining <> 0 group by all order by all
"""
_KINDS = "select kind from invoices union select kind from payments where invoice_id is null and kind is not null"
_WITHOUT_INVOICE = """
select coalesce(sum(amount), 0), coalesce(sum(amount) filter (kind is null), 0)
from payments where invoice_id is null and date <= $day and coalesce(kind, $unsaid) = $kind
"""
_UNDIRECTED = """
select payment_id, date from payments where invoice_id is null and kind is null and date <= $day
order by date, payment_id
"""
_BILLED = """
select currency, sum(amount) from invoices where kind = $kind and issued > $day - $days and issued <= $day group by all
"""


class _Open(NamedTuple):
    counterparty: str
    currency: str | None
    bucket: str | None
    """None for what is not open: overpaid or paid before its issue."""
    remaining: Decimal
    invoices: int


@dataclass(frozen=True)
class Money:
    """The currency that open items are shown in, and the rates that bring them there."""

    books: str
    """Of items that name no currency; "" where nothing says it."""
    report: str
    rates: Rates

    def shown(self, amount: Decimal, currency: str | None, day: date) -> Decimal:
        """Return an amount in the report's currency at the closing rate of `day`; raise `RateMissing` without."""
        source = currency or self.books
        if source == self.report or not amount:
            return rounded(amount, minor_units(self.report))
        return rounded(amount * self.rates.closing_rate(source, self.report, day), minor_units(self.report))


def ageing(books: Any, kind: Kind, day: date, money: Money) -> Ageing | None:
    """Return the open items of `kind` at the end of `day`, or None where there are no invoices or payments of that
    kind. A payment that names neither invoice nor kind counts as a receipt, where the books hold receivables.
    """
    kinds = _kinds(books)
    if kind not in kinds:
        return None
    items = [_Open._make(row) for row in books.connection.execute(_OPEN, {"day": day, "kind": kind}).fetchall()]
    parties: dict[str, dict[str, Decimal]] = {}
    for item in items:
        amount = money.shown(item.remaining, item.currency, day)
        party = parties.setdefault(item.counterparty or "", _nothing(money))
        if item.bucket is None:
            party["unapplied"] -= amount
        else:
            party[item.bucket] += amount
    without_invoice, undirected = _without_invoice(books, kind, day, money)
    if without_invoice:
        parties.setdefault("", _nothing(money))["unapplied"] += without_invoice
    lines = tuple(_lines(parties))
    sums = {part: sum((getattr(line, part) for line in lines), _zero(money)) for part in _SUMMED}
    return Ageing(
        as_of=day,
        **sums,
        undirected=undirected,
        count=sum(item.invoices for item in items if item.bucket is not None),
        lines=lines,
    )


def days_outstanding(books: Any, open_items: Ageing, kind: Kind, money: Money) -> Decimal | None:
    """Return open items / billed in the 90 days up to their date x 90, None where nothing was billed."""
    day = open_items.as_of
    rows = books.connection.execute(_BILLED, {"kind": kind, "day": day, "days": DSO_DAYS}).fetchall()
    billed = sum((money.shown(amount, currency, day) for currency, amount in rows), ZERO)
    return (open_items.total / billed * DSO_DAYS).quantize(Decimal("0.000001")) if billed > 0 else None


def undirected_payments(books: Any, day: date) -> list[tuple[str, date]]:
    """Return id and date of the payments up to `day` of which nothing says whether they were received or paid."""
    if len(_kinds(books)) < len(KINDS):
        return []
    return books.connection.execute(_UNDIRECTED, {"day": day}).fetchall()


def _kinds(books: Any) -> set[Kind]:
    return {row[0] for row in books.connection.execute(_KINDS).fetchall()}


def _without_invoice(books: Any, kind: Kind, day: date, money: Money) -> tuple[Decimal, Decimal]:
    """Return what was paid of `kind` without an invoice, and how much of it may belong to the other kind."""
    kinds = _kinds(books)
    unsaid = "receivable" if "receivable" in kinds else "payable"
    rows = books.connection.execute(_WITHOUT_INVOICE, {"kind": kind, "day": day, "unsaid": unsaid}).fetchall()
    paid, undirected = (money.shown(amount, None, day) for amount in rows[0])
    return paid, undirected if len(kinds) == len(KINDS) else _zero(money)


def _nothing(money: Money) -> dict[str, Decimal]:
    return dict.fromkeys((*BUCKETS, "unapplied"), _zero(money))


def _zero(money: Money) -> Decimal:
    return rounded(ZERO, minor_units(money.report))


def _lines(parties: dict[str, dict[str, Decimal]]) -> Iterable[AgeingLine]:
    for counterparty, amounts in sorted(parties.items()):
        if any(amounts.values()):
            total = sum((amounts[bucket] for bucket in BUCKETS), ZERO)
            yield AgeingLine(counterparty=counterparty, total=total, **amounts)
