"""The verb `ask`: the only way to a language model, and the only place that asks one again."""

import time
from datetime import datetime
from typing import Any, TypeVar

from prefect import get_run_logger, task
from prefect.cache_policies import NO_CACHE

from agents.spec import Agent, AgentRequest, AgentResponse
from blocks.language_model import LanguageModel, Provider
from reports.canonical import sha256
from tasks.agent_in_use import active
from tasks.asking.conversation import Conversation, Log
from tasks.asking.failures import NoModelAnswer
from tasks.block_document import load_block
from tasks.casebook import dead_letters, given_answers, kept_answers
from tasks.casebook.admission import News
from tasks.casebook.answers import freeze_answer, frozen_answer
from tasks.casebook.budgets import BudgetReached, dollars, nanodollars
from tasks.casebook.cases import Case, database_now
from tasks.wait import MustWait

Req = TypeVar("Req", bound=AgentRequest)
Resp = TypeVar("Resp", bound=AgentResponse)

OFFLINE = "rules (offline)"
FALLBACK = "rules, as the language model gave no valid answer"
OVER_BUDGET = "rules, as the budget was left to them"


@task(
    name="ask",
    task_run_name="ask {agent.name} {step}",
    retries=0,
    persist_result=False,
    cache_policy=NO_CACHE,
)
async def ask(case: Case, agent: Agent[Req, Resp], request: Req, *, step: str) -> Resp:
    """Return the agent's answer to `request`: the one that the case's `step` has, or a new one that it keeps.

    The language model is the tenant's block, or the one named "default"; without either every agent answers by its
    rules. An invalid answer goes back with its errors as often as the agent's limits say, then the next provider is
    asked; then the rules answer. Raise `MustWait` where they may not, or where a budget is used up: a person goes on
    from there. Raise `StaleEpoch` where a newer attempt of the case has taken over and `LanguageModelRefused` for a
    wrong key or model name.
    """
    logger = get_run_logger()
    stored = await frozen_answer(case, step)
    if stored is None:
        language_model = await load_block(LanguageModel) or LanguageModel()
        told = await active(agent, case.process)
        response, provenance = await _answer(case, told, request, language_model, step)
        stored = await freeze_answer(
            case,
            step,
            response.model_dump(mode="json"),
            request_sha256=sha256(request),
            provenance=provenance,
        )
        logger.info("Case %s, step %s: answered by %s.", case.id, step, provenance["by"])
    else:
        logger.info("Case %s, step %s: has its answer.", case.id, step)
    return agent.response.model_validate(stored)


async def _answer(
    case: Case, agent: Agent[Req, Resp], request: Req, language_model: LanguageModel, step: str
) -> tuple[Resp, dict[str, Any]]:
    """Return an answer, of a model if there is one that gives one, with the record of how it came about."""
    if language_model.offline:
        return _by_rules(agent, request, OFFLINE, {})
    key = _cache_key(agent, request, language_model)
    kept = await kept_answers.kept(key) if agent.cacheable else None
    if kept is not None:
        return agent.response.model_validate(kept.answer), kept.provenance | {"kept_from": kept.provenance["case"]}
    begun = time.monotonic()
    caps = _caps(case, step, agent, language_model, await database_now())
    conversation = Conversation(case, step, agent, request, language_model, caps, _tell)
    try:
        response = await conversation.answer()
    except BudgetReached as reached:
        if not reached.without_models:
            raise await _over_budget(case, reached) from reached
        if not agent.limits.may_fall_back:
            raise await _unanswered(case, agent, request, step, str(reached)) from reached
        return _by_rules(agent, request, OVER_BUDGET, _record(conversation.log, begun))
    except NoModelAnswer as error:
        if not agent.limits.may_fall_back:
            raise await _unanswered(case, agent, request, step, str(error)) from error
        record = _record(conversation.log, begun) | {"fell_back": str(error)}
        return _by_rules(agent, request, FALLBACK, record)
    provenance = {
        "by": conversation.log.model,
        "agent": agent.title,
        "prompt_version": agent.prompt_version,
        "case": str(case.id),
    } | _record(conversation.log, begun)
    if agent.cacheable:
        await kept_answers.keep(key, response.model_dump(mode="json"), provenance, agent.cacheable)
    return response, provenance


async def _unanswered(case: Case, agent: Agent[Any, Any], request: AgentRequest, step: str, why: str) -> MustWait:
    """Put the question before a person, who may answer in the agent's place."""
    reason = (
        f"The {agent.title.lower()} got no valid answer at '{step}' ({why}) and its rules may not answer here. Answer "
        f"in its place: `countersign answer {case.id} {step}` shows the question and the form."
    )
    payload = {"agent": agent.name, "request": request.model_dump(mode="json"), "request_sha256": sha256(request)}
    await dead_letters.bury(
        given_answers.KIND, given_answers.subject(case.id, step), reason, case=case.id, payload=payload
    )
    return MustWait(case, {"answer": step}, reason)


async def _over_budget(case: Case, reached: BudgetReached) -> MustWait:
    """Put it before a person that the budget is used up."""
    reason = (
        f"{reached} Raise it with `countersign budgets raise {reached.scope} AMOUNT --comment TEXT`, or let the rules "
        f"answer: `countersign budgets rules {reached.scope} --comment TEXT`."
    )
    await dead_letters.bury("budget reached", f"budget:{reached.scope}", reason, case=case.id, payload={})
    return MustWait(case, {"budget": reached.scope}, reason)


def _by_rules(agent: Agent[Req, Resp], request: Req, by: str, record: dict[str, Any]) -> tuple[Resp, dict[str, Any]]:
    """Return the baseline's answer; what its check finds is recorded, as nobody is left to send it back to."""
    response = agent.baseline(request)
    found = agent.check(request, response)
    return response, {
        "by": by,
        "agent": agent.title,
        "prompt_version": agent.prompt_version,
        "unmended": found,
    } | record


def _cache_key(agent: Agent[Any, Any], request: AgentRequest, language_model: LanguageModel) -> str:
    models = [model.name for each in language_model.providers if (model := each.model(agent.tier))]
    return sha256([agent.name, agent.prompt, agent.response_schema, models, request.model_dump(mode="json")])


def _caps(case: Case, step: str, agent: Agent[Any, Any], language_model: LanguageModel, at: datetime) -> dict[str, int]:
    """Return what the step, the case and the tenant's day may spend, in nanodollars, where they have a limit."""
    limits = {
        f"step/{case.id}/{step}": agent.limits.dollars,
        f"case/{case.id}": language_model.case_budget,
        f"day/{at:%Y-%m-%d}": language_model.day_budget,
    }
    return {scope: nanodollars(limit) for scope, limit in limits.items() if limit is not None}


def _record(log: Log, begun: float) -> dict[str, Any]:
    return {
        "provider": log.provider,
        "model": log.model,
        "tokens": {"input": log.input_tokens, "output": log.output_tokens},
        "dollars": str(dollars(log.cost)),
        "attempts": log.calls,
        "failures": log.failures,
        "duration_ms": round((time.monotonic() - begun) * 1000),
    }


async def _tell(provider: Provider, news: News) -> None:
    """Say in the run's log what people should hear of."""
    logger = get_run_logger()
    if news.opened:
        logger.warning("Provider %s failed five times within a minute: it is left alone for now.", provider.name)
    if news.closed:
        logger.info("Provider %s answers again.", provider.name)
    for scope in news.near_their_cap:
        logger.warning("The budget of %s is at 80 %%.", scope)
