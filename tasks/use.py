"""The verb `use`: the only way to a tool."""

from typing import Any

from prefect import get_run_logger, task
from prefect.cache_policies import NO_CACHE

from agents.spec import Agent
from tasks.casebook.cases import Case
from tasks.casebook.taints import taint
from tasks.casebook.tool_calls import News
from tasks.tools.call import Call, used
from tasks.tools.tool import Used


@task(
    name="use",
    task_run_name="use {tool} {step}",
    retries=0,
    persist_result=False,
    cache_policy=NO_CACHE,
)
async def use(case: Case, agent: Agent[Any, Any], tool: str, arguments: dict[str, Any], *, step: str) -> Used:
    """Return what the tool gives the agent: the result that the case's `step` has, or a new one that it keeps.

    A call passes permission, quota, breaker, cache and schema check, is made, redacted and recorded. Raise
    `ToolRefused`, whose `outcome` says which of these it did not pass, and `StaleEpoch` where a newer attempt of the
    case has taken over. Nothing is called twice for a step that has its result.
    """
    logger = get_run_logger()

    def tell(news: News) -> None:
        if news.opened:
            logger.warning("Tool %s failed five times within a minute: it is left alone for now.", tool)
        if news.closed:
            logger.info("Tool %s answers again.", tool)

    given, how = await used(Call(case, agent, tool, arguments, step), tell)
    if given.outside:
        await taint(case, {f"tool {tool}"}, step)  # before anybody reads it
    logger.info("Case %s, step %s: %s %s.", case.id, step, tool, how)
    return given
