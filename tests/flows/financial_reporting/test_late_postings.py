"""Postings that came after the pack was drawn up are named; books that cannot be read then fail no delivered close."""

from pathlib import Path
from typing import Any

import pytest

from blocks.books_database import BooksDatabase
from flows.financial_reporting.books.library import import_books
from flows.financial_reporting.brief import ReportingBrief
from flows.financial_reporting.outcome import LatePostings
from flows.financial_reporting.sources import differing_postings, late_postings
from tasks.snapshot import Manifest

ACCOUNTS = "code,name,type\n1000,Bank,asset\n4000,Sales,income\n"
FEBRUARY = ReportingBrief(period="2025-02")

pytestmark = pytest.mark.parametrize("casebook", ["sqlite"], indirect=True)


async def imported(folder: Path, **tables: str) -> Manifest:
    folder.mkdir()
    for name, content in tables.items():
        (folder / f"{name}.csv").write_text(content, encoding="utf-8")
    manifest, _ = await import_books(folder, None, closed_through={}, note=folder.name)
    return manifest


def journal(*days: str) -> str:
    """Return one sale on each day, whose entry is named after it."""
    rows = [f"{day},{day},1000,10.00,\n{day},{day},4000,,10.00\n" for day in days]
    return f"entry_id,date,account,debit,credit\n{''.join(rows)}"


def test_late_postings_are_those_up_to_the_periods_end_since_the_balance_sheet_holds_them_all(
    casebook: Any, tmp_path: Path
) -> None:
    async def story() -> list[str]:
        before = await imported(tmp_path / "before", accounts=ACCOUNTS, journal=journal("2025-02-03"))
        later = ("2024-06-30", "2024-07-01", "2024-12-31", "2025-01-07", "2025-02-28", "2025-03-01")
        await imported(tmp_path / "later", accounts=ACCOUNTS, journal=journal(*later))
        told = await late_postings(before, FEBRUARY)
        assert told.not_looked_for == ""
        return sorted({one.entry_id for one in told.found})

    assert casebook(story()) == ["2024-06-30", "2024-07-01", "2024-12-31", "2025-01-07", "2025-02-28"]


def test_books_that_did_not_change_have_no_late_postings(casebook: Any, tmp_path: Path) -> None:
    async def story() -> LatePostings:
        return await late_postings(
            await imported(tmp_path / "books", accounts=ACCOUNTS, journal=journal("2025-02-03")), FEBRUARY
        )

    assert casebook(story()) == LatePostings()


def test_books_of_balances_have_changed_without_entries_to_name(casebook: Any, tmp_path: Path) -> None:
    balances = "period,account,amount,kind\n2025-02,1000,{0},closing\n2025-02,4000,-{0},closing\n"

    async def story() -> LatePostings:
        before = await imported(tmp_path / "before", accounts=ACCOUNTS, trial_balances=balances.format(5))
        after = await imported(tmp_path / "later", accounts=ACCOUNTS, trial_balances=balances.format(6))
        assert await differing_postings(before, after, FEBRUARY) == []
        return await late_postings(before, FEBRUARY)

    told = casebook(story())
    assert (told.found, "balances without entries" in told.not_looked_for) == ((), True)


@pytest.mark.usefixtures("prefect_server")
@pytest.mark.parametrize(("books", "why"), [("default", "ConnectionRefusedError"), ("nowhere", "BooksNotAllowed")])
def test_books_that_cannot_be_read_after_the_delivery_are_told_with_the_reason(
    casebook: Any, tmp_path: Path, books: str, why: str
) -> None:
    gone = {"driver": "postgresql+asyncpg", "host": "127.0.0.1", "port": 9, "database": "books"}
    BooksDatabase.model_validate({"connection_info": gone, "currency": "EUR"}).save("default", overwrite=True)

    async def story() -> LatePostings:
        before = await imported(tmp_path / "books", accounts=ACCOUNTS, journal=journal("2025-02-03"))
        return await late_postings(before, FEBRUARY.model_copy(update={"books": books}))

    told = casebook(story())
    assert told.found == ()
    assert told.not_looked_for == (
        f"The books '{books}' could not be read after the delivery ({why}): the log of the worker says why."
    )
    assert "127.0.0.1" not in told.not_looked_for, "what a driver says is for the log"
