"""Messages in Slack: posted, and replaced."""

from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import Field, JsonValue

from tasks.block_kit import escape
from tasks.effect import Call, Contents, Effect, Receipt
from tasks.slack_workspace import (
    ChannelId,
    Timestamp,
    configured_workspace,
    first_line,
    look_for,
    slack_configured,
)

if TYPE_CHECKING:
    from slack_sdk.web.async_client import AsyncWebClient

_MARK = "countersign_effect"


class PostMessage(Effect, frozen=True):
    """Post a message into a channel.

    Safety B: the key travels in the message's metadata, which readers do not see, and is found there again.
    """

    safety: ClassVar[Literal["A", "B", "C"]] = "B"
    only_tells: ClassVar[bool] = True

    kind: Literal["post_message"] = "post_message"
    channel: ChannelId
    text: str = Field(min_length=1, max_length=3000)
    """Plain text: the message itself, or what notifications and screen readers give in place of `blocks`."""
    blocks: tuple[dict[str, JsonValue], ...] = Field(default=(), max_length=50)
    """Block Kit, from `tasks.block_kit`, which escapes what it is given."""

    @property
    def target(self) -> str:
        return self.channel

    def describe(self) -> str:
        return f"Post to Slack channel {self.channel}: “{first_line(self.text)}”."

    @property
    def wording(self) -> str:
        return self.text

    async def reaches_only_us(self) -> bool:
        return await slack_configured() and (await configured_workspace()).channel == self.channel

    async def prepare(self, key: str, contents: Contents) -> Call:
        return partial(self._post, (await configured_workspace()).client(), key)

    async def _post(self, client: "AsyncWebClient", key: str) -> Receipt:
        from tasks.slack_call import answer

        posted = await answer(
            client.chat_postMessage(
                channel=self.channel,
                **_body(self.text, self.blocks),
                metadata={"event_type": _MARK, "event_payload": {"effect_key": key}},
                unfurl_links=False,
                unfurl_media=False,
            )
        )
        return Receipt(reference=f"{self.channel}/{posted['ts']}")

    async def look_up(self, key: str) -> Receipt | None:
        def ours(message: dict[str, Any]) -> bool:
            metadata = message.get("metadata", {})
            return metadata.get("event_type") == _MARK and metadata["event_payload"].get("effect_key") == key

        found = await look_for(self.channel, ours)
        return Receipt(reference=f"{self.channel}/{found['ts']}") if found else None


class UpdateMessage(Effect, frozen=True):
    """Replace the content of a message that we posted.

    Safety A: the message is the key, and the same content twice is the same message.
    """

    safety: ClassVar[Literal["A", "B", "C"]] = "A"
    only_tells: ClassVar[bool] = True

    kind: Literal["update_message"] = "update_message"
    channel: ChannelId
    ts: Timestamp
    text: str = Field(min_length=1, max_length=3000)
    blocks: tuple[dict[str, JsonValue], ...] = Field(default=(), max_length=50)

    @property
    def target(self) -> str:
        return f"{self.channel}/{self.ts}"

    def describe(self) -> str:
        return f"Update the message in Slack channel {self.channel}: “{first_line(self.text)}”."

    async def prepare(self, key: str, contents: Contents) -> Call:
        return partial(self._update, (await configured_workspace()).client())

    async def _update(self, client: "AsyncWebClient") -> Receipt:
        from tasks.slack_call import answer

        await answer(client.chat_update(channel=self.channel, ts=self.ts, **_body(self.text, self.blocks)))
        return Receipt(reference=self.target)


def _body(text: str, blocks: tuple[dict[str, JsonValue], ...]) -> dict[str, Any]:
    return {
        "text": escape(text),
        "blocks": list(blocks) or None,
        "mrkdwn": False,
        "parse": "none",
        "link_names": False,
    }
