"""The commands by which people look at a question and decide it, as they type them."""

from collections.abc import Sequence
from uuid import UUID

from tasks.deciding.ballot import Missing
from tasks.settings import settings

PROGRAM = "countersign"


ENOUGH = 13
"""Characters of a case's id that tell it from any other: 12 hexadecimal digits and a hyphen."""


def looking(case: UUID, step: str, *, program: str = PROGRAM) -> str:
    """Return the command that shows the question."""
    return f"{program} show {str(case)[:ENOUGH]} {step}"


def deciding(case: UUID, step: str, missing: Sequence[Missing], *, program: str = PROGRAM) -> tuple[str, ...]:
    """Return the commands that approve, ask for changes and reject.

    On the embedded set-up they name the first person who may sign; elsewhere a personal token says who types.
    """
    place = f"{str(case)[:ENOUGH]} {step}{_in_the_name_of(missing)}"
    return (
        f"{program} approve {place}",
        f'{program} request-changes {place} --comment "..."',
        f'{program} reject {place} --comment "..."',
    )


def _in_the_name_of(missing: Sequence[Missing]) -> str:
    able = [person for one in missing for person in one.eligible]
    return f" --as {able[0]}" if settings().embedded and able else ""
