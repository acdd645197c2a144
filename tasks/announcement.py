"""Tell the approvers in Slack, where a workspace is configured, that they are asked and what became of it.

People can decide without Slack: an announcement that fails holds up nobody. It is a failed task in Prefect and a dead
letter.
"""

from typing import Any

from sqlalchemy import Row

from reports.cells import figure_text
from reports.document import Document, KeyFigures
from tasks.approval_card import ApprovalCard, approval_card, decided_card
from tasks.casebook import approvals
from tasks.casebook.cases import Case
from tasks.casebook.ledger import EffectConflict
from tasks.casebook.taints import sources_read
from tasks.deciding.rules import load_rules
from tasks.deciding.standing import signatures
from tasks.decision import Decision
from tasks.effect import Effect, EffectFailed, EffectInDoubt, Receipt
from tasks.perform import perform
from tasks.proposal import Proposal
from tasks.slack import PostMessage, UpdateMessage
from tasks.slack_workspace import configured_workspace, slack_configured
from tasks.typed_commands import deciding, looking

HEADLINES = 6
"""Key figures on the card; the rest stand in the document."""


async def announce(case: Case, row: Row[Any]) -> None:
    """Post the question into the workspace's channel, once for each draft."""
    if row.message or not await slack_configured():
        return
    rules = load_rules()
    # The card shows who is asked at first: an attempt that could not note it posts, byte for byte, the same.
    missing = rules.missing(row, ())
    commands = (looking(case.id, row.step), *deciding(case.id, row.step, missing))
    card = await _card(case, row)
    blocks = approval_card(card, missing, row.expires_at, rules.people, commands)
    message = PostMessage(channel=(await configured_workspace()).channel, text=card.text, blocks=tuple(blocks))
    receipt = await _tell(case, row, message, ordinal=0)
    if receipt is not None:
        await approvals.note_message(case.id, row.step, receipt.reference)


async def conclude(case: Case, row: Row[Any], decision: Decision) -> None:
    """Replace the question by what became of it."""
    if not row.message:
        return
    card = await _card(case, row)
    verdict = f"{decision.status.capitalize()}.{f' “{decision.comment}”' if decision.comment else ''}"
    channel, _, timestamp = row.message.partition("/")
    update = UpdateMessage(
        channel=channel, ts=timestamp, text=f"{card.title}: {decision.status}.",
        blocks=tuple(decided_card(card, verdict, signatures(row, decision.votes))),
    )  # fmt: skip
    await _tell(case, row, update, ordinal=1)


async def _tell(case: Case, row: Row[Any], effect: Effect, *, ordinal: int) -> Receipt | None:
    """Perform the announcement; return None where it failed, or where the people file changed since it was made."""
    try:
        return await perform(case, effect, None, step=_step(row), ordinal=ordinal, approved_at=None)
    except (EffectFailed, EffectInDoubt, EffectConflict):
        return None


async def _card(case: Case, row: Row[Any]) -> ApprovalCard:
    proposal = Proposal.from_text(row.proposal)
    return ApprovalCard(
        process=case.process,
        case=str(case.id),
        step=row.step,
        title=f"{proposal.document.title}: {proposal.document.period}",
        headline=tuple(_headline(proposal.document)),
        effects=tuple(effect.describe() for effect in proposal.effects),
        blocked=proposal.blocked,
        outside=tuple(await sources_read(case.id, until=row.asked_at)),  # later drafts read more
        sha256=row.sha256,
    )


def _headline(document: Document) -> list[tuple[str, str]]:
    cards = [
        card
        for section in document.sections
        for block in section.blocks
        if isinstance(block, KeyFigures)
        for card in block.cards
    ]
    return [(card.figure.name, figure_text(card.figure)) for card in cards[:HEADLINES]]


def _step(row: Row[Any]) -> str:
    """Return the step of the announcement of a draft: "announce/release#2"."""
    return f"announce/{row.step}"
