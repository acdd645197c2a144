"""Insert a row unless it is there, or change it where it is: the same statement on both databases."""

from collections.abc import Iterable, Mapping
from importlib import import_module
from typing import Any

from sqlalchemy import Row, Table, select
from sqlalchemy.ext.asyncio import AsyncConnection

from tasks.settings import settings


async def insert_once(connection: AsyncConnection, table: Table, **values: Any) -> bool:
    """Insert the row unless one with its key exists; return whether it was inserted."""
    result = await connection.execute(_insert(connection, table).values(**values).on_conflict_do_nothing())
    return result.rowcount == 1


async def put(connection: AsyncConnection, table: Table, key: Mapping[str, Any], **values: Any) -> None:
    """Insert the row of this key, or give it these values where it is there."""
    statement = _insert(connection, table).values(**key, **values)
    await connection.execute(statement.on_conflict_do_update(index_elements=list(key), set_=values))


async def locked(
    connection: AsyncConnection, table: Table, names: Iterable[str], *, by: str, **empty: Any
) -> list[Row[Any]]:
    """Return the tenant's rows with these names in column `by`, locked until the transaction ends; `empty` where a row
    was missing.
    """
    mine = (table.c.tenant == settings().tenant, table.c[by].in_(sorted(set(names))))
    query = select(table).where(*mine).order_by(table.c[by]).with_for_update()
    rows = list(await connection.execute(query))
    missing = sorted(set(names) - {getattr(row, by) for row in rows})
    for name in missing:
        await insert_once(connection, table, tenant=settings().tenant, **{by: name}, **empty)
    return list(await connection.execute(query)) if missing else rows


def _insert(connection: AsyncConnection, table: Table) -> Any:
    """Return the dialect's own insert; the other dialect need not be imported for it."""
    return import_module(f"sqlalchemy.dialects.{connection.dialect.name}").insert(table)
