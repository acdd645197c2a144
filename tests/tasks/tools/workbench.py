"""Tools, agents and cases as the tests of tools take them up."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from prefect import flow

from agents.spec import Agent, AgentRequest, AgentResponse
from tasks.casebook import tool_records, tool_sources
from tasks.casebook.cases import Case
from tasks.casebook.tool_grants import EVERY_AGENT, grant
from tasks.casebook.tool_outcomes import GIVEN, ToolRefused
from tasks.casebook.tool_sources import Source
from tasks.casebook.tool_terms import Caller, Quota
from tasks.casebook.words import Word
from tasks.deciding.rules import Rules
from tasks.tools import sources
from tasks.tools.call import Call, used
from tasks.tools.schema import schema_sha256
from tasks.tools.tool import Tool, Used
from tasks.use import use
from tests.tasks.casebook.desk import PEOPLE, POLICIES

OBJECT = {"type": "object", "additionalProperties": False}
ARGUMENTS = {**OBJECT, "required": ["text"], "properties": {"text": {"type": "string", "maxLength": 50}}}
RESULT = {**OBJECT, "required": ["text"], "properties": {"text": {"type": "string"}}}


class Question(AgentRequest):
    """Nothing to ask."""


class Answer(AgentResponse):
    """Nothing to answer."""


def agent(*tools: str, name: str = "planner") -> Agent[Any, Any]:
    """Return an agent that names these tools."""
    return Agent(
        name=name,
        title=name.title(),
        capabilities=frozenset({"plan"}),
        request=Question,
        response=Answer,
        baseline=lambda request: Answer(),
        tools=frozenset(tools),
    )


def says(person: str = "ada", comment: str = "It is needed.") -> Word:
    return Word(person, comment, True, Rules(PEOPLE, POLICIES))


@dataclass
class Bench:
    """A source of tools whose behaviour a test sets, and which remembers what it was asked."""

    tools: dict[str, Tool] = field(default_factory=dict)
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def has(self, name: str, gives: Callable[[dict[str, Any]], Any] | None = None, **rest: Any) -> Tool:
        """Give the source a tool, or another one of the name; return it."""

        async def call(caller: Caller, arguments: dict[str, Any]) -> Any:
            self.calls.append((name, arguments))
            given = gives(arguments) if gives else {"text": arguments["text"].upper()}
            return await given if isinstance(given, Awaitable) else given

        told = {"description": "Says it louder.", "arguments": ARGUMENTS, "result": RESULT} | rest
        self.tools[name] = Tool(name=name, call=call, **told)
        return self.tools[name]


BENCH = Bench()


async def bench_tools(source: Source) -> list[Tool]:
    """Return the bench's tools that are the source's."""
    return [tool for name, tool in BENCH.tools.items() if name.startswith(f"{source.name}.")]


sources.KINDS["bench"] = f"{__name__}:bench_tools"


async def add_source(name: str = "bench") -> None:
    await tool_sources.add(tool_sources.proposed(name, "bench", {}), says())


async def grant_tool(name: str, agent: str = EVERY_AGENT, quota: Quota | None = None) -> None:
    await grant(name, agent, quota or Quota(), says(), schema=schema_sha256(BENCH.tools[name]))


@flow(name="uses", persist_result=False)
async def uses(case: Case, who: Agent[Any, Any], tool: str, arguments: dict[str, Any], step: str) -> Used:
    return await use(case, who, tool, arguments, step=step)


async def end_of(case: Case, who: Agent[Any, Any], tool: str, arguments: Any, step: str) -> str:
    """Return how a call ended."""
    try:
        _, how = await used(Call(case, who, tool, arguments, step), lambda news: None)
    except ToolRefused as refused:
        return str(refused.outcome)
    return how


async def read_outside(case: Case) -> bool:
    """Tell whether a tool gave the case anything that somebody outside wrote."""
    return any(row.outside and row.outcome in GIVEN for row in await tool_records.of_case(case.id))
