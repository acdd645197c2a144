"""Ask an agent's cases: of its rules, or of one provider of the language model, each as a case of business would be."""

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from agents.evaluation import Evaluation, EvaluationCase
from agents.judging import Check, judged, unanswered
from agents.lessons import with_lessons
from agents.scores import CaseResult, Evaluated
from agents.spec import Agent, AgentResponse
from tasks.asking.failures import NoModelAnswer
from tasks.at_once import at_once
from tasks.casebook.cases import outside_of_cases

if TYPE_CHECKING:
    from blocks.language_model import LanguageModel, Provider
    from tasks.asking.inquiry import Audience


@dataclass(frozen=True)
class Candidate:
    """What is evaluated: a version of an agent, as it would be told now in one process."""

    agent: Agent[Any, Any]
    """As the version tells it."""
    version: str
    evaluation: Evaluation
    process: str = ""
    """Whose lessons it is told; empty without any."""
    lessons: tuple[str, ...] = ()

    @property
    def told(self) -> Agent[Any, Any]:
        """Return the agent with the lessons of the process."""
        return with_lessons(self.agent, self.lessons)

    def result(self, provider: str, model: str, results: list[CaseResult]) -> Evaluated:
        return Evaluated(
            agent=self.agent.name,
            version=self.version,
            prompt_version=self.told.prompt_version,
            process=self.process,
            provider=provider,
            model=model,
            results=tuple(results),
        )


def by_rules(candidate: Candidate) -> Evaluated:
    """Return what the agent's rules answer; they read no prompt and cost nothing."""
    return candidate.result("", "", [_by_rules(candidate.agent, case) for case in candidate.evaluation.cases])


def _by_rules(agent: Agent[Any, Any], case: EvaluationCase) -> CaseResult:
    begun = time.perf_counter()
    response = agent.baseline(agent.request.model_validate(case.request))
    latency = (time.perf_counter() - begun) * 1000
    return _result(case, judged(agent, case, response), response, latency_ms=round(latency, 3))


@dataclass(frozen=True)
class Examiner:
    """One provider of the language model, asked in the way that `ask` asks: admitted, repaired, recorded, paid for."""

    language_model: "LanguageModel"
    """With that provider alone."""
    caps: dict[str, int]
    """Nanodollars that the day may spend."""
    audience: "Audience"

    @property
    def provider(self) -> "Provider":
        return self.language_model.providers[0]

    async def evaluated(self, candidate: Candidate) -> tuple[UUID, Evaluated]:
        """Return the evaluation with the number under which its calls stand, all cases asked at once.

        Raise `BudgetReached` and `LanguageModelRefused` as a conversation does, once every case has ended.
        """
        number = uuid4()
        model = self.provider.model(candidate.agent.tier)
        assert model is not None, "a provider is asked for the tiers that it has"
        cases = enumerate(candidate.evaluation.cases, start=1)
        told = candidate.told
        results = await at_once(*(self._asked(told, case, number, at) for at, case in cases))
        return number, candidate.result(self.provider.name, model.name, results)

    async def _asked(self, agent: Agent[Any, Any], case: EvaluationCase, number: UUID, at: int) -> CaseResult:
        from tasks.asking.conversation import Conversation
        from tasks.asking.inquiry import Inquiry

        of_nobody, step = outside_of_cases(number, "evaluation", "evaluate"), f"evaluate/{at}"
        request = agent.request.model_validate(case.request)
        inquiry = Inquiry(of_nobody, step, agent, request, self.language_model, self.caps)
        talk = Conversation(inquiry, self.audience)
        begun = time.perf_counter()
        try:
            response: AgentResponse | None = await talk.answer()
            why = ""
        except NoModelAnswer as error:
            response, why = None, (talk.log.failures or [str(error)])[-1][:200].rstrip(" .")
        return _result(
            case,
            unanswered(case, why) if response is None else judged(agent, case, response),
            response,
            calls=talk.log.calls,
            cost=talk.log.cost,
            latency_ms=round((time.perf_counter() - begun) * 1000, 1),
            failures=tuple(talk.log.failures),
        )


def _result(case: EvaluationCase, checks: tuple[Check, ...], response: AgentResponse | None, **took: Any) -> CaseResult:
    answer = None if response is None else response.model_dump(mode="json")
    return CaseResult(name=case.name, sha256=case.sha256, checks=checks, answer=answer, **took)
