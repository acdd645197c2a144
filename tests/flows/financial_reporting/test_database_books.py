"""Books in a company's own database give the report that the same books give as files."""

import asyncio
import csv
import sqlite3
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from prefect import get_client
from sqlalchemy import make_url

from blocks.books_database import BooksDatabase
from flows.financial_reporting.books.library import (
    BooksMissing,
    BooksNotAllowed,
    books_of,
    database_books,
    import_books,
)
from flows.financial_reporting.books.refusals import Refused
from flows.financial_reporting.brief import ReportingBrief
from flows.financial_reporting.figures.engine import financial_figures
from flows.financial_reporting.figures.financial_figures import FinancialFigures
from flows.financial_reporting.sources import checked_books, differing_postings
from tasks.settings import settings
from tasks.snapshot import Manifest
from tests.conftest import new_database

SAMPLE = Path(__file__).parents[3] / "flows" / "financial_reporting" / "sample"
TABLES = ("accounts", "journal", "budget", "invoices", "payments", "fx_rates")
BRIEF = ReportingBrief(period="2026-10")
LATE = (
    "INSERT INTO journal (entry_id, date, account, {side}, entity) "
    "VALUES ('late', '2026-10-30', '{account}', 12.5, 'Brightwater')"
)

pytestmark = pytest.mark.usefixtures("prefect_server", "allowed_blocks")
on_one_casebook = pytest.mark.parametrize("casebook", ["sqlite"], indirect=True)


