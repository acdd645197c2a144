"""Circuit breakers, shared by every worker: who failed too often is left alone, and asked once in a while."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from tasks.casebook.notices import say
from tasks.casebook.tables import circuits
from tasks.casebook.upsert import locked, put
from tasks.settings import settings

FAILURES = 5
WITHIN = timedelta(seconds=60)
"""So many failures within this time open the circuit."""
PROBE_EVERY = timedelta(seconds=30)
"""An open circuit lets one call through in this time; its success closes it."""


@dataclass(frozen=True)
class Circuit:
    """One receiver's circuit: closed as long as it has not been opened."""

    failures: tuple[datetime, ...] = ()
    """The latest ones, oldest first."""
    opened_at: datetime | None = None
    probe_at: datetime | None = None
    """From when an open circuit lets the next call through."""

    @property
    def open(self) -> bool:
        return self.opened_at is not None

    def entered(self, at: datetime) -> "Circuit | None":
        """Return the circuit with one call let through, None where none is."""
        if self.probe_at is None:
            return self
        return replace(self, probe_at=at + PROBE_EVERY) if self.probe_at <= at else None

    def failed(self, at: datetime) -> "Circuit":
        """Return the circuit after one more failure: opened by enough of them, and kept open by each further one."""
        recent = (*(each for each in self.failures if each > at - WITHIN), at)[-FAILURES:]
        if not self.open and len(recent) < FAILURES:
            return replace(self, failures=recent)
        return Circuit(recent, self.opened_at or at, at + PROBE_EVERY)

    def succeeded(self) -> "Circuit":
        """Return the circuit after a success: an open one is closed, a closed one goes on counting its failures."""
        return Circuit() if self.open else self


async def load(connection: AsyncConnection, names: Iterable[str]) -> dict[str, Circuit]:
    """Return the tenant's circuits of these names, locked until the transaction ends."""
    return {
        row.name: Circuit(
            tuple(datetime.fromisoformat(text) for text in json.loads(row.failures)), row.opened_at, row.probe_at
        )
        for row in await locked(connection, circuits, names, by="name", failures="[]")
    }


async def save(connection: AsyncConnection, changed: Mapping[str, Circuit]) -> None:
    """Write circuits down, with a notice of each that has been opened."""
    for name, circuit in changed.items():
        if circuit.opened_at is not None:
            await say(connection, f"circuit/{name}/{circuit.opened_at.isoformat()}", _notice(name))
        await put(
            connection,
            circuits,
            {"tenant": settings().tenant, "name": name},
            failures=json.dumps([each.isoformat() for each in circuit.failures]),
            opened_at=circuit.opened_at,
            probe_at=circuit.probe_at,
        )


def _notice(name: str) -> str:
    kind, _, called = name.partition("/")
    return (
        f"{kind.capitalize()} {called} failed {FAILURES} times within {WITHIN.seconds} s: it is left alone, and tried "
        f"once in {PROBE_EVERY.seconds} s until it answers."
    )
