"""The `countersign` command as a whole: what it lists, and what it does not import for that."""

import subprocess
import sys

import click
import pytest
from click import Context
from click.testing import CliRunner

from flows.cli import COMMANDS, Loaded, main

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


@pytest.mark.parametrize(
    ("error", "told"),
    [(LookupError("No lesson begins with 'x'."), "Error: No lesson begins with 'x'.\n"), (KeyError("question"), "")],
)
def test_an_error_that_names_its_mend_is_told_and_a_defect_keeps_its_traceback(error: Exception, told: str) -> None:
    class Raising(Loaded):
        def get_command(self, ctx: Context, cmd_name: str) -> click.Command:
            def fails() -> None:
                raise error

            return click.Command(cmd_name, callback=fails)

    done = CliRunner().invoke(Raising(), ["any"])
    assert done.output == told
    assert isinstance(done.exception, SystemExit if told else KeyError)
