"""The `countersign` command as a whole: what it lists, and what it does not import for that."""

import subprocess
import sys

from click import Context
from click.testing import CliRunner

from flows.cli import COMMANDS, main

LISTING = """
import sys
from click.testing import CliRunner
from flows.cli import main
assert CliRunner().invoke(main, ["--help"]).exit_code == 0
print([name for name in sys.modules if name.startswith(("flows.commands.", "sqlalchemy", "pydantic", "prefect"))])
"""


def test_every_command_is_listed_by_the_first_line_of_its_own_help() -> None:
    listed = " ".join(CliRunner().invoke(main, ["--help"], terminal_width=200).output.split())
    context = Context(main)
    for name in COMMANDS:
        command = main.get_command(context, name)
        assert command is not None and command.name == name and command.help
        assert f"{name} {command.help.splitlines()[0]}" in listed


def test_the_list_of_commands_imports_none_of_them() -> None:
    done = subprocess.run([sys.executable, "-c", LISTING], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
