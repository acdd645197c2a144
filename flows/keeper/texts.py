"""Let go of what agents, language models and tools said to each other once its time is over."""

from prefect.client.orchestration import PrefectClient

from flows.keeper.one_by_one import OneByOne
from tasks.casebook.model_calls import forget_texts
from tasks.casebook.tool_records import forget_results


async def look_at_texts(client: PrefectClient, rows: OneByOne) -> None:
    """Delete the texts of calls that were kept for as long as the language model's block and the settings say."""
    await forget_texts()
    await forget_results()
