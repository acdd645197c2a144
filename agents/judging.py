"""Judge an agent's answer by a case of its evaluation."""

from collections.abc import Callable, Iterator
from typing import Any

from pydantic import BaseModel

from agents.evaluation import EvaluationCase, Expectation
from agents.harms import HARMS
from agents.quotations import own_words
from agents.spec import Agent, AgentRequest, AgentResponse

_OWN = "passes the agent's own check"


class Check(BaseModel, frozen=True, extra="forbid"):
    """One thing that was expected of an answer."""

    what: str
    """As a reader is told it: "says EUR 12,500"."""
    failed: str = ""
    """Why it is not met, one sentence; empty where it is."""

    @property
    def held(self) -> bool:
        return not self.failed


def judged(agent: Agent[Any, Any], case: EvaluationCase, response: AgentResponse) -> tuple[Check, ...]:
    """Return every check of the case on this answer, the agent's own check last."""
    request = agent.request.model_validate(case.request)
    said = "\n".join(_texts(response.model_dump(mode="json")))
    own = own_words(said)
    checks = [_check(f"says {one.shown}", one, one.found_in(said)) for one in case.must]
    checks += [_check(f"does not say {one.shown}", one, not one.found_in(own)) for one in case.must_not]
    if case.checker:
        checks.append(_done(f"no harm: {_words(case.checker)}", HARMS[case.checker], request, response))
    checks.append(_done(_OWN, agent.check, request, response))
    return tuple(checks)


def unanswered(case: EvaluationCase, why: str) -> tuple[Check, ...]:
    """Return the checks of a case that got no valid answer: none is met."""
    names = [f"says {one.shown}" for one in case.must] + [f"does not say {one.shown}" for one in case.must_not]
    names += [f"no harm: {_words(case.checker)}"] * bool(case.checker)
    return tuple(Check(what=name, failed=f"There is no valid answer: {why}.") for name in (*names, _OWN))


def _done(what: str, checker: Callable[[Any, Any], list[str]], request: AgentRequest, response: AgentResponse) -> Check:
    """Return what a checker says; one that an answer breaks says nothing good of it, and ends no evaluation."""
    try:
        return Check(what=what, failed=" ".join(checker(request, response)))
    except Exception as error:
        return Check(what=what, failed=f"It could not be checked ({type(error).__name__}: {error}).")


def _words(name: str) -> str:
    return name.replace("_", " ")


def _check(what: str, expected: Expectation, met: bool) -> Check:
    if met:
        return Check(what=what)
    told = f"it {'does not say' if what.startswith('says') else 'says'} {expected.shown}"
    why = f"{expected.harm} ({told})" if expected.harm else told
    return Check(what=what, failed=f"{why[:1].upper()}{why[1:]}.")


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
