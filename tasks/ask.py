"""The verb `ask`: the only way to a language model, and the only place that asks one again."""

from typing import Any, TypeVar

from prefect import get_run_logger, task
from prefect.cache_policies import NO_CACHE

from agents.spec import Agent, AgentRequest, AgentResponse
from agents.untrusted import sources_present
from blocks.language_model import LanguageModel
from reports.canonical import sha256
from tasks.agent_in_use import active
from tasks.asking.answering import Answering
from tasks.asking.dependencies import Build, First, StepMissing, answer_at, built, sources_read_by
from tasks.asking.one_asker import turns_at
from tasks.asking.run_audience import RunAudience
from tasks.block_document import load_block
from tasks.casebook.answers import freeze_answer, frozen_answer
from tasks.casebook.cases import Case
from tasks.casebook.origins import FALLBACK, OFFLINE, OVER_BUDGET
from tasks.casebook.taints import taint

__all__ = ["FALLBACK", "OFFLINE", "OVER_BUDGET", "StepMissing", "answer_at", "ask"]

Req = TypeVar("Req", bound=AgentRequest)
Resp = TypeVar("Resp", bound=AgentResponse)


@task(
    name="ask",
    task_run_name="ask {agent.name} {step}",
    retries=0,
    persist_result=False,
    cache_policy=NO_CACHE,
)
async def ask(
    case: Case, agent: Agent[Req, Resp], request: Req | Build[Req], *, step: str, first: First | None = None
) -> Resp:
    """Return the agent's answer to `request`: the one that the case's `step` has, or a new one that it keeps.

    A request that needs answers of other steps is given as the function that builds it, from `answer_at`; `first` says
    by step who asks for what it lacks, and that runs first.

    Without the tenant's `LanguageModel` block, or one named "default", every agent answers by its rules. Raise
    `MustWait` where only a person goes on from here, `StaleEpoch` where a newer attempt of the case has taken over,
    `LanguageModelRefused` where every provider's key or model name is wrong, and `StepNotProvided` or `StepsInACircle`
    where a request cannot be built.
    """
    turns = turns_at(case, step)
    stored = await frozen_answer(case, step)
    if stored is not None:
        await taint(case, await sources_read_by(agent, request), step)  # its case may be older than taints are
        get_run_logger().info("Case %s, step %s: has its answer.", case.id, step)
        return agent.response.model_validate(stored)
    asked = await built(case, step, request, first or {}) if callable(request) else request
    await taint(case, sources_present(asked), step)  # before anybody reads it, be it the rules
    async with turns.mine() as others:
        stored = await frozen_answer(case, step) if others else None
        stored = await _answered(case, agent, asked, step) if stored is None else stored
    return agent.response.model_validate(stored)


async def _answered(case: Case, agent: Agent[Req, Resp], request: Req, step: str) -> dict[str, Any]:
    """Return the step's new answer once it is kept; what another attempt kept meanwhile stands."""
    language_model = await load_block(LanguageModel) or LanguageModel()
    told = await active(agent, case.process)
    async with RunAudience(case, step) as audience:
        response, provenance = await Answering(case, step, told, request, language_model, audience).answer()
        kept = response.model_dump(mode="json")
        stored = await freeze_answer(case, step, kept, request_sha256=sha256(request), provenance=provenance)
        audience.answered(stored, provenance["by"])
    get_run_logger().info("Case %s, step %s: answered by %s.", case.id, step, provenance["by"])
    return stored
