"""Personal tokens: how a person proves in a terminal who they are. Only their hashes are kept."""

import getpass
import hashlib
import os
import secrets
import socket
from datetime import timedelta

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from tasks.casebook.audit import record
from tasks.casebook.database import reading, writing
from tasks.casebook.tables import now, tokens
from tasks.settings import settings

LIFETIME = timedelta(days=90)


class TokenRefused(PermissionError):
    """A token that is unknown, revoked or out of date."""


async def issue(person: str) -> str:
    """Return a new token of `person`, valid for 90 days, revoking the earlier ones; it is shown this once."""
    token = f"cs_{secrets.token_urlsafe(32)}"
    async with writing() as connection:
        await _revoke(connection, person)
        at = (await connection.execute(select(now()))).scalar_one()
        values = {
            "sha256": _hash(token),
            "tenant": settings().tenant,
            "person": person,
            "at": at,
            "expires_at": at + LIFETIME,
        }
        await connection.execute(insert(tokens).values(**values))
        await record(connection, "operator", "token issued", f"person:{person}", **_operator())
    return token


async def revoke(person: str) -> int:
    """Let no token of `person` count any more; return how many did until now."""
    async with writing() as connection:
        revoked = await _revoke(connection, person)
        await record(connection, "operator", "tokens revoked", f"person:{person}", count=revoked, **_operator())
    return revoked


async def person_of(token: str) -> str:
    """Return whose token it is; raise `TokenRefused` where it is nobody's any more."""
    async with reading() as connection:
        query = select(tokens.c.person).where(
            tokens.c.sha256 == _hash(token),
            tokens.c.tenant == settings().tenant,
            tokens.c.revoked_at.is_(None),
            tokens.c.expires_at > now(),
        )
        person = (await connection.execute(query)).scalar_one_or_none()
    if person is None:
        raise TokenRefused(
            "This token is not valid (any more): an operator gives a new one with `countersign token NAME`."
        )
    return person


async def _revoke(connection: AsyncConnection, person: str) -> int:
    valid = (
        tokens.c.tenant == settings().tenant,
        tokens.c.person == person,
        tokens.c.revoked_at.is_(None),
        tokens.c.expires_at > now(),
    )
    return (await connection.execute(update(tokens).where(*valid).values(revoked_at=now()))).rowcount


def _operator() -> dict[str, str]:
    """Return the account and the machine from which somebody who holds the casebook's address acts."""
    try:
        account = getpass.getuser()
    except (KeyError, OSError):  # an account without a name, as in a container
        account = f"uid {os.getuid()}"
    return {"account": account, "host": socket.gethostname()}


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
