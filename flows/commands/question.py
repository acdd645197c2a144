"""What is put before people at a step: the whole document, what will happen, who must sign, and how to decide it."""

from collections.abc import Iterator
from typing import Any, get_args
from uuid import UUID

from sqlalchemy import Row

from flows.commands.missing import ways_of
from reports.difference import differences
from reports.document import Change
from reports.render import Format, render
from reports.terminal import filled, lines
from tasks.casebook import approvals
from tasks.casebook.taints import sources_read
from tasks.deciding.ballot import NOBODY
from tasks.deciding.exposure import Exposure
from tasks.deciding.rounds import gate_and_number, round_step
from tasks.deciding.rules import load_rules
from tasks.deciding.standing import standing
from tasks.deciding.vote import Verdict, Vote
from tasks.people import People
from tasks.proposal import AnyEffect, Proposal
from tasks.settings import settings

_DID: dict[Verdict, str] = {"approve": "approved", "changes": "asked for changes", "reject": "rejected"}


async def question(case: UUID, step: str) -> list[str]:
    """Return what is, or was, to be decided at a step, as lines of a terminal; write the draft's files for reading."""
    asked, votes = await approvals.standing(case, step)
    proposal = Proposal.from_text(asked.proposal)
    return [
        f"case {case}, {step}: {asked.status}",
        f"draft {asked.sha256}",
        "",
        *lines(proposal.document, await _changes(case, step, proposal)),
        *_effects(proposal),
        *_outside(await sources_read(case, until=asked.asked_at)),
        *_votes(asked, votes, proposal.exposure),
        *_files(asked, votes, proposal),
        *(["", "HOW TO DECIDE", *ways_of(asked, votes)] if asked.status == "pending" else ()),
    ]


async def named_step(case: UUID, step: str) -> str:
    """Return the step to decide; refuse a gate without its round where it had several drafts: which was looked at?"""
    rounds = await _rounds(case, step)
    if len(rounds) > 1:
        raise PermissionError(f"'{step}' had {len(rounds)} drafts: look at the newest and name it, {rounds[-1]}.")
    return rounds[0] if rounds else step


async def newest_round(case: UUID, step: str) -> str:
    """Return the step as given, or the newest round of a gate given without its round."""
    rounds = await _rounds(case, step)
    return rounds[-1] if rounds else step


def said(vote: Vote, people: People) -> str:
    """Say in a line what one person said."""
    name = people.people[vote.person].name if vote.person in people.people else vote.person
    doubt = "" if vote.authenticated else " (who it was is not proved)"
    comment = f": {vote.comment}" if vote.comment else ""
    return f"{name} {_DID[vote.verdict]} on {vote.at:%Y-%m-%d %H:%M} UTC{doubt}{comment}"


async def _rounds(case: UUID, gate: str) -> list[str]:
    return [row.step for row in await approvals.of_case(case) if gate_and_number(row.step)[0] == gate]


async def _changes(case: UUID, step: str, proposal: Proposal) -> list[Change]:
    gate, number = gate_and_number(step)
    if number == 1:
        return []
    before, _ = await approvals.standing(case, round_step(gate, number - 1))
    return differences(Proposal.from_text(before.proposal).document, proposal.document)


def _effects(proposal: Proposal) -> Iterator[str]:
    yield from ("", "IF IT IS APPROVED, IN THIS ORDER")
    for number, effect in enumerate(proposal.effects, 1):
        yield from _effect(number, effect)
    if not proposal.effects:
        yield "  Nothing goes out: the decision is only recorded."
    if proposal.blocked:
        yield from ("", "IT CANNOT BE APPROVED AS IT STANDS")
        for reason in proposal.blocked:
            yield from filled(f"- {reason}", more=2)


def _effect(number: int, effect: AnyEffect) -> Iterator[str]:
    yield from filled(f"{number}. {effect.describe()}", more=3)
    for line in effect.wording.splitlines():
        yield from filled(line, indent="     | ") or ["     |"]


def _outside(sources: list[str]) -> Iterator[str]:
    if sources:
        yield from ("", "WHAT IT RESTS ON")
        yield from filled(
            f"Agents read text from outside: {', '.join(sources)}. Figures, amounts and receivers are not theirs; read "
            "their words as you would read a stranger's.",
            more=2,
        )


def _votes(asked: Row[Any], votes: list[Vote], at_stake: Exposure | None) -> Iterator[str]:
    rules = load_rules()
    yield from ("", "WHO DECIDES")
    for vote in votes:
        yield from filled(said(vote, rules.people), more=2)
    if asked.status != "pending":
        yield f"  {asked.status} on {asked.decided_at:%Y-%m-%d %H:%M} UTC"
        return
    for one in rules.missing(asked, votes):
        names = [f"{rules.people.person(person).name} ({person})" for person in one.eligible]
        yield from filled(f"still to sign as {one.role}: {' or '.join(names) or NOBODY}", more=2)
    asker = asked.requester or "nobody known: two different people must sign"
    yield from filled(f"asked for by {asker}")
    yield f"  policy {asked.policy}, {at_stake or 'no money'} at stake"
    yield f"  until {asked.expires_at:%Y-%m-%d %H:%M} UTC; after that it expires and nothing goes out"


def _files(asked: Row[Any], votes: list[Vote], proposal: Proposal) -> Iterator[str]:
    folder = settings().home / "drafts" / str(asked.case_id)
    folder.mkdir(parents=True, exist_ok=True)
    told = standing(asked, votes)
    yield from ("", "THIS DRAFT AS FILES")
    for format in get_args(Format):
        path = folder / f"{asked.step.replace('#', '-')}.{format}"
        path.write_bytes(render(proposal.document, told, format))
        yield f"  {path}"
