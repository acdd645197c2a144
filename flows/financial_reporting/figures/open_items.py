"""Open receivables and payables of one day, with what they say about days outstanding."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Self

from flows.financial_reporting.figures.ageing import KINDS, Money, ageing, days_outstanding
from flows.financial_reporting.figures.financial_figures import AgeingReport
from flows.financial_reporting.figures.rates import Rates


@dataclass(frozen=True)
class OpenItems:
    """The ageing of both kinds on `day`, DSO and DPO; what the books lack is in `lacking`, by part."""

    report: AgeingReport | None = None
    day: date | None = None
    dso: Decimal | None = None
    dpo: Decimal | None = None
    lacking: dict[str, str] = field(default_factory=dict)

    @classmethod
    def missing(cls, reason: str) -> Self:
        """Return no open items at all, for one reason."""
        return cls(lacking={"ageing": reason})

    @classmethod
    def at(cls, books: Any, day: date, currency: str, home: str, rates: Rates, unusable: str) -> Self:
        """Return the open items at the end of `day` in `currency`, items that name none being in `home`.

        `unusable` says why they are no part of the report, "" where they are.

        Raise `RateMissing` where an item in another currency has no closing rate.
        """
        absent = [table for table in ("invoices", "payments") if table not in books.tables]
        if absent or unusable:
            return cls.missing(unusable or f"The books have no {' and no '.join(absent)}.")
        money = Money(home, currency, rates)
        receivable, payable = (ageing(books, kind, day, money) for kind in KINDS)
        return cls(
            report=AgeingReport(receivable=receivable, payable=payable),
            day=day,
            dso=days_outstanding(books, receivable, "receivable", money) if receivable else None,
            dpo=days_outstanding(books, payable, "payable", money) if payable else None,
            lacking={
                f"ageing.{kind}": f"The books have no {kind} invoices."
                for kind, items in zip(KINDS, (receivable, payable), strict=True)
                if not items
            },
        )


def invoice_currencies(books: Any) -> list[str]:
    """Return the currencies that invoices name, "" among them where some name none."""
    if "invoices" not in books.tables:
        return []
    rows = books.connection.execute("select distinct coalesce(currency, '') from invoices order by 1").fetchall()
    return [currency for (currency,) in rows]
