"""A named part of a flow, seen as a run of its own in the Prefect UI."""

from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed

from tasks.wait import MustWait

P = ParamSpec("P")
R = TypeVar("R")


def phase(name: str, *, run_name: str = "") -> Callable[[Callable[P, Awaitable[R]]], Callable[P, Awaitable[R]]]:
    """Make a function a phase of this name; its runs are called `run_name`, which may name its parameters.

    Prefect lets no subflow sleep, and waiting for a person is no failure: the phase's run ends as "Waits", and its
    flow sleeps in its place.
    """

    def made(body: Callable[P, Awaitable[R]]) -> Callable[P, Awaitable[R]]:
        @wraps(body)
        async def ends(*args: P.args, **kwargs: P.kwargs) -> R | State[Any]:
            try:
                return await body(*args, **kwargs)
            except MustWait as wait:
                return Completed(name="Waits", message=str(wait), data=wait)

        run = flow(name=name, flow_run_name=run_name or name, persist_result=False)(ends)

        @wraps(body)
        async def called(*args: P.args, **kwargs: P.kwargs) -> R:
            answer: Any = await run(*args, **kwargs)
            if isinstance(answer, MustWait):
                raise answer
            return answer

        return called

    return made