def table(name: str) -> tuple[list[str], list[list[str | None]]]:
    """Return a table of the sample: its columns, and its rows with None for what is empty."""
    with (SAMPLE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        columns, *rows = csv.reader(file)
    return columns, [[value or None for value in row] for row in rows]


def column_type(column: str) -> str:
    """Return the type that a company's own table would have."""
    if column in ("date", "issued", "due"):
        return "date"
    return "numeric" if column in ("debit", "credit", "amount", "fx_rate", "rate") else "text"


@pytest.fixture
def allowed_blocks(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    """Let briefs name two blocks beside the tenant's own."""
    monkeypatch.setenv("COUNTERSIGN_BOOKS_BLOCKS", "company, elsewhere")
    settings.cache_clear()


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """The sample's books in an SQLite file with typed columns."""
    path = tmp_path / "books.db"
    connection = sqlite3.connect(path)
    for name in TABLES:
        columns, rows = table(name)
        connection.execute(f"CREATE TABLE {name} ({', '.join(f'{one} {column_type(one)}' for one in columns)})")
        connection.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' for _ in columns)})", rows)
    connection.commit()
    connection.close()
    return path


def save(**fields: Any) -> None:
    """Save the block document, in its form's words, with what the sample's `books.yaml` says."""
    BooksDatabase.model_validate({"company": "Brightwater Instruments", "currency": "EUR", **fields}).save(
        "company", overwrite=True
    )


def save_file(path: Path, **fields: Any) -> None:
    save(
        connection_info={"driver": "sqlite+aiosqlite", "database": str(path)},
        **fields,
    )


async def checked(source: str) -> tuple[Manifest, str]:
    """Return the manifest that the task of the flow gives, and the name of the state that Prefect shows."""
    state = await checked_books(source, return_state=True)
    return await state.result(), state.name


async def figures(manifest: Manifest) -> FinancialFigures:
    return financial_figures(await books_of(manifest), BRIEF, today=date(2026, 11, 21))


async def from_files() -> Manifest:
    await import_books(SAMPLE, None, closed_through={}, note="sample")
    return (await checked("imported"))[0]


@on_one_casebook
def test_an_sqlite_database_gives_the_figures_of_the_files(casebook: Any, database: Path) -> None:
    async def story() -> None:
        manifest, _ = await checked("company")
        files = await from_files()
        assert manifest["sha256"] == files["sha256"]
        assert manifest["mapping"] == "block:company"
        assert await figures(manifest) == await figures(files)

    save_file(database)
    casebook(story())


@on_one_casebook
def test_views_in_a_schema_of_a_postgresql_database_give_the_figures_of_the_files(
    casebook: Any, postgresql: str
) -> None:
    async def story() -> None:
        manifest, _ = await checked("company")
        assert manifest["sha256"] == (await from_files())["sha256"]
        assert (await figures(manifest)).balance_sheet

    server = make_url(new_database(postgresql))
    asyncio.run(fill_postgresql(server.set(drivername="postgresql").render_as_string(hide_password=False)))
    address = {"host": server.host, "port": server.port, "database": server.database, "username": server.username}
    save(
        connection_info={"driver": "postgresql+asyncpg", **address},
        schema_name="reporting",
    )
    casebook(story())


async def fill_postgresql(address: str) -> None:
    """Put the sample's books into tables of other names, with views of the contract's shape in front of them."""
    import asyncpg

    connection = await asyncpg.connect(address)
    await connection.execute("CREATE SCHEMA reporting")
    for name in TABLES:
        columns, rows = table(name)
        await connection.execute(f"CREATE TABLE erp_{name} ({', '.join(f'{one} text' for one in columns)})")
        await connection.copy_records_to_table(f"erp_{name}", records=rows, columns=columns)
        typed = ", ".join(f"{one}::{column_type(one)} AS {one}" for one in columns)
        await connection.execute(f"CREATE VIEW reporting.{name} AS SELECT {typed} FROM erp_{name}")
    await connection.close()


@on_one_casebook
def test_books_that_did_not_change_are_checked_once_and_a_late_posting_is_named(casebook: Any, database: Path) -> None:
    async def story() -> None:
        (first, made), (again, found) = await checked("company"), await checked("company")
        assert (again, made, found) == (first, "Completed", "Cached")
        with sqlite3.connect(database) as connection:
            connection.execute(LATE.format(side="debit", account="6110"))
            connection.execute(LATE.format(side="credit", account="1110"))
        connection.close()
        changed, made = await checked("company")
        assert (made, changed["sha256"] != first["sha256"]) == ("Completed", True)
        assert {late.entry_id for late in await differing_postings(first, changed, BRIEF)} == {"late"}
        assert await figures(first) != await figures(changed)

    save_file(database)
    casebook(story())


@on_one_casebook
def test_books_that_do_not_balance_are_refused_with_the_entry(casebook: Any, database: Path) -> None:
    with sqlite3.connect(database) as connection:
        connection.execute(LATE.format(side="debit", account="6110"))
    connection.close()
    save_file(database)
    with pytest.raises(Refused, match="late"):
        casebook(database_books("company"))


@on_one_casebook
def test_a_database_without_the_contracts_tables_is_refused_with_the_mend(casebook: Any, tmp_path: Path) -> None:
    sqlite3.connect(tmp_path / "empty.db").close()
    save_file(tmp_path / "empty.db")
    with pytest.raises(Refused, match=r"accounts, .*journal"):
        casebook(database_books("company"))


@on_one_casebook
def test_a_block_that_nobody_saved_is_named(casebook: Any) -> None:
    with pytest.raises(BooksMissing, match=r"no books database block 'elsewhere': save one of this name"):
        casebook(database_books("elsewhere"))


@on_one_casebook
@pytest.mark.parametrize("block", ["default-2", "other-tenant", ""])
def test_a_block_that_is_none_of_the_tenants_is_refused_whether_it_is_there_or_not(casebook: Any, block: str) -> None:
    with pytest.raises(BooksNotAllowed, match=r"none of tenant 'default'.*'default' or 'company' or 'elsewhere'"):
        casebook(database_books(block))


@on_one_casebook
def test_the_block_of_the_tenants_own_name_is_allowed(casebook: Any) -> None:
    with pytest.raises(BooksMissing, match="no books database block 'default'"):
        casebook(database_books("default"))


@on_one_casebook
def test_a_database_that_does_not_answer_is_named_without_its_password(casebook: Any) -> None:
    save(
        connection_info={
            "driver": "postgresql+asyncpg",
            "host": "127.0.0.1",
            "port": 1,
            "database": "books",
            "username": "reader",
            "password": "s3cr3t",
        }
    )
    with pytest.raises(BooksMissing, match=r"database of the block 'company' could not be read") as refused:
        casebook(database_books("company"))
    assert "s3cr3t" not in str(refused.value)


@on_one_casebook
@pytest.mark.parametrize(("fault", "attempts"), [("books that do not balance", 1), ("a database that is away", 3)])
def test_only_a_fault_that_may_pass_is_tried_again(casebook: Any, database: Path, fault: str, attempts: int) -> None:
    async def story() -> int:
        state = await checked_books.with_options(retry_delay_seconds=0)("company", return_state=True)
        async with get_client() as client:
            return (await client.read_task_run(state.state_details.task_run_id)).run_count

    if fault == "a database that is away":
        away = {"driver": "postgresql+asyncpg", "host": "127.0.0.1", "port": 1, "database": "books", "username": "eve"}
        save(connection_info=away)
    else:
        with sqlite3.connect(database) as connection:
            connection.execute(LATE.format(side="debit", account="6110"))
        connection.close()
        save_file(database)
    assert casebook(story()) == attempts


def test_a_saved_block_gives_its_password_to_those_who_load_it_and_to_no_page() -> None:
    save(
        connection_info={
            "driver": "postgresql+asyncpg",
            "host": "db.example.com",
            "database": "books",
            "username": "reader",
            "password": "s3cr3t",
        }
    )
    loaded = BooksDatabase.load("company")
    assert loaded.connection_info.create_url().password == "s3cr3t"
    assert "s3cr3t" not in f"{loaded!r} {loaded.model_dump_json()}"
