"""Prefect's API as the keeper speaks to it, without a server: it remembers what it was asked to do."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

from prefect.client.schemas.objects import FlowRun, State, StateType
from prefect.exceptions import ObjectNotFound


class FakePrefect:
    """Runs by id, each with its state."""

    def __init__(self) -> None:
        self.runs: dict[UUID, FlowRun] = {}
        self.broken: set[UUID] = set()
        """Runs that it answers every question about with an error."""
        self.resumed: list[UUID] = []
        self.set: list[tuple[UUID, str]] = []
        """Each state that was forced upon a run, by name."""

    def has(self, run: UUID, kind: StateType, *, message: str | None = None, ago: float = 0) -> UUID:
        """Let the run be in this state since `ago` seconds."""
        since = datetime.now(UTC) - timedelta(seconds=ago)
        state = State(type=kind, name=kind.value.title(), message=message, timestamp=since)
        self.runs[run] = FlowRun(id=run, flow_id=uuid4(), name="a-run", deployment_id=uuid4(), state=state)
        return run

    def later(self, seconds: float) -> None:
        """Let time pass since each run entered its state."""
        for run in self.runs.values():
            assert run.state is not None
            earlier = run.state.timestamp - timedelta(seconds=seconds)
            run.state = run.state.model_copy(update={"timestamp": earlier})

    async def read_flow_run(self, run: UUID) -> FlowRun:
        self._refuse(run)
        return self.runs[run]

    async def read_flow_runs(self, *, flow_run_filter: Any, limit: int, offset: int, **others: Any) -> list[FlowRun]:
        wanted = flow_run_filter.state.type.any_
        found = [run for run in self.runs.values() if run.state is not None and run.state.type in wanted]
        return found[offset : offset + limit]

    async def resume_flow_run(self, run: UUID) -> Any:
        self._refuse(run)
        self.resumed.append(run)
        return SimpleNamespace(status="ACCEPT")

    async def set_flow_run_state(self, run: UUID, state: State[Any], *, force: bool) -> None:
        self._refuse(run)
        assert force, "Prefect would refuse it"
        self.set.append((run, state.name or ""))
        self.runs[run].state = state

    def _refuse(self, run: UUID) -> None:
        if run in self.broken:
            raise RuntimeError("500: Internal Server Error")
        if run not in self.runs:
            raise ObjectNotFound(LookupError(str(run)))
