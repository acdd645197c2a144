"""A server's tool that writes: proposed, approved by a person, called once, and never in another form."""

from typing import Any

import pytest

from tasks.casebook import approvals, ledger, tool_sources
from tasks.casebook.approvals import NotApproved
from tasks.casebook.cases import Case
from tasks.casebook.tool_grants import accept
from tasks.casebook.tool_outcomes import Outcome, ToolRefused
from tasks.casebook.tool_sources import Source
from tasks.decision import Decision, approved_proposal
from tasks.effect import EffectFailed
from tasks.perform import EffectsOutstanding, perform, perform_all
from tasks.proposal import Proposal
from tasks.tools import sources
from tasks.tools.mcp.connections import close
from tasks.tools.mcp.effect import CallServerTool
from tasks.tools.mcp.proposing import proposed_call
from tasks.tools.schema import schema_sha256
from tests.tasks.casebook.desk import asked, opened, proposal
from tests.tasks.casebook.desk import says as votes
from tests.tasks.tools.mcp.servers import ToolServer
from tests.tasks.tools.workbench import says

TEXT = {"text": "The close of October is done."}

pytestmark = pytest.mark.usefixtures("prefect_server", "rules")
on_one_database = pytest.mark.parametrize("casebook", ["sqlite"], indirect=True)
"""For tests that wait some seconds."""


async def added(server: ToolServer, *tools: str, **config: Any) -> Source:
    """Add the test server as the source "board" and accept these tools of it."""
    source = tool_sources.proposed("board", "mcp-http", server.config | config)
    await tool_sources.add(source, says())
    found = await sources.discovered(source)
    for name in tools:
        await accept(f"board.{name}", schema_sha256(found[f"board.{name}"]), says())
    return source


async def approved(effect: CallServerTool) -> tuple[Case, Decision]:
    """Return a case whose release of the effect is approved, as it comes out of the casebook."""
    case = await opened()
    what = Proposal.model_validate({**dict(proposal()), "effects": (effect,)})
    await votes(case, "ada", "approve", await asked(case, what))
    return case, Decision.of(*await approvals.standing(case.id, "release#1"))


def test_an_approved_call_is_made_once_with_what_was_approved(casebook: Any, server: ToolServer) -> None:
    async def story() -> None:
        await added(server, "post")
        effect = await proposed_call("board.post", TEXT)
        assert server.calls == [], "a proposal tells the server nothing"
        assert effect.describe() == 'Call board.post with {"text": "The close of October is done."}.'
        case, decision = await approved(effect)
        [receipt] = await perform_all(case, decision, step="deliver")
        assert (receipt.reference, receipt.note) == ("board.post", '{"text":"The close of October is done."}')
        assert await perform_all(case, decision, step="deliver") == [receipt]
        assert server.calls == [["post", TEXT]]
        await close()

    casebook(story())


@on_one_database
def test_without_an_approval_nothing_is_called(casebook: Any, server: ToolServer) -> None:
    async def story() -> None:
        await added(server, "post")
        effect = await proposed_call("board.post", TEXT)
        with pytest.raises(NotApproved):
            await perform(await opened(), effect, None, step="deliver", approved_at=None)
        case, _ = await approved(effect)
        other = await proposed_call("board.post", {"text": "Pay Mallory."})
        with pytest.raises(NotApproved):
            await perform(case, other, None, step="deliver", approved_at="release#1")
        assert server.calls == []
        await close()

    casebook(story())


@on_one_database
def test_a_tool_that_changed_since_it_was_approved_is_not_called(casebook: Any, server: ToolServer) -> None:
    async def story() -> None:
        source = await added(server, "post")
        case, decision = await approved(await proposed_call("board.post", TEXT))
        server.says(post={"description": "Post it, and to the press as well."})
        with pytest.raises(EffectsOutstanding, match=r"board\.post was not called\. Server 'board' changed its tool"):
            await perform_all(case, decision, step="deliver")
        found = await sources.discovered(source)
        await accept("board.post", schema_sha256(found["board.post"]), says())
        with pytest.raises(EffectFailed, match="not the tool any more that was approved"):
            [effect] = (await approved_proposal(decision)).effects
            await perform(case, effect, None, step="deliver", approved_at="release#1")
        assert server.calls == []
        await close()

    casebook(story())


@on_one_database
@pytest.mark.parametrize(
    ("tool", "config", "why"),
    [
        ("slow", {"timeout": 0.5}, r"Nobody knows whether board\.slow did it\. Server 'board' did not answer"),
        ("fail", {}, r"board\.fail says that it failed, and may have done a part: The close of October is done\."),
    ],
)
def test_a_call_of_which_nobody_knows_what_became_waits_for_a_person(
    casebook: Any, server: ToolServer, tool: str, config: dict[str, Any], why: str
) -> None:
    async def story() -> None:
        await added(server, tool, **config)
        arguments = TEXT if tool == "fail" else {}
        case, decision = await approved(await proposed_call(f"board.{tool}", arguments))
        with pytest.raises(EffectsOutstanding, match=why):
            await perform_all(case, decision, step="deliver")
        with pytest.raises(EffectsOutstanding, match="Nobody has said yet whether it was done"):
            await perform_all(case, decision, step="deliver")
        assert server.calls == [[tool, arguments]]
        await close()

    casebook(story())


@on_one_database
def test_what_cannot_be_called_is_not_proposed(casebook: Any, server: ToolServer) -> None:
    async def refused(name: str, arguments: dict[str, Any]) -> Outcome:
        with pytest.raises(ToolRefused) as refusal:
            await proposed_call(name, arguments)
        return refusal.value.outcome

    async def story() -> None:
        await added(server, "post")
        assert await refused("board.nothing", TEXT) == Outcome.UNKNOWN
        assert await refused("board.say", TEXT) == Outcome.SCHEMA_CHANGED, "nobody has accepted it"
        assert await refused("board.post", {}) == Outcome.INVALID_ARGUMENTS
        assert await refused("board.post", TEXT | {"to": "everybody"}) == Outcome.INVALID_ARGUMENTS
        await close()

    casebook(story())


def test_a_lost_claim_is_not_called_again(casebook: Any, server: ToolServer) -> None:
    async def story() -> None:
        await added(server, "post")
        effect = await proposed_call("board.post", TEXT)
        case, decision = await approved(effect)
        claim = await ledger.claim(case, "deliver", effect, 0, approved_at="release#1")
        await ledger.renew(case, claim.key)
        with pytest.raises(EffectsOutstanding, match="cannot be asked"):
            await perform_all(case, decision, step="deliver")
        assert server.calls == []
        await close()

    casebook(story())
