"""What `countersign run` refuses before anything is created."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from click.testing import CliRunner, Result

from flows.cli import main
from flows.embedded.instance import instance


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """A server in Prefect's place; gives what it was asked for."""
    seen: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append(f"{self.command} {self.path}")
            self.send_error(404)

        def do_POST(self) -> None:
            self.do_GET()

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        monkeypatch.setenv("PREFECT_API_URL", f"http://127.0.0.1:{server.server_port}/api")
        yield seen
        server.shutdown()
        thread.join()


def run(*words: str) -> Result:
    return CliRunner().invoke(main, ["run", *words])


@pytest.mark.parametrize(
    ("brief", "said"),
    [
        ("{a", "no JSON (line 1, column 2"),
        ("[1]", "not an object"),
        ("@/nowhere/brief.json", "/nowhere/brief.json cannot be read (No such file or directory)"),
        ('{"perod": "2026-10"}', "perod: there is no such field; the fields are period, entity"),
        ('{"period": "2026-13"}', "period: The period '2026-13' is not known: give a month '2025-10'"),
        ('{"revision": 0}', "revision: 0: Input should be greater than or equal to 1 (2 and up restate"),
        ('{"materiality": {"amount": -1}}', "materiality.amount: -1: Input should be greater than or equal to 0"),
        ('{"calendar": "XX"}', "'XX' is no holiday calendar: write an ISO 3166 country"),
        ('{"time_zone": "Mars"}', "'Mars' is no time zone: write a name such as Europe/Berlin"),
        ('{"fiscal_year_end": "never"}', "The fiscal year end 'never' is not known"),
    ],
)
def test_a_brief_that_does_not_fit_is_refused_with_field_value_and_mend(
    home: Path, asked: list[str], brief: str, said: str
) -> None:
    answer = run("financial-reporting", "--brief", brief)
    assert answer.exit_code == 1
    assert said in answer.output
    assert asked == []


def test_every_field_that_does_not_fit_is_named_at_once(home: Path, asked: list[str]) -> None:
    answer = run("financial-reporting", "--brief", '{"period": "soon", "revision": "x", "books": 3}')
    assert [name for name in ("period:", "revision:", "books:") if f"\n  {name}" in answer.output] == [
        "period:",
        "revision:",
        "books:",
    ]
    assert asked == []


def test_a_brief_is_read_from_a_file(home: Path, asked: list[str], tmp_path: Path) -> None:
    (tmp_path / "brief.json").write_text(json.dumps({"period": "2026-10"}), encoding="utf-8")
    run("financial-reporting", "--brief", f"@{tmp_path / 'brief.json'}")
    assert asked == ["GET /api/deployments/name/financial-reporting/financial-reporting"]


def test_an_unknown_process_is_refused_with_those_that_there_are(home: Path, asked: list[str]) -> None:
    answer = run("payroll")
    assert "There is no process 'payroll': there are financial-reporting and period-close." in answer.output
    assert (answer.exit_code, asked) == (1, [])


@pytest.mark.usefixtures("rules")
def test_somebody_whom_the_people_file_does_not_name_starts_nothing(home: Path, asked: list[str]) -> None:
    instance()  # the embedded set-up, where --as counts
    answer = run("financial-reporting", "--brief", '{"period": "2026-10"}', "--as", "nobody")
    assert answer.exit_code == 1
    assert "nobody" in answer.output
    assert asked == []
