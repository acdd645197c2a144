"""What each round printed: the words that the people at the gate read, kept before they read them."""

from collections.abc import Awaitable, Callable

from flows.financial_reporting.words.commentary import Commentary
from tasks.casebook.answers import frozen_answer
from tasks.casebook.cases import Case
from tasks.snapshot import Manifest, keep_model, kept_model, snapshot


async def printed_once(case: Case, number: int, write: Callable[[], Awaitable[Commentary]]) -> Commentary:
    """Return what round `number` prints: what `write` gave when it was first written."""

    async def written() -> Manifest:
        return {"commentary": await keep_model(await write())}

    kept = await snapshot(case, written, step=f"printed#{number}")
    return await kept_model(kept["commentary"], Commentary)


async def printed_in(case: Case, number: int) -> Commentary | None:
    """Return what round `number` printed; None where it did not come to that."""
    kept = await frozen_answer(case, f"printed#{number}")
    return None if kept is None else await kept_model(kept["commentary"], Commentary)
