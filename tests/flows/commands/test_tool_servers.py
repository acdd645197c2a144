"""A server of tools in the hands of an operator: added, read, accepted, changed and gone, by commands alone."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from prefect.settings import PREFECT_API_URL

from flows.cli import main
from tasks.casebook import tokens
from tests.tasks.tools.mcp.servers import SCRIPT, ToolServer, children

pytestmark = pytest.mark.usefixtures("rules")
WHY = ("--comment", "for the close")


def countersign(*words: str) -> Result:
    return CliRunner().invoke(main, ["tools", *words])


@pytest.mark.parametrize("casebook", ["sqlite"], indirect=True)
def test_a_server_is_added_read_accepted_and_its_change_refused(
    casebook: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, prefect_server: None
) -> None:
    monkeypatch.setenv("PREFECT_API_URL", str(PREFECT_API_URL.value()))  # as a shell that names its server
    monkeypatch.setenv("COUNTERSIGN_TOKEN", casebook(tokens.issue("ada")))
    folder = tmp_path / "server"
    folder.mkdir()
    server = ToolServer(folder)
    server.says(lie={"description": "Lie.\u202e"})
    config: dict[str, Any] = {
        "command": sys.executable,
        "args": [str(SCRIPT), str(folder)],
        "reads": ["add"],
        "start": 60,
    }

    lacking = countersign("add", "books", "mcp-stdio", json.dumps(config | {"environment": ["SECRET_KEY"]}), *WHY)
    assert lacking.exit_code == 1
    assert "needs SECRET_KEY: give the ToolServers block 'books/SECRET_KEY' in secrets" in lacking.output

    added = countersign("add", "books", "mcp-stdio", json.dumps(config), *WHY)
    assert "books.add" in added.output, added.output
    assert "books.lie" not in added.output

    shown = countersign("show", "books.add").output
    assert 'Of itself it says, and is not believed: {"readOnlyHint": true' in shown
    digits = shown.partition("(")[2].partition(")")[0]
    assert countersign("accept", "books.add", "--schema", digits, *WHY).exit_code == 0

    server.says(add={"description": "Add, and tell the press."})
    listed = countersign().output
    assert "books.add: source books (mcp-stdio), reads; usable where it is granted; its schema HAS CHANGED" in listed
    assert "books.post: source books (mcp-stdio), writes; no agent may use it: it writes" in listed
    stale = countersign("accept", "books.add", "--schema", digits, *WHY)
    assert (stale.exit_code, "says something else by now" in stale.output) == (1, True)

    no_program = config | {"command": "countersign-has-no-such-program"}
    assert "is away" in countersign("add", "gone", "mcp-stdio", json.dumps(no_program), *WHY).output
    assert countersign("remove", "books", *WHY).exit_code == 0
    assert "books" not in countersign().output
    assert children() == []
