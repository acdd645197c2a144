"""Settle the calls to language models whose process ended, so that what was set aside for them binds no budget."""

from prefect.client.orchestration import PrefectClient

from flows.keeper.one_by_one import OneByOne, log
from tasks.casebook.lost_calls import settle_overdue


async def look_at_lost_calls(client: PrefectClient, rows: OneByOne) -> None:
    """Count what calls that can be in flight no more had set aside as spent."""
    if settled := await settle_overdue():
        log.warning("%d calls to language models were never settled: they count as spent.", settled)
