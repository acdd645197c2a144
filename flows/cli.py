"""The `countersign` command. Each subcommand is loaded when it is called, so that none pays for another's imports."""

from importlib import import_module
from pkgutil import get_data
from typing import Any

import click

COMMANDS = {
    "setup": "flows.commands.stack:setup",
    "up": "flows.commands.stack:up",
    "down": "flows.commands.stack:down",
    "env": "flows.commands.stack:env",
    "demo": "flows.commands.demo:demo",
    "import": "flows.commands.books:import_",
    "figures": "flows.commands.figures:figures",
    "run": "flows.commands.run:run",
    "cases": "flows.commands.cases:cases",
    "show": "flows.commands.cases:show",
    "approve": "flows.commands.decide:approve",
    "reject": "flows.commands.decide:reject",
    "request-changes": "flows.commands.decide:request_changes",
    "period": "flows.commands.period:period",
    "token": "flows.commands.token:token",
    "audit": "flows.commands.cases:audit",
    "settle": "flows.commands.settle:settle",
    "dead-letters": "flows.commands.dead_letters:list_dead_letters",
    "answer": "flows.commands.answer:answer",
    "agents": "flows.commands.agents:agents",
    "evaluate": "flows.commands.evaluate:evaluate",
    "lessons": "flows.commands.lessons:lessons",
    "model": "flows.commands.model:model",
    "budgets": "flows.commands.model:budgets",
    "notices": "flows.commands.notices:notices",
    "tools": "flows.commands.tools:tools",
    "documents": "flows.commands.documents:documents",
}


class Loaded(click.Group):
    """A group whose commands are modules, imported at call."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name].split(":")
        return getattr(import_module(module), name)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, _summary(place)) for name, place in COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except Exception as error:
            if isinstance(error, click.ClickException | click.exceptions.Exit | click.Abort) or not _speaks(error):
                raise
            raise click.ClickException(_said(error)) from error


def _summary(place: str) -> str:
    """Return the first line of a command's docstring, read from its source: importing all of them takes a second."""
    import ast

    module, _, name = place.partition(":")
    package, _, file = module.rpartition(".")
    source = ast.parse(get_data(package, f"{file}.py") or b"")
    [command] = [node for node in source.body if isinstance(node, ast.FunctionDef) and node.name == name]
    return (ast.get_docstring(command) or "").partition("\n")[0]


def _said(error: Exception) -> str:
    if type(error).__module__ != "sqlalchemy.exc":
        return str(error)
    if "no such table" in str(error) or "UndefinedTableError" in str(error):
        return "The casebook has no tables yet: `countersign setup` makes them."
    return f"The casebook cannot be read or written: {getattr(error, 'orig', error)}"


def _speaks(error: Exception) -> bool:
    """Tell whether the error is one of the house's, which say what is wrong and the mend: a traceback would bury it.

    A `KeyError` is a LookupError that names a key and nothing else: it is a defect.
    """
    ours = ("flows", "tasks", "agents", "blocks", "reports", "pydantic", "sqlalchemy")
    if type(error).__module__.partition(".")[0] in ours:
        return True
    return type(error) is LookupError or isinstance(error, PermissionError)


@click.group(cls=Loaded, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="countersign")
def main() -> None:
    """Run business processes with agents, and countersign what they propose."""
