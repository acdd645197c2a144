"""Personal tokens: one counts at a time, an operator takes them back, and the audit says where that was done."""

import asyncio
import getpass
import hashlib
import json
import socket
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from flows.cli import main
from tasks.casebook import tokens
from tasks.casebook.database import reading
from tasks.casebook.tables import audit
from tasks.casebook.tables import tokens as table


async def revoked_at(token: str) -> Any:
    mine = table.c.sha256 == hashlib.sha256(token.encode()).hexdigest()
    async with reading() as connection:
        return (await connection.execute(select(table.c.revoked_at).where(mine))).scalar_one()


async def audited() -> list[tuple[str, dict[str, Any]]]:
    async with reading() as connection:
        rows = await connection.execute(select(audit.c.action, audit.c.detail).order_by(audit.c.seq))
        return [(action, json.loads(detail)) for action, detail in rows]


def test_a_new_token_revokes_the_one_before_and_leaves_when_earlier_ones_were_revoked(casebook: Any) -> None:
    async def story() -> None:
        first = await tokens.issue("ada")
        second = await tokens.issue("ada")
        revoked = await revoked_at(first)
        assert revoked is not None
        await asyncio.sleep(0.01)  # or the clock would tell both moments alike
        third = await tokens.issue("ada")
        assert await revoked_at(first) == revoked
        assert await tokens.person_of(third) == "ada"
        for gone in (first, second):
            with pytest.raises(tokens.TokenRefused):
                await tokens.person_of(gone)

    casebook(story())


@pytest.mark.usefixtures("rules")
def test_an_operator_revokes_without_issuing_also_for_somebody_who_has_left(casebook: Any) -> None:
    kept, gone = casebook(tokens.issue("bo")), casebook(tokens.issue("mallory"))
    said = CliRunner().invoke(main, ["token", "mallory", "--revoke"])
    assert (said.exit_code, said.output) == (0, "tokens of mallory that counted until now: 1\n")
    assert casebook(tokens.person_of(kept)) == "bo"
    with pytest.raises(tokens.TokenRefused):
        casebook(tokens.person_of(gone))
    assert CliRunner().invoke(main, ["token", "mallory", "--revoke"]).output.endswith("until now: 0\n")


def test_the_audit_says_from_which_account_and_machine_a_token_was_given_and_taken_back(casebook: Any) -> None:
    async def story() -> None:
        await tokens.issue("ada")
        await tokens.revoke("ada")
        where = {"account": getpass.getuser(), "host": socket.gethostname()}
        assert await audited() == [("token issued", where), ("tokens revoked", {"count": 1} | where)]

    casebook(story())
