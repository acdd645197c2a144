"""Let go of what agents, language models and tools said to each other once its time is over."""

from prefect.client.orchestration import PrefectClient

from flows.keeper.one_by_one import OneByOne
from tasks.casebook.call_texts import forget_texts
from tasks.casebook.kept_answers import forget_answers
from tasks.casebook.tool_records import forget_results


async def look_at_texts(client: PrefectClient, rows: OneByOne) -> None:
    """Delete the texts and kept answers whose time, by the language model's block, agents and settings, is over."""
    await forget_texts()
    await forget_answers()
    await forget_results()
