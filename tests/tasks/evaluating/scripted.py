"""A language model that answers an agent's cases: as well as can be, or as the prompt that it is told lets it."""

import json
from collections.abc import Callable
from typing import Any

from prefect.types import SecretDict

from agents.messages import question
from agents.spec import Agent
from blocks.language_model import LanguageModel, Model, Provider
from tasks.evaluating.files import evaluation_of
from tasks.evaluating.run import Examiner
from tests.fakes.openai_server import FakeOpenAI
from tests.tasks.asking.desk import Onlookers

PRICE = 10
"""US dollars per million tokens: the server's 120 tokens cost 0.0012."""
Body = dict[str, Any]


def best(*agents: Agent[Any, Any]) -> Callable[[Body], str]:
    """Return what answers each case of the agents with the answer that passes: the file's own, else the rules'."""
    answers: dict[str, str] = {}
    for agent in agents:
        for case in evaluation_of(agent).cases:
            request = agent.request.model_validate(case.request)
            answer = case.good or agent.baseline(request).model_dump(mode="json")
            answers[question(request)] = json.dumps(answer)
    return lambda body: answers[body["messages"][1]["content"]]


def told(body: Body) -> str:
    """Return the instructions in a request."""
    return body["messages"][0]["content"]


def language_model(server: FakeOpenAI, name: str = "first", model: str = "large") -> LanguageModel:
    """Return the block of one scripted server."""
    both = Model(name=model, input_price=PRICE, output_price=PRICE)  # pyright: ignore[reportArgumentType]
    provider = Provider(name=name, base_url=server.address, fast=both, careful=both, timeout=20)
    return LanguageModel(providers=[provider], keys=SecretDict({name: "sk-x"}))


def examiner(
    server: FakeOpenAI, *, name: str = "first", model: str = "large", caps: dict[str, int] | None = None
) -> Examiner:
    """Return what asks one scripted server."""
    return Examiner(language_model(server, name, model), caps or {}, Onlookers())


def asked(body: Body) -> dict[str, Any]:
    """Return the agent's request in a request to the model."""
    return json.loads(body["messages"][1]["content"])
