"""A file that is shared in a Slack channel."""

from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import Field

from reports.canonical import sha256
from tasks.block_kit import escape
from tasks.effect import Call, Contents, Effect, Receipt, Rendition
from tasks.slack_workspace import ChannelId, configured_workspace, first_line, look_for

if TYPE_CHECKING:
    from slack_sdk.web.async_client import AsyncWebClient


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
        says = f": “{first_line(self.comment)}”" if self.comment else ""
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

        found = await look_for(self.channel, shared)
        if found is None:
            return None
        file = next(file for file in found["files"] if file.get("title") == self.title(key))
        return Receipt(reference=f"{self.channel}/{file['id']}", note=file.get("permalink", ""))

    def title(self, key: str) -> str:
        """Return the title under which Slack shows the file."""
        return f"{self.rendition.filename} (ref. {sha256(key.encode())[:12]})"
