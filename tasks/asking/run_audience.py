"""People who watch a run: they read its log, and see a long draft grow as an artifact of it."""

import asyncio
import time
from typing import Any
from uuid import UUID

from prefect import get_run_logger
from prefect.artifacts import acreate_progress_artifact, aupdate_progress_artifact

from agents.spec import Agent
from blocks.language_model import Provider
from tasks.asking.growing_text import as_words, draft_text, longest_texts
from tasks.case_id import short_id
from tasks.casebook.admission import News
from tasks.casebook.cases import Case
from tasks.redaction import redacted

SHOW_EVERY = 1.0
"""Seconds between two looks at a growing draft."""
WRITING = "is being written; nothing of it counts before it is whole and checked."
NOT_KEPT = "was not kept."


class RunAudience:
    """Those who watch the run that asks for a step's answer. What they see is never read again by us."""

    def __init__(self, case: Case, step: str) -> None:
        self._case, self._step = case, step
        self._artifact: UUID | None = None
        self._showing: asyncio.Task[None] | None = None
        self._next = 0.0
        self._end = NOT_KEPT, ""
        self._title = "The draft"

    async def __aenter__(self) -> "RunAudience":
        return self

    async def __aexit__(self, *error: object) -> None:
        """Show what became of the draft, where one was shown."""
        if self._showing is not None:
            await asyncio.gather(self._showing, return_exceptions=True)
        if self._artifact is not None:
            await self._show(*self._end, share=1.0)

    def answered(self, answer: dict[str, Any], by: str) -> None:
        """Take note of the answer that stands, to show it in the draft's place."""
        self._end = f"is done. This is the step's answer, by {by}.", redacted(longest_texts(answer))

    async def hear(self, provider: Provider, news: News) -> None:
        """Say in the run's log what people should hear of."""
        logger = get_run_logger()
        if news.opened:
            logger.warning("Provider %s failed five times within a minute: it is left alone for now.", provider.name)
        if news.closed:
            logger.info("Provider %s answers again.", provider.name)
        for scope in news.near_their_cap:
            logger.warning("The budget of %s is at 80 %%.", scope)

    async def see(self, agent: Agent[Any, Any], draft: str, *, share: float) -> None:
        """Show the draft as far as it is written, once a second at most; whoever writes it does not wait for that."""
        if time.monotonic() < self._next or (self._showing is not None and not self._showing.done()):
            return
        self._next, self._title = time.monotonic() + SHOW_EVERY, f"The {agent.title.lower()}'s draft"
        words = draft_text(draft)
        if words:
            self._showing = asyncio.create_task(self._show(WRITING, words, share=min(share, 0.99)))

    async def _show(self, state: str, words: str, *, share: float) -> None:
        description = f"{as_words(f'{self._title} for {self._step} {state}')}\n\n{as_words(words)}"
        try:
            if self._artifact is None:
                key = f"draft-{short_id(self._case.id)}"
                self._artifact = await acreate_progress_artifact(100 * share, key=key, description=description)
            else:
                await aupdate_progress_artifact(self._artifact, progress=100 * share, description=description)
        except Exception as error:  # nobody's answer depends on who watches it
            get_run_logger().warning("A growing draft could not be shown: %s", type(error).__name__)
            self._next = float("inf")
