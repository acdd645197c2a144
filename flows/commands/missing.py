"""What a step still waits for: who must sign until when, and the commands by which they do."""

import json
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from reports.terminal import filled
from tasks.casebook import approvals
from tasks.deciding.ballot import Missing
from tasks.deciding.rules import load_rules
from tasks.deciding.vote import Vote
from tasks.decision import sleeps_for
from tasks.proposal import Proposal
from tasks.typed_commands import deciding, looking


async def what_is_missing(case: UUID, step: str) -> list[str]:
    """Return who must still sign until when, and the commands by which they do."""
    asked, votes = await approvals.standing(case, step)
    who = filled(f"still to sign: {awaited(load_rules().missing(asked, votes))}", more=2)
    return [*who, f"  until {asked.expires_at:%Y-%m-%d %H:%M} UTC", *ways_of(asked, votes)]


async def waiting_lines(case: Row[Any]) -> list[str]:
    """Return what the case waits for and how to give it."""
    if case.state != "waiting":
        return [f"case {case.id} is {case.state}"]
    step = json.loads(case.waits_for).get("approval")
    return [f"case {case.id} waits for {sleeps_for(case)}", *(await what_is_missing(case.id, step) if step else ())]


async def ways(case: UUID, step: str) -> list[str]:
    """Return the commands that show and decide what stands at a step."""
    return ways_of(*await approvals.standing(case, step))


def awaited(missing: tuple[Missing, ...]) -> str:
    """Say in a line who must still sign."""
    return "; ".join(f"{one.role} ({one.who})" for one in missing)


def ways_of(asked: Row[Any], votes: list[Vote]) -> list[str]:
    """Return the commands that look and decide; what is blocked can be sent back or rejected only."""
    place = (asked.case_id, asked.step)
    approving, *others = deciding(*place, load_rules().missing(asked, votes))
    blocked = Proposal.from_text(asked.proposal).blocked
    return [f"  {line}" for line in (looking(*place), *([] if blocked else [approving]), *others)]
