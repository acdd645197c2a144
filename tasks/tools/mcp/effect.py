"""A call of a server's tool that changes something: an effect, which a person approves and the flow performs."""

import asyncio
import json
from functools import partial
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from tasks.effect import Call, Contents, Effect, EffectFailed, EffectInDoubt, Receipt

if TYPE_CHECKING:
    from tasks.tools.mcp.doors import Door
    from tasks.tools.mcp.offers import Offer

LONGEST = 38.0
"""Seconds: the call ends before the effect's claim does."""


class CallServerTool(Effect, frozen=True):
    """Call a tool of a server with what stands here.

    Safety C: the protocol has no key by which a server would know the same call again, nor a way to ask for one.
    """

    safety: ClassVar[Literal["A", "B", "C"]] = "C"

    kind: Literal["call_server_tool"] = "call_server_tool"
    tool: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,39}\.[A-Za-z0-9_.-]{1,64}$")]
    """SOURCE.TOOL"""
    arguments: str = Field(max_length=20_000)
    """A JSON object, as text: canonical JSON has no fractions, and arguments may."""
    accepted: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    """Hash of what the server said of the tool when the call was proposed: no other is called."""

    @model_validator(mode="after")
    def _arguments_are_an_object(self) -> Self:
        if not isinstance(json.loads(self.arguments), dict):
            raise ValueError(f"{self.tool} takes its arguments by name: write a JSON object")
        return self

    @property
    def target(self) -> str:
        return self.tool

    def describe(self) -> str:
        return f"Call {self.tool} with {self.arguments}."

    async def prepare(self, key: str, contents: Contents) -> Call:
        from tasks.tools.mcp.approved import way_to
        from tasks.tools.mcp.calls import listed

        door, offer = await way_to(self.tool, self.accepted)
        await listed(door)  # starts the server, so that the call is nothing but the call
        return partial(self._call, door, offer)

    async def _call(self, door: "Door", offer: "Offer") -> Receipt:
        from reports.canonical import text_sha256
        from tasks.tools.mcp import failures
        from tasks.tools.mcp.calls import called
        from tasks.tools.schema import json_text

        try:
            async with asyncio.timeout(LONGEST):
                given = json_text(await called(door, offer, json.loads(self.arguments)))
        except failures.UnusableResult as error:
            return Receipt(reference=self.tool, note=f"It was done. {error}")
        except failures.CallLost as error:
            raise EffectInDoubt(f"Nobody knows whether {self.tool} did it. {error}") from error
        except (failures.CallRefused, failures.NotOffered, failures.ServerAway) as error:
            raise EffectFailed(f"{self.tool} was not called. {error}") from error
        except failures.ToolFailed as error:  # how far it got before it failed, it does not say
            said = door.without_secrets(str(error))[:300]
            raise EffectInDoubt(f"{self.tool} says that it failed, and may have done a part: {said}.") from error
        return Receipt(reference=self.tool, sha256=text_sha256(given), note=door.without_secrets(given)[:300])
