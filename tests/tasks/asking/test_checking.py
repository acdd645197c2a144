"""`countersign model check` says what a provider can do, by asking it."""

import asyncio
import json
from decimal import Decimal
from typing import Any

from prefect.types import SecretDict

from blocks.language_model import LanguageModel, Model, Provider
from tasks.asking.checking import Finding, checked
from tests.fakes.openai_server import EVERY_MEANS, FakeOpenAI, Means, Reply, openai_server

PRICED = Model(name="large", input_price=Decimal(1), output_price=Decimal(2))


def _answers(body: dict[str, Any]) -> Reply:
    if body.get("tools") and not body.get("tool_choice"):
        return Reply(tools=(("clock", {"word": "ready"}),))
    return Reply(json.dumps({"word": "ready"}))


def _check(fake: FakeOpenAI) -> list[Finding]:
    provider = Provider(name="first", base_url=fake.address, careful=PRICED, fast=Model(name="small"), timeout=5)
    return asyncio.run(checked(LanguageModel(providers=[provider], keys=SecretDict({"first": "sk-1"}))))


def test_a_provider_that_can_everything_is_said_to_with_what_the_check_cost() -> None:
    with openai_server(answer=_answers) as fake:
        small, large = _check(fake)
    assert large.forms == {"json_schema": "yes", "tool_call": "yes", "json_mode": "yes"}
    assert (large.chat, large.tools, large.streaming) == ("yes", "yes", "yes")
    assert (small.model, large.model, large.usable) == ("small", "large", True)
    calls = sum(request["model"] == "large" for request in fake.requests)
    assert large.cost == calls * (Decimal(100) + 2 * Decimal(20)) / 1_000_000
    assert small.cost == 0


def test_a_provider_without_schemas_and_tools_is_said_to_lack_them() -> None:
    some: frozenset[Means] = EVERY_MEANS - {"json_schema", "tool_call"}
    with openai_server(answer=lambda _: '{"word": "ready"}', means=some) as fake:
        _, large = _check(fake)
    assert large.forms["json_schema"].startswith("form not supported")
    assert large.forms["json_mode"] == "yes"
    assert large.tools == "invalid answer: it called no tool"
    assert large.usable


def test_a_wrong_key_is_said_once_and_nothing_more_is_asked() -> None:
    refusal = Reply(status=401, body='{"error": {"message": "no such key"}}')
    with openai_server(answer=lambda _: refusal) as fake:
        small, large = _check(fake)
    assert "no such key" in large.chat
    assert not small.usable
    assert len(fake.requests) == 2
