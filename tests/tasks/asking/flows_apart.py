"""Flows in a process of their own: `python -m tests.tasks.asking.flows_apart ADDRESS FLOWS ASKS CAP NAME`.

Each of FLOWS cases asks the provider at ADDRESS for ASKS answers, until the tenant's budget of CAP US dollars is
reached; prints how many were given. Processes of the same NAME, which may be empty, ask for the same cases.
"""

import asyncio
import sys
from decimal import Decimal

from tasks.casebook.database import dispose
from tasks.wait import MustWait
from tests.fakes.openai_server import FakeOpenAI
from tests.tasks.asking.desk import Desk


async def _answered(address: str, flows: int, asks: int, cap: Decimal, name: str) -> int:
    desk = Desk(asyncio.run)
    desk.servers.append(FakeOpenAI(address=address))

    async def flow(number: int) -> int:
        for turn in range(asks):
            try:
                await desk.answer(f"books/{turn}", key=f"{name}{number}", tenant_budget=cap, timeout=60)
            except MustWait:
                return turn
        return asks

    try:
        return sum(await asyncio.gather(*(flow(number) for number in range(flows))))
    finally:
        await dispose()


if __name__ == "__main__":
    address, flows, asks, cap, name = sys.argv[1:]
    print(asyncio.run(_answered(address, int(flows), int(asks), Decimal(cap), name)), flush=True)
