import asyncio

import pytest
from pydantic import SecretStr, ValidationError

from blocks.language_model import LanguageModel, Models
from tests.fakes.openai_server import openai_server

MODELS = Models(fast="small", careful="large")


def test_without_settings_it_is_offline_and_has_no_client() -> None:
    async def take() -> None:
        async with LanguageModel().client("fast"):
            pass

    assert LanguageModel().provider == "offline"
    with pytest.raises(ValueError, match="ask the agent's baseline"):
        asyncio.run(take())


def test_the_client_asks_the_tiers_model_with_the_key_and_never_again() -> None:
    with openai_server("Good morning") as fake:
        block = LanguageModel(
            provider="openai-compatible", base_url=fake.address, api_key=SecretStr("sk-1"), models=MODELS
        )

        async def greet() -> str:
            async with block.client("fast") as model:
                assert model.max_retries == 0
                return (await model.ainvoke("Hello")).text

        assert asyncio.run(greet()) == "Good morning"
        assert fake.requests[0]["model"] == "small"
        assert fake.keys == ["Bearer sk-1"]


def test_a_provider_without_key_or_model_is_refused_with_what_it_lacks() -> None:
    with pytest.raises(ValidationError, match=r"lacks models\.careful, api_key: fill that in"):
        LanguageModel(provider="openai-compatible", models=Models(fast="small"))


def test_the_key_is_not_shown() -> None:
    block = LanguageModel(provider="openai-compatible", api_key=SecretStr("sk-1"), models=MODELS)
    assert "sk-1" not in repr(block) + str(block.model_dump())


def test_every_field_says_what_it_is() -> None:
    for model in (LanguageModel, Models):
        for name, field in model.model_fields.items():
            assert (field.description or "").endswith("."), name
