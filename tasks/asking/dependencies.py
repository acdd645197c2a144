"""Requests that are built from the answers of other steps: a step that is not there yet runs first."""

from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any, TypeVar
from uuid import UUID

from agents.spec import Agent, AgentRequest, AgentResponse
from agents.untrusted import sources_in, sources_present
from tasks.casebook.answers import frozen_answer
from tasks.casebook.cases import Case
from tasks.single_flight import single_flight

Req = TypeVar("Req", bound=AgentRequest)
Resp = TypeVar("Resp", bound=AgentResponse)

Build = Callable[[], Awaitable[Req]]
"""Builds a request; raises `StepMissing` where it reads an answer that is not there."""
First = Mapping[str, Callable[[], Awaitable[Any]]]
"""By step, who provides its answer."""

_needs = Counter[tuple[UUID, str, str]]()
"""The steps of a case of which this process lets the first wait for the second, as often as it does."""


class StepMissing(LookupError):
    """A request reads the answer of a step that has none yet."""

    def __init__(self, step: str) -> None:
        super().__init__(f"Step '{step}' has no answer yet: ask it first, or name in `first` who does.")
        self.step = step


class StepNotProvided(LookupError):
    """A step that nobody provides, or that has no answer although it ran."""


class StepsInACircle(ValueError):
    """Steps of which each needs the answer of the next, and the last that of the first."""


async def answer_at(case: Case, step: str, model: type[Resp]) -> Resp:
    """Return the answer that the case's step has; raise `StepMissing` where it has none."""
    stored = await frozen_answer(case, step)
    if stored is None:
        raise StepMissing(step)
    return model.model_validate(stored)


async def built(case: Case, step: str, build: Build[Req], first: First) -> Req:
    """Return the request of a step; whatever answer it lacks is provided first, each once.

    Raise `StepNotProvided` and `StepsInACircle`, both with the path of steps and the mend.
    """
    ran = set[str]()
    while True:
        try:
            return await build()
        except StepMissing as missing:
            if missing.step in ran:
                raise StepNotProvided(
                    f"Step '{missing.step}' of case {case.id} ran for '{step}' and has no answer: let what `first` "
                    f"names for it ask under exactly this name."
                ) from missing
            await _provide(case, step, missing.step, first)
            ran.add(missing.step)


async def sources_read_by(agent: Agent[Req, Any], request: Req | Build[Req]) -> Iterable[str]:
    """Return the sources outside from which an answered request holds text; all that it may hold text from where it can
    be built no more.
    """
    if not callable(request):
        return sources_present(request)
    try:
        return sources_present(await request())
    except Exception:  # its step has its answer, and needs nothing of this
        return sources_in(agent.request)


async def _provide(case: Case, step: str, needed: str, first: First) -> None:
    paths = _paths_to(case, step)
    if needed in paths:
        raise StepsInACircle(
            f"Steps of case {case.id} need each other in a circle: {' -> '.join((*paths[needed], needed))}. Let one of "
            "them do without the answer of the next."
        )
    if needed not in first:
        path = (*max(paths.values(), key=len), needed)
        raise StepNotProvided(
            f"Step '{needed}' of case {case.id} has no answer, and nobody provides it ({' -> '.join(path)}): ask it "
            f"before '{step}', or name in `first` who does."
        )
    edge = (case.id, step, needed)
    _needs[edge] += 1
    try:
        await single_flight(("step", case.id, needed), first[needed])  # others may need it at the same moment
    finally:
        _needs[edge] -= 1
        if not _needs[edge]:
            del _needs[edge]


def _paths_to(case: Case, step: str) -> dict[str, tuple[str, ...]]:
    """Return by each step that waits for this one, itself included, the shortest path from there to here."""
    paths: dict[str, tuple[str, ...]] = {step: (step,)}
    open_ = [step]
    while open_:
        here = open_.pop(0)
        for number, waits, needed in _needs:
            if number == case.id and needed == here and waits not in paths:
                paths[waits] = (waits, *paths[here])
                open_.append(waits)
    return paths
