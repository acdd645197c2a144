"""The language model: who answers, in which order, under which names, at which price, with which key."""

import asyncio
import ssl
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Literal, Self
from weakref import WeakKeyDictionary

from prefect.blocks.core import Block
from prefect.types import SecretDict
from pydantic import BaseModel, ConfigDict, Field, SecretStr, model_validator

if TYPE_CHECKING:
    import httpx
    from langchain_openai import ChatOpenAI

Tier = Literal["fast", "careful"]
TIERS: tuple[Tier, ...] = ("fast", "careful")
_clients: "WeakKeyDictionary[asyncio.AbstractEventLoop, dict[tuple[Provider, Tier, str], ChatOpenAI]]" = (
    WeakKeyDictionary()
)
"""By provider, tier and key: making one takes longer than a call's way through it."""


class Model(BaseModel):
    """One of a provider's models, with what it costs."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(min_length=1, description="The provider's name for it; for Azure the deployment's name.")
    input_price: Decimal = Field(default=Decimal(0), ge=0, description="US dollars per million tokens read.")
    output_price: Decimal = Field(default=Decimal(0), ge=0, description="US dollars per million tokens written.")

    def cost(self, input_tokens: int, output_tokens: int) -> Decimal:
        """Return what so many tokens cost, in US dollars."""
        return (self.input_price * input_tokens + self.output_price * output_tokens) / 1_000_000

    def affords(self, dollars: Decimal, input_tokens: int) -> int | None:
        """Return how many tokens may be written for so much, after so many were read; None for any number."""
        left = dollars * 1_000_000 - self.input_price * input_tokens
        if left < 0:
            return 0
        return int(left // self.output_price) if self.output_price else None


class Provider(BaseModel):
    """One OpenAI-compatible address."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(pattern=r"^[a-z][a-z0-9-]{0,39}$", description="A short name for records and messages.")
    base_url: str = Field(
        default="https://api.openai.com/v1",
        description="Address up to and including /v1: OpenAI, Azure (.../openai/v1), vLLM, Ollama or a gateway.",
    )
    fast: Model | None = Field(default=None, description="Model for short, simple requests; none: not asked for them.")
    careful: Model | None = Field(default=None, description="Model for requests that need thought; none: not asked.")
    means: Literal["auto", "json_schema", "tool_call", "json_mode"] = Field(
        default="auto",
        description="How it is held to an answer's form; auto finds the best that it takes and remembers it.",
    )
    timeout: float = Field(default=60, gt=0, le=600, description="Seconds to wait for one answer.")
    concurrency: int | None = Field(
        default=None, ge=1, description="Most calls at a time, over all workers; none: no limit."
    )
    requests_per_minute: int | None = Field(default=None, ge=1, description="Most calls a minute; none: no limit.")
    tokens_per_minute: int | None = Field(
        default=None, ge=1, description="Most tokens a minute, read and written; none: no limit."
    )

    def model(self, tier: Tier) -> Model | None:
        """Return its model of the tier, None where it has none."""
        return self.fast if tier == "fast" else self.careful


class LanguageModel(Block):
    """Language models behind OpenAI-compatible addresses, or none: offline, every agent answers by its rules.

    Providers are asked in their order; the next one answers where the one before it cannot. Load the block with
    `LanguageModel.load("default")`:

    ```python
    from blocks.language_model import LanguageModel

    language_model = await LanguageModel.aload("default")
    model = language_model.client(language_model.providers[0], "careful")
    answer = await model.ainvoke("Good morning")
    ```
    """

    _block_type_name = "Language Model"
    _block_type_slug = "language-model"
    _description = "OpenAI-compatible providers in order, with keys, models and prices; offline without one."

    providers: list[Provider] = Field(
        default=[], description="Who is asked, in this order; none: agents answer by their rules and need no key."
    )
    keys: SecretDict = Field(
        default_factory=lambda: SecretDict({}), description="The key of each provider, by the provider's name."
    )
    """Here and not in the providers: Prefect shows secrets inside a list in clear."""
    case_budget: Decimal | None = Field(
        default=None, gt=0, description="US dollars that one case may spend; none: no limit."
    )
    day_budget: Decimal | None = Field(
        default=None, gt=0, description="US dollars that all cases may spend in a day (UTC); none: no limit."
    )
    tenant_budget: Decimal | None = Field(
        default=None, gt=0, description="US dollars that may be spent in all, until a person raises it; none: no limit."
    )
    keep_texts_days: int = Field(
        default=30, ge=0, description="Days for which questions and answers are kept, redacted; 0 keeps none."
    )

    @property
    def offline(self) -> bool:
        """Return whether nobody is there to be asked."""
        return not self.providers

    @model_validator(mode="after")
    def _refuse_a_hole(self) -> Self:
        names = [provider.name for provider in self.providers]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"Two providers are named '{twice[0]}': give each its own name.")
        keyless = [name for name in names if not self.keys.get_secret_value().get(name)]
        if keyless:
            raise ValueError(f"keys lacks '{keyless[0]}': give the provider's key, or any text where it asks for none.")
        lacking = [tier for tier in TIERS if self.providers and not any(each.model(tier) for each in self.providers)]
        if lacking:
            raise ValueError(
                f"No provider has a {' or '.join(lacking)} model: name one in at least one provider "
                "(it may be the same model as for the other tier)."
            )
        return self

    def client(self, provider: Provider, tier: Tier) -> "ChatOpenAI":
        """Return the running event loop's client for the provider's model of the tier; it never retries.

        Between calls it holds no connection, so that nothing is left to close. Raise ValueError where the provider has
        no model of the tier.
        """
        model = provider.model(tier)
        if model is None:
            raise ValueError(f"Provider '{provider.name}' has no {tier} model: name one in the language model's block.")
        of_loop = _clients.setdefault(asyncio.get_running_loop(), {})
        which = provider, tier, self.key(provider)
        if which not in of_loop:
            of_loop[which] = self._made(provider, model)
        return of_loop[which]

    def _made(self, provider: Provider, model: Model) -> "ChatOpenAI":
        from langchain_openai import ChatOpenAI

        return ChatOpenAI(
            base_url=provider.base_url,
            api_key=SecretStr(self.key(provider)),
            model=model.name,
            timeout=provider.timeout,
            max_retries=0,
            http_async_client=self.connections(provider),
            stream_usage=True,
        )

    def connections(self, provider: Provider) -> "httpx.AsyncClient":
        """Return what speaks HTTP with the provider, over a connection of its own for each request."""
        import httpx

        limits = httpx.Limits(max_connections=None, max_keepalive_connections=0)
        return httpx.AsyncClient(verify=_trust(), timeout=provider.timeout, limits=limits)

    def key(self, provider: Provider) -> str:
        """Return the provider's key in clear."""
        return self.keys.get_secret_value()[provider.name]


@cache
def _trust() -> ssl.SSLContext:
    """Return the certificates to trust, read once: reading them takes longer than a request."""
    import httpx

    return httpx.create_ssl_context()
