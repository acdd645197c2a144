"""Speed of starting and of waking: from the request, and from the decision, to the first line of the flow.

Taken from what the real stack wrote down: when Prefect took the run, when the decision was made, and when the flow
opened its case, which is the first thing that it does. All of it by this machine's one clock.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select

from tasks.casebook.database import reading
from tasks.casebook.tables import audit
from tasks.settings import settings
from tests.bench.limits import within
from tests.flows.office import Office, environment

SAMPLE = Path(__file__).parents[2] / "flows" / "financial_reporting" / "sample"
PERIODS = ("2026-07", "2026-08", "2026-09")
MOST_SECONDS = 5.0


def main() -> int:
    """Measure, print, and return 0 where both are fast enough, else 1."""
    with tempfile.TemporaryDirectory() as folder, _office(Path(folder)) as office:
        seen = [_one(office, period) for period in PERIODS]
    starts, wakes = zip(*seen, strict=True)
    print(f"a close in the embedded stack, {len(PERIODS)} times:")
    quick = (
        within("request to first line", starts, MOST_SECONDS),
        within("decision to first line", wakes, MOST_SECONDS),
    )
    return int(not all(quick))


def _one(office: Office, period: str) -> tuple[float, float]:
    """Return the seconds that one close took to start and to wake."""
    run = office.start("financial-reporting", {"period": period})
    case = office.sleeping(run)
    office.countersign("reject", str(case.id), "release", "--comment", "Measured.", "--as", "demo-controller")
    office.over(run)
    requested = datetime.fromisoformat(office.api._json("GET", f"/flow_runs/{run}", run)["created"])
    [decided] = [row.decided_at for row in office.approvals(case.id)]
    opened, taken_up = office.ask(lambda: _first_lines(case.id))
    return (opened - requested).total_seconds(), (taken_up - decided).total_seconds()


async def _first_lines(case: UUID) -> list[datetime]:
    """Return when each attempt of the case began, by the casebook's clock."""
    began = audit.c.action.in_(("case opened", "case taken up"))
    query = select(audit.c.at).where(audit.c.object == f"case:{case}", began).order_by(audit.c.seq)
    async with reading() as connection:
        return list((await connection.execute(query)).scalars())


@contextmanager
def _office(home: Path) -> Iterator[Office]:
    """Give the stack in a home of its own, with this process looking at its casebook."""
    office = Office(home, environment(home))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COUNTERSIGN_HOME", str(home))
        settings.cache_clear()
        office.countersign("up")
        try:
            office.countersign("import", "books", str(SAMPLE))
            yield office
        finally:
            office.leave()
            office.countersign("down")
    settings.cache_clear()


if __name__ == "__main__":
    raise SystemExit(main())
