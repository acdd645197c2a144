"""What a further import says it changed, and what starting clean may and may not do."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from flows.commands.books import load
from flows.financial_reporting.books.library import ClosedPeriodChanged, books_of, import_books, imported_books
from flows.financial_reporting.books.refusals import Refused
from tasks.snapshot import Manifest

ACCOUNTS = """code,name,type
1000,Bank,asset
3000,Capital,equity
4000,Sales,income
"""
JANUARY = """entry_id,date,account,amount
1,2026-01-05,1000,100.00
1,2026-01-05,3000,-100.00
2,2026-01-20,1000,40.00
2,2026-01-20,4000,-40.00
"""
FEBRUARY = """entry_id,date,account,amount
3,2026-02-03,1000,7.00
3,2026-02-03,4000,-7.00
"""
CLOSED = {"": date(2026, 1, 31)}

pytestmark = pytest.mark.parametrize("casebook", ["sqlite"], indirect=True)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "books"
    made.mkdir()
    (made / "books.yaml").write_text("currency: EUR\n")
    return _with(made, accounts=ACCOUNTS, journal=JANUARY)


def _with(folder: Path, **tables: str) -> Path:
    for name, text in tables.items():
        (folder / f"{name}.csv").write_text(text)
    return folder


async def _imported(folder: Path, *, replace: bool = False, closed: dict[str, date] | None = None) -> Manifest:
    manifest, _ = await import_books(folder, None, closed_through=closed or {}, note="test", replace=replace)
    return manifest


def test_an_import_says_what_is_new_replaced_and_unchanged(casebook: Any, folder: Path) -> None:
    async def story() -> None:
        first = await load(folder, None)
        assert "  accounts        3 new, 0 replaced, 0 unchanged" in first
        assert "  entries         2 new, 0 replaced, 0 unchanged" in first
        _with(folder, accounts=ACCOUNTS.replace("Sales", "Turnover") + "5000,Cost,expense\n", journal=FEBRUARY)
        second = await load(folder, None)
        assert "  accounts        1 new, 1 replaced, 2 unchanged" in second
        assert "  entries         1 new, 0 replaced, 2 unchanged" in second

    casebook(story())


def test_an_entry_of_which_one_posting_changed_is_replaced_and_one_in_another_order_is_unchanged(
    casebook: Any, folder: Path
) -> None:
    async def story() -> None:
        await load(folder, None)
        head, *rows = JANUARY.splitlines()
        _with(folder, journal="\n".join([head, *reversed(rows)]) + "\n")
        assert "  entries         0 new, 0 replaced, 2 unchanged" in await load(folder, None, replace=True)
        _with(folder, journal=JANUARY.replace("2026-01-20,4000", "2026-01-20,3000"))
        assert "  entries         0 new, 1 replaced, 1 unchanged" in await load(folder, None, replace=True)

    casebook(story())


def test_starting_clean_leaves_nothing_of_the_books_before_and_they_stay_where_a_case_read_them(
    casebook: Any, folder: Path
) -> None:
    async def story() -> None:
        before = await _imported(folder)
        _with(folder, accounts=ACCOUNTS, journal=FEBRUARY)
        said = await load(folder, None, replace=True)
        assert "  entries         1 new, 0 replaced, 0 unchanged, 2 gone" in said
        assert _entries(await books_of(await imported_books())) == {"3"}
        assert _entries(await books_of(before)) == {"1", "2"}

    casebook(story())


def test_books_that_are_put_back_to_an_earlier_state_are_the_newest_again(casebook: Any, folder: Path) -> None:
    async def story() -> None:
        january = await _imported(folder)
        _with(folder, journal=FEBRUARY)
        await _imported(folder, replace=True)
        _with(folder, journal=JANUARY)
        assert (await _imported(folder, replace=True))["sha256"] == january["sha256"]
        assert (await imported_books())["sha256"] == january["sha256"]

    casebook(story())


@pytest.mark.parametrize(
    "journal",
    [
        JANUARY.replace("40.00", "41.00"),
        JANUARY.replace("2026-01-20", "2026-02-20"),
        JANUARY + "9,2026-01-30,1000,1.00\n9,2026-01-30,4000,-1.00\n",
        FEBRUARY,
    ],
    ids=["another amount", "another month", "one more", "gone"],
)
def test_starting_clean_may_not_change_a_closed_period(casebook: Any, folder: Path, journal: str) -> None:
    async def story() -> None:
        before = await _imported(folder)
        _with(folder, journal=journal)
        with pytest.raises(ClosedPeriodChanged, match="closed through 2026-01-31, and the files differ"):
            await _imported(folder, replace=True, closed=CLOSED)
        assert await imported_books() == before

    casebook(story())


def test_starting_clean_with_the_closed_periods_as_they_were_may_add_later_ones(casebook: Any, folder: Path) -> None:
    async def story() -> None:
        await _imported(folder)
        _with(folder, journal=JANUARY + FEBRUARY.partition("\n")[2])
        await _imported(folder, replace=True, closed=CLOSED)
        assert _entries(await books_of(await imported_books())) == {"1", "2", "3"}

    casebook(story())


def test_the_first_books_may_not_post_to_a_closed_period_either(casebook: Any, folder: Path) -> None:
    with pytest.raises(Refused, match="closed period"):
        casebook(_imported(folder, replace=True, closed=CLOSED))


def _entries(books: Any) -> set[str]:
    return {entry for (entry,) in books.connection.execute("SELECT DISTINCT entry_id FROM journal").fetchall()}
