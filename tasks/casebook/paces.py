"""Allowances per minute, shared by every worker: each fills up evenly and is drawn from before a call."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from tasks.casebook.tables import paces
from tasks.casebook.upsert import locked, put
from tasks.settings import settings


@dataclass(frozen=True)
class Allowance:
    """What may be drawn in a minute; None is without limit."""

    requests: int | None = None
    tokens: int | None = None

    @property
    def limited(self) -> bool:
        return self.requests is not None or self.tokens is not None


UNLIMITED = Allowance()


@dataclass(frozen=True)
class Pace:
    """What is left of an allowance at a moment."""

    requests: float
    tokens: float
    at: datetime

    def drawn(self, allowance: Allowance, at: datetime, tokens: int) -> "tuple[Pace, float]":
        """Return the pace with one request and `tokens` drawn and 0, or itself and for how many seconds to wait.

        Nothing is drawn where either does not suffice. A call that needs more tokens than a minute has draws all of
        them. A caller that read the clock and then waited for this row comes with an earlier `at`: no time is filled
        up twice for it.
        """
        minutes = max(0.0, (at - self.at).total_seconds()) / 60
        waits, left = [], []
        for most, had, needs in (
            (allowance.requests, self.requests, 1.0),
            (allowance.tokens, self.tokens, float(tokens)),
        ):
            if most is None:
                left.append(0.0)
                continue
            has, takes = min(float(most), had + most * minutes), min(needs, float(most))
            left.append(has - takes)
            waits.append(max(0.0, 60 * (takes - has) / most))
        wait = max(waits, default=0.0)
        return (self, wait) if wait else (Pace(left[0], left[1], max(self.at, at)), 0.0)


async def load(connection: AsyncConnection, names: Iterable[str], at: datetime) -> dict[str, Pace]:
    """Return the tenant's paces of these names, locked until the transaction ends; a new one is as good as full."""
    long_ago = at - timedelta(minutes=1)
    rows = await locked(connection, paces, names, by="name", requests=0.0, tokens=0.0, at=long_ago)
    return {row.name: Pace(row.requests, row.tokens, row.at) for row in rows}


async def save(connection: AsyncConnection, changed: Mapping[str, Pace]) -> None:
    """Write paces down."""
    for name, pace in changed.items():
        key = {"tenant": settings().tenant, "name": name}
        await put(connection, paces, key, requests=pace.requests, tokens=pace.tokens, at=pace.at)
