"""What a reader of the casebook sees: one state of it, whoever writes meanwhile."""

from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.exc import DBAPIError

from tasks.casebook.audit import broken_link, end
from tasks.casebook.database import reading, writing
from tasks.casebook.tables import cases
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


@pytest.mark.parametrize("casebook", ["postgresql"], indirect=True)
def test_a_reader_changes_nothing_and_leaves_its_connection_to_writers(casebook: Any) -> None:
    async def story() -> None:
        await opened("one")
        with pytest.raises(DBAPIError, match="read-only transaction"):
            async with reading() as connection:
                await connection.execute(update(cases).values(state="closed"))
        async with writing() as connection:
            assert (await connection.execute(update(cases).values(state="closed"))).rowcount == 1

    casebook(story())
