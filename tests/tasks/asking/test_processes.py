"""Budgets hold between processes, and a process that is killed in a call takes nothing with it."""

import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from tasks.casebook import budgets
from tasks.casebook.budgets import Budget, nanodollars
from tasks.casebook.database import reading
from tasks.casebook.tables import model_calls
from tests.fakes.openai_server import Reply
from tests.tasks.asking.desk import GOOD, Desk

ROOT = Path(__file__).parents[3]
A_CALL = nanodollars(Decimal("0.0012"))


def _process(desk: Desk, flows: int, asks: int, cap: str, name: str) -> "subprocess.Popen[str]":
    call = [sys.executable, "-m", "tests.tasks.asking.flows_apart", desk.servers[0].address]
    return subprocess.Popen([*call, str(flows), str(asks), cap, name], cwd=ROOT, stdout=subprocess.PIPE, text=True)


def _answered(process: "subprocess.Popen[str]") -> int:
    said, _ = process.communicate(timeout=300)
    assert process.returncode == 0
    return int(said)


async def _standing() -> tuple[Budget, int]:
    """Return the tenant's budget, and what all calls cost by their own rows."""
    async with reading() as connection:
        cost: Any = (await connection.execute(select(func.sum(model_calls.c.cost)))).scalar_one()
    return (await budgets.listing())["tenant"], int(cost)


def test_twenty_flows_of_two_processes_keep_to_the_tenants_budget(desk: Desk) -> None:
    server = desk.provider()
    server.answer = lambda body: Reply(GOOD, delay=0.05)
    processes = [_process(desk, 10, 10, "0.2", name) for name in ("a", "b")]
    answered = sum(map(_answered, processes))
    budget, cost = desk.run(_standing())
    assert 0 < answered == len(server.requests) < 200
    assert budget.spent == cost == answered * A_CALL <= nanodollars(Decimal("0.2"))
    assert budget.reserved == 0


def test_two_processes_that_ask_the_same_steps_at_once_book_each_call_once(desk: Desk) -> None:
    server = desk.provider()
    server.answer = lambda body: Reply(GOOD, delay=0.2)
    processes = [_process(desk, 5, 4, "50", "") for _ in range(2)]
    assert sum(map(_answered, processes)) == 40
    budget, cost = desk.run(_standing())
    assert budget.reserved == 0
    assert budget.spent == cost >= len(server.requests) * A_CALL


def test_what_a_killed_process_had_set_aside_is_settled_when_its_case_goes_on(desk: Desk) -> None:
    server = desk.provider()
    server.answer = lambda body: Reply(GOOD, delay=15)
    killed = _process(desk, 3, 1, "5", "")
    until = time.monotonic() + 240
    while len(server.requests) < 3 and time.monotonic() < until:
        time.sleep(0.05)
    killed.kill()
    killed.communicate()
    assert desk.run(_standing())[0].reserved > 0
    server.answer = lambda body: Reply(GOOD)
    assert _answered(_process(desk, 3, 1, "5", "")) == 3
    budget, cost = desk.run(_standing())
    assert budget.reserved == 0
    assert budget.spent == cost > 3 * A_CALL
