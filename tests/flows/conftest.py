"""The embedded stack, started once for all tests of flows, by two commands at once, with the sample company's books."""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tasks.settings import settings
from tests.flows.office import Office, environment

QUICK = {"COUNTERSIGN_HEARTBEAT_SECONDS": "1", "COUNTERSIGN_SILENCE_SECONDS": "20"}
"""Shorter than in earnest, so that a killed run is noticed within a test's patience, yet longer than a run's start."""


@pytest.fixture(scope="package")
def started_office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """The stack in a home of its own."""
    home = tmp_path_factory.mktemp("office")
    office = Office(home, environment(home, **QUICK))
    with ThreadPoolExecutor(2) as terminals:
        office.first_ups = sorted(terminals.map(lambda _: office.countersign("up"), range(2)))
    try:
        office.countersign("import", "books", str(Path(__file__).parents[2] / "flows/financial_reporting/sample"))
        yield office
    finally:
        office.leave()
        office.countersign("down")


@pytest.fixture
def office(started_office: Office, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """The stack, with this process looking at its casebook."""
    for name in list(os.environ):
        if name.startswith(("PREFECT_API", "COUNTERSIGN_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("COUNTERSIGN_HOME", str(started_office.home))
    settings.cache_clear()
    yield started_office
    settings.cache_clear()
