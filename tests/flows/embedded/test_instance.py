"""One home has one instance, whoever makes it up first, on a port that nobody else has."""

import fcntl
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Barrier

import pytest

from flows.embedded.environment import NotUp, NotYours, exported
from flows.embedded.instance import Instance, instance, instance_file
from flows.embedded.lock import hold, supervisor_pid
from flows.embedded.port import on_a_free_port


@contextmanager
def _listening() -> Iterator[int]:
    """Give a port that this process listens on."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server.getsockname()[1]


def _on(port: int) -> Instance:
    """Keep an instance on the port, and return it."""
    made = instance()
    told = made.model_copy(update={"port": port})
    instance_file().write_text(told.model_dump_json())
    return told


def test_of_many_that_make_up_an_instance_at_once_the_first_ones_stands_whole(home: Path) -> None:
    together = Barrier(16)

    def make(_: int) -> Instance:
        together.wait()
        return instance()

    with ThreadPoolExecutor(16) as pool:
        assert len(set(pool.map(make, range(16)))) == 1
    assert [path.name for path in home.glob("embedded.*")] == ["embedded.json"]
    assert instance_file().stat().st_mode & 0o777 == 0o600


def test_a_taken_port_is_left_to_who_has_it_and_another_one_is_kept(home: Path) -> None:
    said: list[str] = []
    with _listening() as port:
        before = _on(port)
        after = on_a_free_port(before, said.append)
    assert after.port != port
    assert (after.password, after.encryption_key) == (before.password, before.encryption_key)
    assert instance() == after
    assert instance_file().stat().st_mode & 0o777 == 0o600
    [line] = said
    assert f"port {port} is taken by " in line
    assert f"(process {os.getpid()})" in line
    assert f"moves to port {after.port}" in line


def test_a_free_port_stays(home: Path) -> None:
    said: list[str] = []
    made = instance()
    assert on_a_free_port(made, said.append) == made
    assert said == []


def test_the_environment_is_refused_while_no_stack_is_up(home: Path) -> None:
    instance()
    with pytest.raises(NotUp, match="start it with `countersign up`"):
        exported()


def test_a_shells_settings_for_another_server_reach_no_process_of_the_stack(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PREFECT_API_DATABASE_CONNECTION_URL", "postgresql+asyncpg://team@db.example/prefect")
    monkeypatch.setenv("PREFECT_API_KEY", "of the team")
    monkeypatch.setenv("PREFECT_LOGGING_LEVEL", "DEBUG")
    environment = instance().environment()
    assert not {"PREFECT_API_DATABASE_CONNECTION_URL", "PREFECT_API_KEY"} & environment.keys()
    assert environment["PREFECT_LOGGING_LEVEL"] == "DEBUG"
    assert environment["PREFECT_HOME"] == str(home / "prefect")


def test_whoever_only_looks_is_not_taken_for_the_supervisor_by_another_who_looks(home: Path) -> None:
    lock = home / "embedded.lock"
    lock.write_text(str(os.getppid()))  # of a supervisor that was killed: the process id is somebody else's by now
    with lock.open() as other:
        fcntl.flock(other, fcntl.LOCK_SH)
        assert supervisor_pid() is None


def test_the_lock_names_its_holder_and_nobody_once_it_is_free(home: Path) -> None:
    with hold() as held:
        assert held
        assert supervisor_pid() == os.getpid()
        with hold() as again:
            assert not again
        assert supervisor_pid() == os.getpid()
    assert (home / "embedded.lock").read_text() == ""
    assert supervisor_pid() is None


def test_a_shell_that_evaluates_a_refusal_does_not_go_on(home: Path) -> None:
    done = subprocess.run(
        ["sh", "-c", 'eval "$(countersign env)" && echo went on'],
        env=os.environ | {"PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode != 0
    assert done.stdout == ""
    assert "No stack of this home is running" in done.stderr


def test_the_environment_is_given_to_the_owner_of_a_file_that_nobody_else_can_read(home: Path) -> None:
    made = instance()
    with hold():
        lines = exported()
        assert f"export PREFECT_API_URL={made.ui}/api" in lines
        assert f"export PREFECT_API_AUTH_STRING={made.credentials}" in lines
        assert "export DO_NOT_TRACK=1" in lines
        assert f"export PREFECT_HOME={home / 'prefect'}" in lines
        instance_file().chmod(0o640)
        with pytest.raises(NotYours, match="chmod 600"):
            exported()
    assert json.loads(instance_file().read_text())["password"] == made.password
