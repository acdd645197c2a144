"""The tools of the tenant as an operator reads them: where from, for whom, within what, and how they have done."""

import json
from collections.abc import Mapping

from tasks.casebook import tool_grants, tool_records, tool_sources
from tasks.casebook.tool_grants import EVERY_AGENT, Grant
from tasks.casebook.tool_records import Record
from tasks.casebook.tool_sources import Source, SourceRefused
from tasks.casebook.tool_terms import Quota
from tasks.tools.registry import built_in_tools, grantable
from tasks.tools.schema import schema_sha256
from tasks.tools.sources import SourceAway, asked_anew, tools_of
from tasks.tools.tool import Tool

_INDENT = " " * 4


async def overview() -> list[str]:
    """Return what `countersign tools` prints."""
    grants, accepted = await tool_grants.listing()
    records = await tool_records.records()
    lines = []
    for tool in built_in_tools():
        lines += _lines(tool, "built in", grants, accepted, records.get(tool.name))
    for source in await tool_sources.listing():
        where = f"source {source.name} ({source.kind})"
        try:
            lines += [f"{where} {told}" for told in await _news(source)]
            found = await tools_of(source)
        except (SourceAway, SourceRefused) as error:
            lines.append(f"{where} gives no tools now: {error}")
            continue
        for tool in found.values():
            lines += _lines(tool, where, grants, accepted, records.get(tool.name))
    return lines


async def _news(source: Source) -> list[str]:
    """Ask the source anew; return what is to be said of it beside its tools, which it keeps while it is away."""
    try:
        unusable = await asked_anew(source)
    except SourceAway as away:
        return [f"is away, and its tools stand as they were: {away}"]
    return [f"offers {name!r}, which nobody can use: {why}" for name, why in sorted(unusable.items())]


async def described(name: str) -> str:
    """Return all that a tool says of itself, and whether it is what was accepted; raise LookupError without it."""
    source = await tool_sources.source(name.partition(".")[0])
    if source is not None:
        await asked_anew(source)
    tool = await grantable(name, writes=True)
    _, accepted = await tool_grants.listing()
    told = (
        f"{tool.name}: {_schema_state(tool, accepted)} ({schema_sha256(tool)[:12]})",
        tool.description,
        f"It takes:\n{json.dumps(tool.arguments, indent=2, ensure_ascii=False)}",
        f"It gives:\n{json.dumps(tool.result, indent=2, ensure_ascii=False)}",
        f"It {_nature(tool)}.",
        *([f"Of itself it says, and is not believed: {json.dumps(dict(tool.hints))}"] if tool.hints else []),
    )
    return "\n\n".join(told)


def _lines(
    tool: Tool,
    where: str,
    grants: Mapping[tuple[str, str], Grant],
    accepted: Mapping[str, str],
    record: Record | None,
) -> list[str]:
    own = "usable by every agent that names it" if tool.own else "usable where it is granted"
    may = "no agent may use it: it writes" if tool.writes else own
    mine = {agent: grant for (name, agent), grant in grants.items() if name == tool.name}
    return [
        f"{tool.name}: {where}, {'writes' if tool.writes else 'reads'}; {may}; {_schema_state(tool, accepted)}",
        f"{_INDENT}{_said(tool.quota) or 'no limit of its own'}, {tool.timeout:g} s a call, {_kept(tool)}",
        *(f"{_INDENT}{_granted(agent, grant)}" for agent, grant in sorted(mine.items())),
        f"{_INDENT}{_calls(record)}",
    ]


def _schema_state(tool: Tool, accepted: Mapping[str, str]) -> str:
    if tool.own:
        return "its schema comes with the project"
    if tool.name not in accepted:
        return "its schema waits for a grant"
    same = accepted[tool.name] == schema_sha256(tool)
    return "its schema is the accepted one" if same else "its schema HAS CHANGED since it was accepted"


def _nature(tool: Tool) -> str:
    told = (
        "may change something" if tool.writes else "changes nothing",
        "gives what others wrote" if tool.outside else "gives what this installation works out",
        "sends its arguments out" if tool.reaches_out else "keeps its arguments here",
    )
    return ", ".join(told)


def _granted(agent: str, grant: Grant) -> str:
    whom = "every agent that names it" if agent == EVERY_AGENT else agent
    limits = f", {_said(grant.quota)}" if _said(grant.quota) else ""
    verb = f"granted to {whom}{limits}" if grant.granted else f"revoked for {whom}"
    return f"{verb} by {grant.person} on {grant.at:%Y-%m-%d %H:%M} UTC: {grant.comment}"


def _said(quota: Quota) -> str:
    limits = ((quota.per_minute, "a minute"), (quota.per_day, "a day"), (quota.per_case, "a case"))
    return ", ".join(f"{most} calls {span}" for most, span in limits if most is not None)


def _kept(tool: Tool) -> str:
    if tool.cache is None:
        return "called each time"
    return f"results kept for {tool.cache.total_seconds() / 60:g} minutes"


def _calls(record: Record | None) -> str:
    if record is None:
        return "not called yet"
    return (
        f"{record.calls} calls, {record.given} of them with a result, {record.refused} refused, "
        f"{record.latency_ms:.0f} ms each"
    )
