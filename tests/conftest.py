"""Fixtures that every test may use: an own home, a casebook on each database, a Prefect server, a Slack workspace."""

import asyncio
import json
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest
from pydantic import SecretStr

from tests.fakes.slack_server import FakeSlack, slack_server

T = TypeVar("T")
Say = Callable[[str], None]
SHARED_DATA = Path(__file__).parents[2] / "shared" / "data"

os.environ.setdefault("DO_NOT_TRACK", "1")
os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Return one process more than there are cores, since tests of the stack wait for it most of their time."""
    return min(os.cpu_count() or 1, MOST_CORES) + 1


def pytest_itemcollected(item: pytest.Item) -> None:
    """Keep together, where several processes share the tests, those of one file and those of the one embedded stack."""
    item.add_marker(pytest.mark.xdist_group("stack" if _with_stack(item) else item.path.stem))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the stack, the longest part."""
    items.sort(key=lambda item: not _with_stack(item))


def _with_stack(item: pytest.Item) -> bool:
    return "started_office" in getattr(item, "fixturenames", ())


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what tests said."""
    for report in [each for outcome in ("passed", "failed") for each in terminalreporter.getreports(outcome)]:
        for name, text in getattr(report, "user_properties", ()):
            if name == SAID:
                terminalreporter.write_line(text)


SAID = "said"
MOST_CORES = 4
"""More of them would wait for the stack, whose tests come one after the other."""
END_OF_CERTIFICATE = "-----END CERTIFICATE-----"


@pytest.fixture
def say(record_property: Callable[[str, object], None]) -> Say:
    """Give a function that prints a line at the end of the run, whichever process the test runs in."""
    return lambda text: record_property(SAID, text)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An installation of its own, in an empty folder."""
    from tasks.settings import settings

    monkeypatch.setenv("COUNTERSIGN_HOME", str(tmp_path))
    monkeypatch.delenv("COUNTERSIGN_CASEBOOK", raising=False)
    monkeypatch.delenv("COUNTERSIGN_TOKEN", raising=False)
    settings.cache_clear()
    yield tmp_path
    settings.cache_clear()


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """Address of a PostgreSQL server of our own, without a database name."""
    binaries = _postgresql_binaries()
    if binaries is None:
        if os.environ.get("CI"):
            pytest.fail("CI needs PostgreSQL: install the Debian package postgresql.")
        pytest.skip("no PostgreSQL on this machine: install the Debian package postgresql")
    # Not below pytest's own folder: another session of pytest closes that to every account but its own.
    folder = Path(tempfile.mkdtemp(prefix="countersign-postgresql-"))
    account = "postgres" if os.geteuid() == 0 else None  # the server refuses to run as root
    if account:
        shutil.chown(folder, account)
    data, port = folder / "data", _free_port()
    as_account = {"user": account, "group": account, "extra_groups": []} if account else {}
    subprocess.run(
        [binaries / "initdb", "-D", data, "-U", "postgres", "--auth=trust", "-E", "UTF8"],
        check=True, capture_output=True, cwd=folder, **as_account,
    )  # fmt: skip
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            [binaries / "postgres", "-D", data, "-p", str(port), "-k", folder, "-c", "listen_addresses=127.0.0.1",
             "-c", "fsync=off"],  # no test takes the machine's power away
            stdout=log, stderr=log, cwd=folder, **as_account,
        )  # fmt: skip
    try:
        _wait_for(binaries, port)
        yield f"postgresql+asyncpg://postgres@127.0.0.1:{port}"
    finally:
        server.send_signal(signal.SIGINT)  # its fast shutdown, which waits for no connection
        server.wait(60)
        shutil.rmtree(folder)


Run = Callable[[Awaitable[T]], T]


@pytest.fixture(params=["sqlite", "postgresql"])
def casebook(request: pytest.FixtureRequest, home: Path, monkeypatch: pytest.MonkeyPatch) -> Run[Any]:
    """An empty casebook on each database; call it with an awaitable to run that in a loop of its own."""
    if request.param == "postgresql":
        server, blank = request.getfixturevalue("postgresql"), request.getfixturevalue("blank_database")
        _set_casebook(monkeypatch, new_database(server, template=blank))
        return _run
    return request.getfixturevalue("run")


@pytest.fixture
def run(home: Path, blank_file: Path) -> Run[Any]:
    """An empty casebook of the installation's own, on SQLite; call it with an awaitable to run that in a loop."""
    shutil.copyfile(blank_file, home / "casebook.db")
    return _run


