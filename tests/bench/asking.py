"""One process of the measurement in `asks`: the flow with its asks, the bare client, or httpx alone."""

import asyncio
import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from uuid import uuid4

PROMPT = "Name it."
QUESTION = '{"text":"?"}'


@contextmanager
def _measured(asks: int) -> Iterator[None]:
    """Print how long the calls took, and the processor's time for each."""
    begun, busy = time.perf_counter(), time.process_time()
    yield
    spent = {"seconds": time.perf_counter() - begun, "cpu_ms": (time.process_time() - busy) * 1000 / asks}
    print(json.dumps(spent))


@contextmanager
def _profiled(asks: int) -> Iterator[None]:
    """Print how much CPU time of each call, in milliseconds, goes to which part."""
    from tests.bench.profile import sampled

    busy = time.process_time()
    with sampled() as seen:
        yield
    cpu_ms = (time.process_time() - busy) * 1000 / asks
    print(json.dumps({part: cpu_ms * count / seen.total() for part, count in seen.most_common()}))


async def plain(address: str, asks: int) -> None:
    """Make the calls with httpx alone: no client of a model, nothing validated."""
    import httpx

    messages = [{"role": "system", "content": PROMPT}, {"role": "user", "content": QUESTION}]
    # Its pool looks at every idle connection for each request: with more of them than by default that is all it does.
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=100)
    async with httpx.AsyncClient(base_url=address, timeout=120, limits=limits) as client:
        with _measured(asks):
            body = {"model": "large", "messages": messages}
            replies = await asyncio.gather(*(client.post("/chat/completions", json=body) for _ in range(asks)))
    assert all(reply.json()["choices"] for reply in replies)


async def bare(address: str, asks: int) -> None:
    """Make the calls with langchain-openai alone: one client, structured output."""
    from langchain_openai import ChatOpenAI
    from pydantic import BaseModel, ConfigDict

    class Word(BaseModel):
        model_config = ConfigDict(extra="forbid")
        word: str

    client = ChatOpenAI(base_url=address, api_key="sk-bench", model="large", max_retries=0, timeout=120)  # pyright: ignore[reportArgumentType]
    model = client.with_structured_output(Word, method="json_schema", strict=True)
    messages = [("system", PROMPT), ("human", QUESTION)]
    with _measured(asks):
        answers = await asyncio.gather(*(model.ainvoke(messages) for _ in range(asks)))
    assert all(answer.word == "kind" for answer in answers)  # pyright: ignore[reportAttributeAccessIssue]


async def flow(
    address: str, asks: int, home: str, watched: Callable[[int], AbstractContextManager[None]] = _measured
) -> None:
    """Make the calls as one case's asks, in one flow."""
    os.environ["COUNTERSIGN_HOME"] = str(Path(home) / uuid4().hex)
    os.environ["PREFECT_LOGGING_COLORS"] = "false"  # as in every run of the stack
    import langchain_openai  # noqa: F401 as the bare client, which is imported before its time is taken
    from prefect import flow
    from prefect.types import SecretDict

    from agents.spec import Agent, AgentRequest, AgentResponse
    from blocks.language_model import LanguageModel, Model, Provider
    from tasks.ask import ask
    from tasks.casebook import cases
    from tasks.casebook.cases import Case
    from tasks.casebook.database import dispose, migrate

    class Question(AgentRequest):
        text: str

    class Word(AgentResponse):
        word: str

    agent = Agent(
        name="namer",
        title="Namer",
        capabilities=frozenset({"name"}),
        request=Question,
        response=Word,
        baseline=lambda request: Word(word="rule"),
    )
    agent.__dict__["prompt"] = PROMPT

    @flow(name="asks", persist_result=False)
    async def ask_all(case: Case) -> list[str]:
        steps = [f"name/{number}" for number in range(asks)]
        answers = await asyncio.gather(*(ask(case, agent, Question(text="?"), step=step) for step in steps))
        return [answer.word for answer in answers]

    await migrate()
    provider = Provider(
        name="bench", base_url=address, fast=Model(name="large"), careful=Model(name="large"), timeout=120
    )
    block = LanguageModel(providers=[provider], keys=SecretDict({"bench": "sk-bench"}))
    await block.save("default", overwrite=True)  # pyright: ignore[reportGeneralTypeIssues]
    row = await cases.claim("bench", {"key": 1}, {}, owner=uuid4(), requester="bench")
    case = Case(
        id=row.id, tenant=row.tenant, process="bench", steps=frozenset({"name"}), epoch=row.epoch, requester="b"
    )
    with watched(asks):
        assert await ask_all(case) == ["kind"] * asks
    await dispose()


def main() -> None:
    """Run one side."""
    side, address, asks, home = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4]
    alone = {"bare": bare, "httpx": plain}
    if side in alone:
        asyncio.run(alone[side](address, asks))
        return
    from prefect.testing.utilities import prefect_test_harness

    watched = {"flow": _measured, "profiled": _profiled}[side]
    with prefect_test_harness(server_startup_timeout=120):
        asyncio.run(flow(address, asks, home, watched))


if __name__ == "__main__":
    main()
