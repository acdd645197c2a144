"""A house that has added tools of others: an agent that plans with them, and one that reads what they gave."""

from typing import Annotated
from uuid import uuid4

from prefect import flow
from pydantic import Field

from agents.finance_researcher import ToolCard
from agents.grounding import Evidence, findings
from agents.plan import Plan, PlannedCall
from agents.spec import ANSWER, Agent, AgentRequest, AgentResponse
from agents.untrusted import Untrusted
from reports.canonical import canonical_json
from tasks.ask import ask
from tasks.carry_out import Carried, carry_out
from tasks.casebook import cases
from tasks.casebook.cases import Case
from tasks.tools.offered import offered
from tasks.tools.plan import PlanRefused

SLOTS = 4
READ = tuple(f"read{at}" for at in range(SLOTS))
"""Tools of the attacker's server which a person has read and accepted."""
MOVED = tuple(f"moved{at}" for at in range(SLOTS))
"""Those that say something else since they were accepted."""
WRITES = "desk.post"
TOOLS = frozenset({"web.get", WRITES, *(f"desk.{name}" for name in (*READ, *MOVED))})
PLANS = 4
STEPS = frozenset({"plan", "look-up", "answer", "release", "deliver"})


class Inquiry(AgentRequest):
    """What may be looked up with."""

    tools: tuple[ToolCard, ...]
    findings: tuple[str, ...] = ()
    """Why the plan before was refused."""


class Plans(AgentResponse):
    """What to look up."""

    calls: tuple[PlannedCall, ...] = Field(max_length=20, description="Calls of tools.")

    @property
    def plan(self) -> Plan:
        return Plan(calls=self.calls)


INQUIRER = Agent(
    name="inquirer",
    title="Inquirer",
    capabilities=frozenset({"plan what to look up"}),
    request=Inquiry,
    response=Plans,
    baseline=lambda request: Plans(calls=()),
    tools=TOOLS,
    told="Plan what is to be looked up.",
)


class Said(AgentRequest):
    """What one call gave."""

    tool: str
    said: Annotated[str, Untrusted("tool")]


class Material(AgentRequest):
    """All that was looked up."""

    given: tuple[Said, ...]


class Answer(AgentResponse):
    """What a reader is told of it."""

    statement: str = Field(max_length=ANSWER, description="What was found, in a few sentences.")


CLERK = Agent(
    name="clerk",
    title="Clerk",
    capabilities=frozenset({"sum up what was looked up"}),
    request=Material,
    response=Answer,
    baseline=lambda request: Answer(statement="It is looked into."),
    check=lambda request, answer: [f"statement: {found.why}" for found in findings(answer.statement, Evidence())],
    told="Sum up what was looked up.",
)


async def opened() -> Case:
    """Return the enquiry's case."""
    row = await cases.claim("enquiry", {"of": "today"}, {}, owner=uuid4(), requester="dee")
    return Case(id=row.id, tenant=row.tenant, process="enquiry", steps=STEPS, epoch=row.epoch, requester="dee")


@flow(name="attacked-enquiry", persist_result=False)
async def enquire(case: Case) -> str:
    """Return what the clerk says of what the inquirer had looked up."""
    carried = await _carried(case)
    given = tuple(Said(tool=one.tool, said=canonical_json(one.value).decode()) for one in carried.used.values())
    return (await ask(case, CLERK, Material(given=given), step="answer")).statement


async def _carried(case: Case) -> Carried:
    cards = [
        ToolCard(name=tool.name, description=tool.description, arguments=dict(tool.arguments), result=dict(tool.result))
        for tool in await offered(INQUIRER, case.tenant)
    ]
    request = Inquiry(tools=tuple(cards))
    for number in range(1, PLANS + 1):
        planned = await ask(case, INQUIRER, request, step=f"plan/{number}")
        try:
            return await carry_out(case, INQUIRER, planned.plan, step=f"look-up/{number}")
        except PlanRefused as refused:
            request = request.model_copy(update={"findings": tuple(refused.problems)})
    return Carried()
