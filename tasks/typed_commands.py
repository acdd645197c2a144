"""The commands that people are told to type: how they look at a question, decide it, and restate what was released."""

import json
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from shlex import quote
from typing import Any
from uuid import UUID

from tasks.case_id import short_id
from tasks.deciding.ballot import Missing
from tasks.settings import default_home, settings

PROGRAM = "countersign"


def program() -> str:
    """Return how this program is called for this home.

    Where the home holds the casebook, any terminal of this machine finds it by that. Elsewhere the casebook's address
    says whose cases are meant, and what a worker prints is read on other machines: there it is the bare name.
    """
    at_home = settings().casebook_at_home
    home = f"COUNTERSIGN_HOME={quote(str(settings().home))} " if at_home and settings().home != default_home() else ""
    return home + (_script() if at_home or _is_typed() else PROGRAM)


def looking(case: UUID, step: str | None = None) -> str:
    """Return the command that shows the case, or the question at its step."""
    return f"{program()} show {short_id(case)}{f' {step}' if step else ''}"


def deciding(case: UUID, step: str, missing: Sequence[Missing]) -> tuple[str, ...]:
    """Return the commands that approve, ask for changes and reject.

    On the embedded set-up they name the first person who may sign; elsewhere a personal token says who types.
    """
    able = [person for one in missing for person in one.eligible]
    place = f"{short_id(case)} {step}{_in_the_name_of(able[0] if able else None)}"
    return (
        f"{program()} approve {place}",
        f'{program()} request-changes {place} --comment "..."',
        f'{program()} reject {place} --comment "..."',
    )


def running(process: str, brief: dict[str, Any], who: str | None) -> str:
    """Return the command that runs the process for a brief."""
    return f"{program()} run {process} --brief {quote(json.dumps(brief))}{_in_the_name_of(who)}"


def _in_the_name_of(who: str | None) -> str:
    return f" --as {quote(who)}" if settings().embedded and who else ""


def _script() -> str:
    """Return the program's name where its user's shell finds this installation by it, else its file beside this
    Python: a worker's PATH says nothing about the terminals of those who read what it prints.
    """
    script, found = Path(sys.executable).with_name(PROGRAM), shutil.which(PROGRAM)
    if not script.exists() or (_is_typed() and found and Path(found).samefile(script)):
        return PROGRAM
    return quote(str(script))


def _is_typed() -> bool:
    """Tell whether this process is the program itself, as somebody typed it."""
    return Path(sys.argv[0]).name == PROGRAM
