"""The tasks that read this domain's data contract: the books, checked once, and what is computed from them."""

import asyncio
import logging
from datetime import date
from typing import Any

from prefect import Task, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State, TaskRun

from flows.financial_reporting.books.contract import CONTRACT_VERSION
from flows.financial_reporting.books.library import (
    BooksMissing,
    BooksNotAllowed,
    books_of,
    database_books,
    imported_books,
)
from flows.financial_reporting.books.refusals import Refused
from flows.financial_reporting.brief import ReportingBrief
from flows.financial_reporting.figures.fiscal_calendar import FiscalCalendar
from flows.financial_reporting.figures.periods import reporting_period
from flows.financial_reporting.outcome import LatePosting, LatePostings
from reports.canonical import sha256
from tasks.casebook.contents import set_version, version
from tasks.settings import settings
from tasks.snapshot import Manifest, cached, keep_model

log = logging.getLogger("countersign.books")


class BooksDamaged(RuntimeError):
    """Stored books that differ from what was proved at their import."""


def _may_pass(task: Task[..., Any], run: TaskRun, state: State[Any]) -> bool:
    """Whether a failure may pass by itself: a database or network that did not answer, never books that do not fit."""
    from sqlalchemy.exc import DataError, IntegrityError, NotSupportedError, ProgrammingError

    said = (DataError, IntegrityError, NotSupportedError, ProgrammingError)
    faults = (error for error in (state.data, getattr(state.data, "__cause__", None)) if not isinstance(error, said))
    return any(isinstance(error, _unreachable()) for error in faults)


def _unreachable() -> tuple[type[Exception], ...]:
    """Return how a database or a network says that it does not answer."""
    from httpx import TransportError
    from sqlalchemy.exc import DBAPIError

    return DBAPIError, OSError, TransportError


@task(
    task_run_name="load {source}",
    retries=2,
    retry_delay_seconds=[1, 5],
    retry_condition_fn=_may_pass,
    persist_result=False,
    cache_policy=NO_CACHE,
)
async def checked_books(source: str) -> Manifest | State[Any]:
    """Return the manifest of the books at `source`, checked; books that did not change are checked once.

    The key is the hash of their content, the contract's version, the mapping's hash and the tenant: a change of this
    code keeps it, a change of the books does not.
    """
    manifest = await _books_now(source)
    key = sha256([manifest["sha256"], CONTRACT_VERSION, manifest["mapping"], settings().tenant])
    known = await version("books/checked", key)
    if known is not None:
        return cached(known)
    books = await books_of(manifest)
    if await asyncio.to_thread(books.content_hash) != manifest["sha256"]:
        raise BooksDamaged(
            f"The stored books {manifest['sha256'][:12]} are not the ones that were imported: restore the "
            "casebook from a backup."
        )
    await set_version("books/checked", key, manifest, note=source)
    return manifest


@task(persist_result=False, cache_policy=NO_CACHE)
async def computed_figures(manifest: Manifest, brief: ReportingBrief, today: date) -> Manifest:
    """Compute the period's figures and the postings behind its material variances; return their hashes."""
    from flows.financial_reporting.figures.engine import financial_figures
    from flows.financial_reporting.words.drilldown import postings_behind

    books = await books_of(manifest)
    figures = await asyncio.to_thread(financial_figures, books, brief, today=today)
    behind = await asyncio.to_thread(postings_behind, books, brief, figures)
    return {
        "figures": await keep_model(figures),
        "postings": await keep_model(behind),
        "books": manifest["sha256"],
    }


async def late_postings(manifest: Manifest, brief: ReportingBrief) -> LatePostings:
    """Return the postings in which the books of now differ from the snapshot, or why they could not be read: whatever
    keeps them from it, the pack is out.
    """
    try:
        now = await _books_now(brief.books)
        if now["sha256"] == manifest["sha256"]:
            return LatePostings()
        if not _have_entries(manifest, now):
            return LatePostings(not_looked_for="The books have changed, and hold balances without entries to name.")
        return LatePostings(found=tuple(await differing_postings(manifest, now, brief)))
    except (*_unreachable(), BooksMissing, BooksNotAllowed, Refused) as error:
        kind = type(error.__cause__ or error).__name__
        log.warning("The books '%s' could not be read after the delivery.", brief.books, exc_info=error)
        return LatePostings(
            not_looked_for=f"The books '{brief.books}' could not be read after the delivery ({kind}): the log of the "
            "worker says why."
        )


async def differing_postings(before: Manifest, after: Manifest, brief: ReportingBrief) -> list[LatePosting]:
    """Return the postings in which the later books differ from the earlier ones up to the period's last day: the
    balance sheet holds them from the books' beginning. Books of balances hold none.
    """
    if not _have_entries(before, after):
        return []
    period = reporting_period(brief.period, FiscalCalendar(brief.fiscal_year_end))
    earlier, later = await books_of(before), await books_of(after)
    changes = await asyncio.to_thread(later.posting_changes, earlier, period.span.end)
    concerned = (change for change in changes if brief.entity in ("", change.posting.entity))
    return [LatePosting.of(change, later.currency) for change in concerned]


def _have_entries(*manifests: Manifest) -> bool:
    return all("journal" in manifest["tables"] for manifest in manifests)


async def _books_now(source: str) -> Manifest:
    return await (imported_books() if source == "imported" else database_books(source))
