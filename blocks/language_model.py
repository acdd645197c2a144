"""The language model: where it answers, under which names, with which key."""

import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from typing import TYPE_CHECKING, Literal, Self

from prefect.blocks.core import Block
from pydantic import BaseModel, Field, SecretStr, model_validator

if TYPE_CHECKING:
    from langchain_openai import ChatOpenAI


class Models(BaseModel):
    """The provider's model names, one for each tier."""

    fast: str = Field(default="", description="Model for short, simple requests.")
    careful: str = Field(default="", description="Model for requests that need thought.")


class LanguageModel(Block):
    """A language model behind an OpenAI-compatible address, or none: offline, every agent answers by its rules.

    Load the block with `LanguageModel.load("default")`:

    ```python
    from blocks.language_model import LanguageModel

    language_model = await LanguageModel.aload("default")
    async with language_model.client("careful") as model:
        answer = await model.ainvoke("Good morning")
    ```
    """

    _block_type_name = "Language Model"
    _block_type_slug = "language-model"
    _description = "Address, key and model names of an OpenAI-compatible provider; offline without one."

    provider: Literal["offline", "openai-compatible"] = Field(
        default="offline", description="Offline answers by each agent's rules and needs no key."
    )
    base_url: str = Field(
        default="https://api.openai.com/v1",
        description="Address of the provider up to and including /v1: OpenAI, Azure, vLLM, Ollama or a gateway.",
    )
    api_key: SecretStr = Field(
        default=SecretStr(""), description="Key for the provider; any text where it asks for none."
    )
    models: Models = Field(default=Models(), description="Model names of the provider, one for each tier.")
    timeout: float = Field(default=60, gt=0, le=600, description="Seconds to wait for one answer.")

    @model_validator(mode="after")
    def _refuse_half_a_provider(self) -> Self:
        if self.provider != "offline":
            lacking = [f"models.{tier}" for tier in ("fast", "careful") if not getattr(self.models, tier)]
            lacking += [] if self.api_key.get_secret_value() else ["api_key"]
            if lacking:
                raise ValueError(
                    f"Language model at {self.base_url} lacks {', '.join(lacking)}: fill that in, or set "
                    "provider to offline."
                )
        return self

    @asynccontextmanager
    async def client(self, tier: Literal["fast", "careful"]) -> "AsyncIterator[ChatOpenAI]":
        """Hand out the provider's client for the tier's model; it never retries and is closed at the end.

        Raise ValueError where the block is offline.
        """
        if self.provider == "offline":
            raise ValueError("The language model is offline and has no client: ask the agent's baseline instead.")
        import httpx
        from langchain_openai import ChatOpenAI

        # A connection pool belongs to one event loop, so the library's shared one would outlive its own.
        async with httpx.AsyncClient(verify=_trust(), timeout=self.timeout) as connections:
            yield ChatOpenAI(
                base_url=self.base_url,
                api_key=self.api_key,
                model=getattr(self.models, tier),
                timeout=self.timeout,
                max_retries=0,
                http_async_client=connections,
            )


@cache
def _trust() -> ssl.SSLContext:
    """Return the certificates to trust, read once: reading them takes longer than a request."""
    import httpx

    return httpx.create_ssl_context()
