"""What a reader of the casebook sees: one state of it, whoever writes meanwhile."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import text, update
from sqlalchemy.exc import DBAPIError

from flows.cli import main
from tasks.casebook.audit import broken_link, end
from tasks.casebook.database import CasebookAway, reading, writing
from tasks.casebook.tables import cases
from tasks.settings import settings
from tests.tasks.casebook.desk import opened


def test_the_audit_is_read_in_one_state_whatever_is_appended_between_two_statements(casebook: Any) -> None:
    async def story() -> None:
        await opened("one")
        async with reading() as connection:
            before = await end(connection)
            await opened("two")
            assert await end(connection) == before
            assert await broken_link(connection) is None
        async with reading() as connection:
            assert (await end(connection))[0] == before[0] + 1

    casebook(story())


def test_a_reader_changes_nothing_and_leaves_its_connection_to_writers(casebook: Any) -> None:
    async def story() -> None:
        await opened("one")
        with pytest.raises(DBAPIError, match=r"read-only transaction|readonly database"):
            async with reading() as connection:
                await connection.execute(update(cases).values(state="closed"))
        async with writing() as connection:
            assert (await connection.execute(update(cases).values(state="closed"))).rowcount == 1

    casebook(story())


def test_a_casebook_that_does_not_answer_is_named_without_its_password(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story(connected: Any) -> None:
        async with connected():
            raise AssertionError("nobody is there")

    monkeypatch.setenv("COUNTERSIGN_CASEBOOK", "postgresql+asyncpg://ops:secret@127.0.0.1:9/casebook")
    settings.cache_clear()
    for connected in (reading, writing):
        with pytest.raises(CasebookAway, match="does not answer") as refused:
            asyncio.run(story(connected))
        assert "secret" not in str(refused.value)


def test_the_command_line_says_in_one_line_that_the_casebook_is_away(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COUNTERSIGN_CASEBOOK", "postgresql+asyncpg://ops@127.0.0.1:9/casebook")
    settings.cache_clear()
    said = CliRunner().invoke(main, ["cases"])
    assert said.exit_code == 1
    assert said.output.startswith(
        "Error: The casebook at postgresql+asyncpg://ops@127.0.0.1:9/casebook does not answer"
    )


def test_only_missing_tables_are_answered_with_setup(casebook: Any) -> None:
    async def drop(change: str) -> None:
        async with writing() as connection:
            await connection.execute(text(change))

    casebook(drop("ALTER TABLE cases RENAME COLUMN tenant TO gone"))
    assert "countersign setup" not in CliRunner().invoke(main, ["cases"]).output
    casebook(drop("DROP TABLE cases"))
    assert "has no tables yet: `countersign setup` makes them" in CliRunner().invoke(main, ["cases"]).output
