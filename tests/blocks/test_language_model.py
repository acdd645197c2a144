import asyncio
from decimal import Decimal

import pytest
from prefect.types import SecretDict
from pydantic import ValidationError

from blocks.language_model import LanguageModel, Model, Provider
from tests.fakes.openai_server import openai_server

SMALL, LARGE = Model(name="small"), Model(name="large", input_price=Decimal("2.50"), output_price=Decimal(10))


def _block(address: str = "https://models.example/v1") -> LanguageModel:
    provider = Provider(name="first", base_url=address, fast=SMALL, careful=LARGE)
    return LanguageModel(providers=[provider], keys=SecretDict({"first": "sk-1"}))


def test_without_settings_it_is_offline() -> None:
    assert LanguageModel().offline
    assert not _block().offline


def test_the_client_asks_the_tiers_model_with_the_key_and_never_again() -> None:
    with openai_server("Good morning") as fake:
        block = _block(fake.address)

        async def greet() -> str:
            model = block.client(block.providers[0], "fast")
            assert model.max_retries == 0
            return (await model.ainvoke("Hello")).text

        assert asyncio.run(greet()) == "Good morning"
        assert fake.requests[0]["model"] == "small"
        assert fake.keys == ["Bearer sk-1"]


def test_the_client_is_kept_for_the_next_call_but_not_for_another_key_or_event_loop() -> None:
    async def clients() -> list[object]:
        block = _block()
        other = block.model_copy(update={"keys": SecretDict({"first": "sk-2"})})
        return [each.client(block.providers[0], "fast") for each in (block, _block(), other)]

    first, same, other = asyncio.run(clients())
    assert same is first
    assert other is not first
    assert asyncio.run(clients())[0] is not first


def test_what_so_many_tokens_cost() -> None:
    assert LARGE.cost(1_000_000, 100_000) == Decimal("3.50")
    assert SMALL.cost(1_000_000, 100_000) == 0


def test_a_provider_without_a_key_is_refused() -> None:
    with pytest.raises(ValidationError, match=r"keys lacks 'first': give the provider's key"):
        LanguageModel(providers=[Provider(name="first", fast=SMALL, careful=LARGE)])


def test_a_tier_that_no_provider_has_a_model_for_is_refused() -> None:
    with pytest.raises(ValidationError, match=r"No provider has a careful model: name one"):
        LanguageModel(providers=[Provider(name="first", fast=SMALL)], keys=SecretDict({"first": "sk-1"}))


def test_two_providers_of_one_name_are_refused() -> None:
    twice = [Provider(name="first", fast=SMALL, careful=LARGE)] * 2
    with pytest.raises(ValidationError, match=r"Two providers are named 'first'"):
        LanguageModel(providers=twice, keys=SecretDict({"first": "sk-1"}))


def test_a_client_for_a_tier_without_a_model_is_refused() -> None:
    block = _block()

    async def take() -> None:
        block.client(Provider(name="first", careful=LARGE), "fast")

    with pytest.raises(ValueError, match="'first' has no fast model"):
        asyncio.run(take())


def test_the_key_is_not_shown_here_or_by_prefect(prefect_server: None) -> None:
    from prefect.client.orchestration import get_client

    block = _block()
    assert "sk-1" not in repr(block) + str(block.model_dump())

    async def stored() -> str:
        await block.save("shown", overwrite=True)  # pyright: ignore[reportGeneralTypeIssues]
        async with get_client() as client:
            document = await client.read_block_document_by_name("shown", "language-model", include_secrets=False)
        loaded = await LanguageModel.aload("shown")
        assert loaded.keys.get_secret_value() == {"first": "sk-1"}
        assert loaded.providers == block.providers
        return str(document.data)

    assert "sk-1" not in asyncio.run(stored())


def test_every_field_says_what_it_is() -> None:
    for model in (LanguageModel, Provider, Model):
        for name, field in model.model_fields.items():
            assert (field.description or "").endswith("."), name
