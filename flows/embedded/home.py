"""The home of an installation: its tables, and its people and policies files."""

import shutil
from collections.abc import Callable

from flows.financial_reporting.sample import FOLDER
from tasks.casebook.database import migrate
from tasks.settings import settings


async def prepare(say: Callable[[str], None]) -> None:
    """Make the casebook's tables, and the people and policies files where there are none yet.

    Agents that are new run as the code brings them; where that is a newer prompt than the active one, it is said.
    """
    settings().home.mkdir(parents=True, exist_ok=True, mode=0o700)
    await migrate()
    for target in (settings().people_file, settings().policies_file):
        if not target.exists():
            shutil.copyfile(FOLDER / target.name, target)
            say(f"wrote {target} of the sample company: edit it to name your own people and rules")
    for sentence in await _newer_prompts():
        say(sentence)


async def _newer_prompts() -> list[str]:
    from agents.roster import AGENTS
    from tasks.casebook.installing import installed
    from tasks.casebook.version_states import standings, waiting

    found = []
    for agent in AGENTS.values():
        await installed(agent)
        found.append(waiting(agent, await standings(agent)))
    return [sentence for sentence in found if sentence]
