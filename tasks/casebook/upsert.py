"""Insert a row unless it is there: the same statement on both databases."""

from importlib import import_module
from typing import Any

from sqlalchemy import Table
from sqlalchemy.ext.asyncio import AsyncConnection


async def insert_once(connection: AsyncConnection, table: Table, **values: Any) -> bool:
    """Insert the row unless one with its key exists; return whether it was inserted."""
    dialect = import_module(f"sqlalchemy.dialects.{connection.dialect.name}")  # the other need not be imported
    result = await connection.execute(dialect.insert(table).values(**values).on_conflict_do_nothing())
    return result.rowcount == 1
