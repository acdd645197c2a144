"""Slack messages and files."""

from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import Field, JsonValue, StringConstraints

from reports.canonical import sha256
from tasks.block_kit import escape
from tasks.effect import Call, Contents, Effect, EffectFailed, Receipt, Rendition

if TYPE_CHECKING:
    from slack_sdk.web.async_client import AsyncWebClient

    from blocks.slack_workspace import SlackWorkspace

ChannelId = Annotated[str, StringConstraints(pattern=r"^[CGD][A-Z0-9]{2,20}$")]
"""Names of channels change and cannot be searched; the ID stands in the channel's details."""
Timestamp = Annotated[str, StringConstraints(pattern=r"^\d{1,12}\.\d{6}$")]
"""Slack's name for a message within its channel."""
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
        return f"Post to Slack channel {self.channel}: “{_first_line(self.text)}”."

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

        found = await _look_for(self.channel, ours)
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
        return f"Update the message in Slack channel {self.channel}: “{_first_line(self.text)}”."

    async def prepare(self, key: str, contents: Contents) -> Call:
        return partial(self._update, (await configured_workspace()).client())

    async def _update(self, client: "AsyncWebClient") -> Receipt:
        from tasks.slack_call import answer

        await answer(client.chat_update(channel=self.channel, ts=self.ts, **_body(self.text, self.blocks)))
        return Receipt(reference=self.target)


class UploadFile(Effect, frozen=True):
    """Share the document in one format in a channel.

    Safety B: Slack keeps no metadata with a file, so its title ends in a short mark made from the key, which
    readers see as a reference number and by which it is found again.
    """

    safety: ClassVar[Literal["A", "B", "C"]] = "B"

    kind: Literal["upload_file"] = "upload_file"
    channel: ChannelId
    rendition: Rendition
    comment: str = Field(default="", max_length=3000)
    """Plain text that introduces the file."""

    @property
    def target(self) -> str:
        return f"{self.channel}/{self.rendition.filename}"

    def describe(self) -> str:
        says = f": “{_first_line(self.comment)}”" if self.comment else ""
        return f"Share {self.rendition.filename} in Slack channel {self.channel}{says}."

    @property
    def wording(self) -> str:
        return self.comment

    def trace(self, key: str) -> str:
        return f"the file “{self.title(key)}”"

    async def prepare(self, key: str, contents: Contents) -> Call:
        return partial(self._share, (await configured_workspace()).client(), key, await contents(self.rendition))

    async def _share(self, client: "AsyncWebClient", key: str, content: bytes) -> Receipt:
        from tasks.slack_call import answer, upload

        file_id = await upload(client, self.rendition.filename, content)
        shared = await answer(
            client.files_completeUploadExternal(
                files=[{"id": file_id, "title": self.title(key)}],
                channel_id=self.channel,
                initial_comment=escape(self.comment) or None,
            )
        )
        link = shared["files"][0].get("permalink", "")
        return Receipt(reference=f"{self.channel}/{file_id}", sha256=sha256(content), note=link)

    async def look_up(self, key: str) -> Receipt | None:
        def shared(message: dict[str, Any]) -> bool:
            return any(file.get("title") == self.title(key) for file in message.get("files", ()))

        found = await _look_for(self.channel, shared)
        if found is None:
            return None
        file = next(file for file in found["files"] if file.get("title") == self.title(key))
        return Receipt(reference=f"{self.channel}/{file['id']}", note=file.get("permalink", ""))

    def title(self, key: str) -> str:
        """Return the title under which Slack shows the file."""
        return f"{self.rendition.filename} (ref. {sha256(key.encode())[:12]})"


async def slack_configured() -> bool:
    """Return whether this tenant has a Slack workspace; without one no effect on Slack is proposed."""
    return await _workspace() is not None


async def configured_workspace() -> "SlackWorkspace":
    """Return the tenant's workspace; raise `EffectFailed` where there is none."""
    workspace = await _workspace()
    if workspace is None:
        raise EffectFailed(
            "No Slack workspace is configured: save a SlackWorkspace block document named 'default', then try again."
        )
    return workspace


async def _workspace() -> "SlackWorkspace | None":
    from blocks.slack_workspace import SlackWorkspace
    from tasks.block_document import load_block

    return await load_block(SlackWorkspace)


async def _look_for(channel: str, is_it: Any) -> dict[str, Any] | None:
    from tasks.slack_call import find_message

    workspace = await configured_workspace()
    return await find_message(workspace.client(), channel, is_it, settle_seconds=workspace.settle_seconds)


def _body(text: str, blocks: tuple[dict[str, JsonValue], ...]) -> dict[str, Any]:
    return {
        "text": escape(text),
        "blocks": list(blocks) or None,
        "mrkdwn": False,
        "parse": "none",
        "link_names": False,
    }


def _first_line(text: str) -> str:
    line = text.strip().splitlines()[0]
    return line if len(line) <= 80 else line[:79] + "…"