@pytest.fixture(params=["sqlite", "postgresql"])
def first_casebook(request: pytest.FixtureRequest, home: Path, monkeypatch: pytest.MonkeyPatch) -> Run[Any]:
    """An empty casebook with the tables of its first version."""
    from tasks.casebook.database import migrate

    if request.param == "postgresql":
        _set_casebook(monkeypatch, new_database(request.getfixturevalue("postgresql")))
    _run(migrate("0001"))
    return _run


@pytest.fixture(scope="session")
def blank_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated casebook on SQLite, to be copied: migrating takes longer than most tests."""
    file = tmp_path_factory.mktemp("blank") / "casebook.db"
    _migrate_apart(f"sqlite+aiosqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def blank_database(postgresql: str) -> str:
    """Name of a migrated casebook on PostgreSQL, to be copied."""
    address = new_database(postgresql)
    _migrate_apart(address)
    return address.rpartition("/")[2]


def _migrate_apart(address: str) -> None:
    from tasks.casebook.database import migrate
    from tasks.settings import settings

    with pytest.MonkeyPatch.context() as monkeypatch:
        _set_casebook(monkeypatch, address)
        _run(migrate())
    settings.cache_clear()


def _set_casebook(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    from tasks.settings import settings

    monkeypatch.setenv("COUNTERSIGN_CASEBOOK", address)
    settings.cache_clear()


def _run(work: Awaitable[T]) -> T:
    """Run `work` in a loop of its own and close its connections, as a command does."""
    from flows.commands.casebook import done

    return done(work)


@pytest.fixture
def rules(home: Path) -> None:
    """Put the desk's people and policies into the installation."""
    from tests.tasks.casebook.desk import PEOPLE, POLICIES

    policies = POLICIES.model_dump(mode="json", by_alias=True)
    for policy in policies.values():
        policy["expires_after"] = "72h"
    (home / "people.yaml").write_text(PEOPLE.model_dump_json(), encoding="utf-8")
    (home / "policies.yaml").write_text(json.dumps(policies), encoding="utf-8")


@pytest.fixture(scope="session")
def prefect_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A Prefect server of the session's own, for tests that run tasks or keep block documents."""
    from prefect.settings import (
        PREFECT_API_SSL_CERT_FILE,
        PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW,
        temporary_settings,
    )
    from prefect.testing.utilities import prefect_test_harness

    # Each of Prefect's clients reads the certificates that it trusts, and most tasks make one: here there is no TLS.
    trusted = tmp_path_factory.mktemp("trusted") / "one.pem"
    trusted.write_text(_one_certificate(), encoding="ascii")
    own = temporary_settings(
        {PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW: "ignore", PREFECT_API_SSL_CERT_FILE: str(trusted)}
    )
    with prefect_test_harness(server_startup_timeout=120), own:
        yield


def _one_certificate() -> str:
    import certifi

    return f"{certifi.contents().partition(END_OF_CERTIFICATE)[0]}{END_OF_CERTIFICATE}\n"


@pytest.fixture
def slack(prefect_server: None) -> Iterator[FakeSlack]:
    """A workspace on loopback, and the block document by which it is found."""
    from blocks.slack_workspace import SlackWorkspace
    from tests.block_documents import saved

    with slack_server() as fake:
        workspace = SlackWorkspace(
            token=SecretStr("xoxb-test"), channel="C0FINANCE", base_url=fake.address, settle_seconds=0
        )
        with saved(workspace):
            yield fake


def new_database(server: str, template: str = "template1") -> str:
    """Make a database on the server, a copy of `template`, and return its address."""
    import asyncpg

    name = f"casebook_{os.urandom(4).hex()}"

    async def create() -> None:
        connection = await asyncpg.connect(f"{server.replace('+asyncpg', '')}/postgres")
        await connection.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
        await connection.close()

    asyncio.run(create())
    return f"{server}/{name}"


def _postgresql_binaries() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    where = found[-1] if found else shutil.which("initdb")
    return Path(where).parent if where else None


def _wait_for(binaries: Path, port: int) -> None:
    for _ in range(200):
        ready = subprocess.run(
            [binaries / "pg_isready", "-h", "127.0.0.1", "-p", str(port)], capture_output=True, check=False
        )
        if ready.returncode == 0:
            return
        import time

        time.sleep(0.1)
    raise RuntimeError("PostgreSQL did not start: look at its log.")


def _free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
