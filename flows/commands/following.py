"""Follow a run on the screen: its phases as they come, and the run that tells its case where that is another."""

import re
import time
from typing import Any
from uuid import UUID

import click
from sqlalchemy import Row

from flows.commands.casebook import done
from flows.prefect_api import PrefectApi, RunState
from reports.text import printable
from tasks.casebook import case_records

LOOK_EVERY = 0.4
_CASE = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Followed:
    """The run that tells the story; it prints each phase's change once."""

    def __init__(self, api: PrefectApi, run: str) -> None:
        self.api = api
        self.run = run
        self.case: str | None = None
        """The case's id, once the run has named the one that it joined or found closed."""
        self._shown: dict[str, str] = {}
        self._followed = {run}

    def to_rest(self) -> RunState:
        """Return the state of the run that tells the case, once that has ended or sleeps."""
        while True:
            state = self._look()
            if state.name == "Joined":
                self._follow_owner(state)
            elif state.over or state.type == "PAUSED":
                self._show("run", "run", f"{state.name.lower()}{_why(state)}")
                return state
            else:
                time.sleep(LOOK_EVERY)

    def row(self) -> Row[Any]:
        """Return the case that the run tells, or found closed; refuse a run whose case another run has taken over."""
        if self.case is not None:
            return done(case_records.find(self.case))
        told = next((row for row in done(case_records.listing()) if row.owner == UUID(self.run)), None)
        if told is None:
            raise click.ClickException(
                f"run {self.run} tells no case any more, as another run took it over: `countersign cases` lists them"
            )
        return told

    def _look(self) -> RunState:
        state = self.api.state(self.run)
        for phase, (name, reached) in self.api.phases(self.run).items():
            if reached.type != "PENDING":
                self._show(phase, name, reached.name.lower())
        if state.name == "Closed":
            self.case = _ids(state)[0]
        elif not (state.over or state.type == "PAUSED"):
            self._shown.pop("run", None)  # it moves: its next rest is news
        return state

    def _follow_owner(self, state: RunState) -> None:
        self.case, self.run = _ids(state)[:2]
        if self.run in self._followed:
            raise click.ClickException(
                f"case {self.case} is told by no run: each says that another does; start the same brief again"
            )
        self._followed.add(self.run)
        click.echo(f"case {self.case} is open already: run {self.run} tells it, and is followed from here")

    def _show(self, key: str, name: str, reached: str) -> None:
        if self._shown.get(key) != reached:
            self._shown[key] = reached
            click.echo(printable(f"  {name:<14} {reached}"))


def _ids(state: RunState) -> list[str]:
    return _CASE.findall(state.message)


def _why(state: RunState) -> str:
    return f": {state.message}" if state.over and state.message and state.name not in ("Closed", "Completed") else ""
