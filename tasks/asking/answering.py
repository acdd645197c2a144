"""An agent's new answer: kept from another case, by a model, by a stand-in, by rules, or for a person to give."""

import time
from dataclasses import dataclass, field
from typing import Any, Generic

from agents.spec import Agent
from blocks.language_model import LanguageModel
from reports.canonical import sha256
from tasks.agent_in_use import active
from tasks.asking.conversation import Conversation
from tasks.asking.failures import AgentUnavailable, NoModelAnswer
from tasks.asking.inquiry import Audience, Inquiry, Log, Req, Resp
from tasks.asking.provenance import from_another_case, how, signed, taken
from tasks.asking.stand_ins import stand_ins
from tasks.asking.to_a_person import over_budget, refuse_to_ask_again, unanswered
from tasks.casebook import kept_answers
from tasks.casebook.agent_switches import switched_off
from tasks.casebook.budgets import BudgetReached, nanodollars
from tasks.casebook.cases import Case, database_now
from tasks.casebook.origins import BY_RULES, FALLBACK, OFFLINE, OVER_BUDGET, UNAVAILABLE


@dataclass
class Answering(Generic[Req, Resp]):
    """How one step of a case gets its answer from one agent, or from whoever stands in for it."""

    case: Case
    step: str
    agent: Agent[Req, Resp]
    request: Req
    language_model: LanguageModel
    audience: Audience
    log: Log = field(default_factory=Log)

    begun: float = field(default_factory=time.monotonic)
    """By the process's own clock; the agent's time runs from here, whoever answers in its place."""

    async def answer(self) -> tuple[Resp, dict[str, Any]]:
        """Return an answer with the record of how it came about.

        Raise `MustWait` where only a person takes it further, `StaleEpoch` and `LanguageModelRefused`.
        """
        if self.language_model.offline:
            return self._by_rules(OFFLINE, "no language model is configured", {})
        if not self.agent.limits.may_fall_back:
            await refuse_to_ask_again(self.case, self.step)
        try:
            return await self._by_an_agent()
        except BudgetReached as reached:
            if not reached.without_models:
                raise await over_budget(self.case, reached) from reached
            return await self._without_models(OVER_BUDGET, str(reached))
        except AgentUnavailable as error:
            return await self._without_models(UNAVAILABLE, str(error))
        except NoModelAnswer as error:
            return await self._without_models(FALLBACK, str(error))

    async def _by_an_agent(self) -> tuple[Resp, dict[str, Any]]:
        """Return the answer of the agent, or of the first that may stand in for it and can be asked."""
        off, unavailable = await switched_off(), list[str]()
        if self.agent.name in off:
            unavailable.append(f"{self.agent.name}: switched off ({off[self.agent.name].comment})")
        else:
            try:
                return await self._of(self.agent)
            except AgentUnavailable as error:
                unavailable.append(f"{self.agent.name}: {error}")
        for other in await stand_ins(self.agent):  # looked up last, as hardly any request needs one
            if other.name not in off:
                try:
                    return await self._of(await active(other, self.case.process))
                except AgentUnavailable as error:
                    unavailable.append(f"{other.name}: {error}")
        raise AgentUnavailable("; ".join(unavailable))

    async def _of(self, agent: Agent[Req, Resp]) -> tuple[Resp, dict[str, Any]]:
        """Return one agent's answer: the one that is kept for such a request, or a model's."""
        key = _cache_key(agent, self.request, self.language_model)
        kept = await kept_answers.kept(key) if agent.cacheable else None
        if kept is not None:
            record = kept.provenance | self._stood_in(agent) | from_another_case(kept.provenance, self.begun)
            return agent.response.model_validate(kept.answer), record
        caps = await _caps(self.case, self.step, self.agent, self.language_model)
        inquiry = Inquiry(self.case, self.step, agent, self.request, self.language_model, caps)
        deadline = self.begun + self.agent.limits.seconds
        response = await Conversation(inquiry, self.audience, self.log, deadline).answer()
        record = signed(agent, self.log.model) | {"case": str(self.case.id)} | taken(self.log, self.begun)
        if agent.cacheable:
            await kept_answers.keep(key, response.model_dump(mode="json"), record, agent.cacheable)
        return response, record | self._stood_in(agent) | {"how": how(self.log, agent, self.agent)}

    def _stood_in(self, agent: Agent[Req, Resp]) -> dict[str, str]:
        return {} if agent is self.agent else {"stood_in_for": self.agent.title}

    async def _without_models(self, by: str, why: str) -> tuple[Resp, dict[str, Any]]:
        """Return the answer by rules where they may give it; raise the wait for a person's where they may not."""
        if not self.agent.limits.may_fall_back:
            raise await unanswered(self.case, self.agent, self.request, self.step, why)
        return self._by_rules(by, why, {"fell_back": why} | taken(self.log, self.begun))

    def _by_rules(self, by: str, why: str, record: dict[str, Any]) -> tuple[Resp, dict[str, Any]]:
        """Return the baseline's answer; what its check finds is recorded, as nobody is left to send it back to."""
        response = self.agent.baseline(self.request)
        found = self.agent.check(self.request, response)
        return response, signed(self.agent, by) | {"unmended": found, "how": BY_RULES + why} | record


def _cache_key(agent: Agent[Any, Any], request: Any, language_model: LanguageModel) -> str:
    models = [model.name for each in language_model.providers if (model := each.model(agent.tier))]
    return sha256([agent.name, agent.prompt, agent.response_schema, models, request.model_dump(mode="json")])


async def _caps(case: Case, step: str, agent: Agent[Any, Any], language_model: LanguageModel) -> dict[str, int]:
    """Return what the step, the case, the tenant's day and the tenant may spend, in nanodollars, where limited."""
    limits = {
        f"step/{case.id}/{step}": agent.limits.dollars,
        f"case/{case.id}": language_model.case_budget,
        "tenant": language_model.tenant_budget,
    }
    if language_model.day_budget is not None:  # only then is the day worth a question to the database
        limits[f"day/{await database_now():%Y-%m-%d}"] = language_model.day_budget
    return {scope: nanodollars(limit) for scope, limit in limits.items() if limit is not None}
