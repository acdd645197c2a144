"""What a process needs before it begins: a model for each agent, keys that count, tools that are there."""

import asyncio
from typing import Any

from pydantic import ValidationError

from agents.spec import Agent
from blocks.language_model import LanguageModel, Provider
from reports.canonical import sha256
from tasks.block_document import load_block
from tasks.process import Process
from tasks.settings import settings
from tasks.tools.registry import missing_tools

SECONDS = 5.0
"""For a provider to say whether it knows the key."""

_accepted = set[tuple[str, str]]()


class BadConfiguration(ValueError):
    """What a process needs is not there: nothing of it was begun."""


async def refuse_bad_configuration(process: Process) -> None:
    """Raise `BadConfiguration`, with each mend, where an agent of the process could not be asked.

    Models and keys are checked once by each worker process, and again when the language model's block has changed;
    tools each time, since they come and go while the system runs.
    """
    if not process.agents:
        return
    try:
        language_model = await load_block(LanguageModel) or LanguageModel()
    except RuntimeError as error:
        if not isinstance(error.__cause__, ValidationError):
            raise
        wrong = error.__cause__.errors(include_input=False)
        said = " ".join(item["msg"].removeprefix("Value error, ") for item in wrong)
        raise BadConfiguration(f"{process.name} was not begun: the LanguageModel block is no good. {said}") from error
    wrong = [problem for agent in process.agents for problem in await missing_tools(agent, settings().tenant)]
    key = (process.name, _version(language_model))
    if key not in _accepted:
        wrong += [*_without_model(process, language_model), *await _wrong_keys(language_model)]
    if wrong:
        raise BadConfiguration(f"{process.name} was not begun. {' '.join(wrong)}")
    _accepted.add(key)


def _version(language_model: LanguageModel) -> str:
    providers = [provider.model_dump_json() for provider in language_model.providers]
    return sha256([providers, language_model.keys.get_secret_value()])


def _without_model(process: Process, language_model: LanguageModel) -> list[str]:
    if language_model.offline:
        return []
    agents: list[Agent[Any, Any]] = [
        agent for agent in process.agents if not any(each.model(agent.tier) for each in language_model.providers)
    ]
    return [
        f"The {agent.title.lower()} needs a {agent.tier} model, and no provider has one: name one in the LanguageModel "
        "block."
        for agent in agents
    ]


async def _wrong_keys(language_model: LanguageModel) -> list[str]:
    said = await asyncio.gather(*(_refuses_key(language_model, provider) for provider in language_model.providers))
    return [
        f"Provider {provider.name} refuses its key (401): put the right one under '{provider.name}' in the "
        "LanguageModel block's keys, or remove the provider."
        for provider, refused in zip(language_model.providers, said, strict=True)
        if refused
    ]


async def _refuses_key(language_model: LanguageModel, provider: Provider) -> bool:
    """Tell whether the provider refuses the key.

    One that cannot be asked now does not, nor one that forbids the list (403): to keys that may only chat it does.
    """
    import httpx

    url = f"{provider.base_url.rstrip('/')}/models"
    try:
        async with asyncio.timeout(SECONDS), language_model.connections(provider) as connections:
            answer = await connections.get(url, headers={"Authorization": f"Bearer {language_model.key(provider)}"})
    except (TimeoutError, httpx.HTTPError, httpx.InvalidURL):
        return False  # whoever asks an agent later hears of it
    return answer.status_code == 401
