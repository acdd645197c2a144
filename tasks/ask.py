"""The verb `ask`: the only way to a language model, and the only place that asks one again."""

import time
from typing import Any, TypeVar

from prefect import get_run_logger, task
from prefect.cache_policies import NO_CACHE

from agents.spec import Agent, AgentRequest, AgentResponse
from blocks.language_model import LanguageModel
from reports.canonical import sha256
from tasks.block_document import load_block
from tasks.casebook.answers import freeze_answer, frozen_answer
from tasks.casebook.cases import Case
from tasks.model_answer import NoModelAnswer, Usage, model_answer

Req = TypeVar("Req", bound=AgentRequest)
Resp = TypeVar("Resp", bound=AgentResponse)

OFFLINE = "rules (offline)"
FALLBACK = "rules, as the language model gave no valid answer"


class NoAnswer(RuntimeError):
    """Neither a model nor the rules answered a step."""


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
    rules. An invalid answer goes back with its errors as often as the agent's limits say; then the rules answer, or
    `NoAnswer` is raised where they may not. Raise `StaleEpoch` where a newer attempt of the case has taken over and
    `LanguageModelRefused` for a wrong key or model name.
    """
    logger = get_run_logger()
    stored = await frozen_answer(case, step)
    if stored is None:
        response, provenance = await _answer(agent, request, await load_block(LanguageModel) or LanguageModel(), step)
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
    agent: Agent[Req, Resp], request: Req, language_model: LanguageModel, step: str
) -> tuple[Resp, dict[str, Any]]:
    """Return an answer, of the model if there is one that gives one, with the record of how it came about."""
    if language_model.provider == "offline":
        return _by_rules(agent, request, OFFLINE, {})
    usage, begun = Usage(), time.monotonic()
    try:
        response = await model_answer(agent, request, language_model, usage)
    except NoModelAnswer as error:
        if not agent.limits.may_fall_back:
            raise NoAnswer(
                f"Step '{step}': the {agent.title.lower()} got no valid answer from {language_model.base_url} "
                f"({error}) and its rules may not answer here: see to the model and start the case's run again."
            ) from error
        return _by_rules(agent, request, FALLBACK, {**_record(language_model, usage, begun), "fell_back": str(error)})
    return response, {
        "by": usage.model,
        "agent": agent.title,
        "prompt_version": agent.prompt_version,
    } | _record(language_model, usage, begun)


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


def _record(language_model: LanguageModel, usage: Usage, begun: float) -> dict[str, Any]:
    return {
        "provider": language_model.base_url,
        "model": usage.model,
        "tokens": {"input": usage.input_tokens, "output": usage.output_tokens},
        "attempts": usage.attempts,
        "duration_ms": round((time.monotonic() - begun) * 1000),
    }
