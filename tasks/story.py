"""What every flow's body is wrapped in: it ends well where there is nothing to tell, and sleeps where a step must."""

from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from prefect.client.schemas.objects import State
from prefect.exceptions import Abort
from prefect.logging import get_run_logger

from tasks.case import AlreadyTold, overtaken, rest, told_here
from tasks.casebook.attempts import StaleEpoch
from tasks.casebook.database import dispose
from tasks.wait import MustWait, sleep

P = ParamSpec("P")
R = TypeVar("R")


def story(body: Callable[P, Awaitable[R]]) -> Callable[P, Awaitable[R | State[Any]]]:
    """Let a flow's body end at once, and well, where its case is told already, or where a newer attempt tells it; let
    it sleep where a step cannot go on without a person.

    Two attempts of a case are one run in Prefect. Its state is the newer one's, so the older ends by Prefect's `Abort`:
    its process exits and the run's state stays as it is.
    """

    @wraps(body)
    async def told(*args: P.args, **kwargs: P.kwargs) -> R | State[Any]:
        try:
            try:
                return await body(*args, **kwargs)
            except MustWait as wait:
                get_run_logger().warning("Case %s sleeps: %s", wait.case.id, wait)
                await sleep(wait.case, wait.waits_for)
                raise AssertionError("unreachable: sleeping ends this process") from wait
        except AlreadyTold as end:
            get_run_logger().info("%s", end)
            return end.state
        except Exception as error:
            if not isinstance(error, StaleEpoch) and not await overtaken():
                raise
            get_run_logger().warning("A newer attempt tells this case; this one ends here: %s", error)
            raise Abort(str(error)) from error
        finally:
            for case in told_here():
                rest(case)
            await dispose()

    return told
