"""Who types: proved by a personal token, or on the embedded set-up taken at their word."""

import os

from pydantic import BaseModel

from tasks.casebook import tokens
from tasks.casebook.words import Word
from tasks.deciding.rules import load_rules
from tasks.settings import settings


class Identity(BaseModel, frozen=True):
    """Who acts, and whether that was proved."""

    name: str
    authenticated: bool


async def identity(who: str | None) -> Identity:
    """Return who acts; raise PermissionError where neither a token nor `who` says it."""
    known = await known_identity(who)
    if known is None:
        raise PermissionError(
            "Say who you are: --as NAME, as the people file calls you."
            if settings().embedded
            else "Prove who you are: set COUNTERSIGN_TOKEN to your personal token, which an operator gives with "
            "`countersign token NAME`."
        )
    return known


async def known_identity(who: str | None) -> Identity | None:
    """Return the owner of the personal token, or on the embedded set-up whoever `who` says; None where neither does."""
    token = os.environ.get("COUNTERSIGN_TOKEN")
    if token:
        name = await tokens.person_of(token)
        if who not in (None, name):
            raise PermissionError(f"The token is {name}'s, not {who}'s: leave --as out, or use {who}'s token.")
        return Identity(name=name, authenticated=True)
    if who is None:
        return None
    if not settings().embedded:
        raise PermissionError(
            "--as counts on the embedded loopback set-up only: set COUNTERSIGN_TOKEN to your personal token, "
            f"which an operator gives with `countersign token {who}`."
        )
    return Identity(name=who, authenticated=False)


async def word_of(who: str | None, comment: str) -> Word:
    """Return what somebody says, under the rules of this installation; raise PermissionError where nobody says it."""
    person = await identity(who)
    return Word(person.name, comment, person.authenticated, load_rules())
