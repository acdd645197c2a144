"""Calls of tools: let through, counted and recorded, in one transaction before and one after."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from reports.canonical import text_sha256
from tasks.casebook import circuits
from tasks.casebook.attempts import guard
from tasks.casebook.audit import record
from tasks.casebook.cases import Case
from tasks.casebook.circuits import Circuit
from tasks.casebook.database import writing
from tasks.casebook.storable import excerpt
from tasks.casebook.tables import kept_results, now, tool_calls, tool_results
from tasks.casebook.tool_admission import Intent, refusal
from tasks.casebook.tool_outcomes import BLAMES_THE_TOOL, FORBIDDEN, GIVEN, Outcome, ToolRefused
from tasks.casebook.tool_standing import standing_of
from tasks.casebook.upsert import put
from tasks.settings import settings

IN_FLIGHT = "in flight"
LOST = "lost"


@dataclass(frozen=True)
class Admitted:
    """A call that was let through."""

    call: UUID
    kept: str | None
    """The result of an equal call, as JSON: the tool need not be called."""


@dataclass(frozen=True)
class Ended:
    """What came of a call that was made."""

    outcome: Outcome
    detail: str = ""
    arguments: str = ""
    """Redacted JSON, as the result."""
    result: str = ""
    latency_ms: int = 0


@dataclass(frozen=True)
class News:
    """What people should hear of after a call."""

    opened: bool = False
    """The tool's circuit has just opened."""
    closed: bool = False


async def admit(intent: Intent) -> Admitted:
    """Let one call through, counted against its quotas.

    Raise `ToolRefused` where it may not pass, recorded and, where it was forbidden, audited; raise `StaleEpoch` for an
    older attempt of the case.
    """
    async with writing() as connection:
        await guard(connection, intent.caller.case)
        await _note_lost(connection, intent.caller.case, intent.step)
        standing = await standing_of(connection, intent)
        refused = refusal(intent, standing)
        call = uuid4()
        outcome = refused.outcome if refused else Outcome.CACHED if standing.kept is not None else IN_FLIGHT
        told = _row(intent.caller.case, intent.step, intent.caller.agent, intent.tool.name) | {
            "outside": intent.tool.outside,
            "drawn": refused is None,
            "arguments_sha256": intent.arguments_sha256,
        }
        if standing.kept is not None and refused is None:
            told["result_sha256"] = text_sha256(standing.kept)
        detail = excerpt(refused.why, 500) if refused else ""
        await connection.execute(insert(tool_calls).values(**told, id=call, outcome=outcome, detail=detail))
        if refused is None and standing.kept is None:
            entered = standing.circuit.entered(standing.at)
            if entered is not None and entered != standing.circuit:
                await circuits.save(connection, {intent.circuit: entered})
        elif refused is not None:
            await _audit(connection, told, refused.outcome)
    if refused is not None:
        raise refused
    return Admitted(call, standing.kept)


async def refuse(case: Case, step: str, agent: str, tool: str, refused: ToolRefused) -> None:
    """Record, and audit, a call that was refused before there was anything to call."""
    async with writing() as connection:
        told = _row(case, step, agent, tool)
        values = {"id": uuid4(), "outcome": refused.outcome, "detail": excerpt(refused.why, 500)}
        await connection.execute(insert(tool_calls).values(**told, **values))
        await _audit(connection, told, refused.outcome)


async def settle(admitted: Admitted, intent: Intent, ended: Ended) -> News:
    """Record what came of a call, keep what it gave as long as it may be, and count it for or against the tool."""
    async with writing() as connection:
        was = (await circuits.load(connection, [intent.circuit]))[intent.circuit]
        at = (await connection.execute(select(now()))).scalar_one()
        await connection.execute(
            update(tool_calls)
            .where(tool_calls.c.id == admitted.call)
            .values(
                outcome=ended.outcome,
                detail=excerpt(ended.detail, 500),
                result_sha256=text_sha256(ended.result) if ended.outcome in GIVEN else "",
                latency_ms=ended.latency_ms,
            )
        )
        becomes = _after(was, ended.outcome, at)
        if becomes != was:
            await circuits.save(connection, {intent.circuit: becomes})
        await _keep_text(connection, admitted.call, ended, at)
        if ended.outcome in FORBIDDEN:
            told = _row(intent.caller.case, intent.step, intent.caller.agent, intent.tool.name)
            await _audit(connection, told, ended.outcome)
        if intent.tool.cache is not None and ended.outcome in GIVEN:
            key = {"tenant": settings().tenant, "key": intent.cache_key}
            kept = {"tool": intent.tool.name, "result": ended.result, "expires_at": at + intent.tool.cache}
            await put(connection, kept_results, key, **kept)
    return News(becomes.open and not was.open, was.open and not becomes.open)


def _after(circuit: Circuit, outcome: Outcome, at: datetime) -> Circuit:
    """Return the tool's circuit after a call: what the caller asked wrongly says nothing of the tool."""
    if outcome in BLAMES_THE_TOOL:
        return circuit.failed(at)
    return circuit.succeeded() if outcome in GIVEN else circuit


async def _keep_text(connection: AsyncConnection, call: UUID, ended: Ended, at: datetime) -> None:
    days = settings().keep_tool_results_days
    if days:
        texts = {"arguments": ended.arguments, "result": ended.result}
        tenant, until = settings().tenant, at + timedelta(days=days)
        await connection.execute(insert(tool_results).values(call_id=call, tenant=tenant, expires_at=until, **texts))


async def _note_lost(connection: AsyncConnection, case: Case, step: str) -> None:
    """Note which calls an earlier attempt made for a step and never ended: its process did."""
    earlier = (tool_calls.c.case_id == case.id, tool_calls.c.step == step, tool_calls.c.outcome == IN_FLIGHT)
    await connection.execute(update(tool_calls).where(*earlier).values(outcome=LOST, detail="its process ended"))


async def _audit(connection: AsyncConnection, told: dict[str, Any], outcome: Outcome) -> None:
    if outcome in FORBIDDEN:
        what = {"case": told["case_id"], "step": told["step"], "why": str(outcome)}
        await record(connection, f"agent:{told['agent']}", "tool refused", f"tool:{told['tool']}", **what)


def _row(case: Case, step: str, agent: str, tool: str) -> dict[str, Any]:
    return {
        "tenant": settings().tenant,
        "case_id": case.id,
        "step": case.declared(step),
        "agent": agent,
        "tool": excerpt(tool, 120),
        "outside": False,
        "drawn": False,
        "arguments_sha256": "",
        "result_sha256": "",
        "latency_ms": 0,
        "at": now(),
    }
