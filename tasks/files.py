"""Publish documents as files in the reports folder."""

import asyncio
from functools import partial
from pathlib import Path
from typing import ClassVar, Literal, Self

from pydantic import model_validator

from reports.canonical import sha256
from tasks.effect import Call, Contents, Effect, EffectFailed, Receipt, Rendition
from tasks.folder import InsidePath, NameTaken, in_words, write_once


class PublishFile(Effect, frozen=True):
    """Write the document in one format into the tenant's reports folder.

    Safety A: the path is the key. The same bytes twice are one file, other bytes never replace them.
    """

    safety: ClassVar[Literal["A", "B", "C"]] = "A"

    kind: Literal["publish_file"] = "publish_file"
    path: InsidePath
    """Relative to the reports folder."""
    rendition: Rendition

    @model_validator(mode="after")
    def _name_says_the_format(self) -> Self:
        if not self.path.endswith(f".{self.rendition.format}"):
            raise ValueError(f"'{self.path}' holds a document in {self.rendition.format}: let it end accordingly")
        return self

    @property
    def target(self) -> str:
        return self.path

    def describe(self) -> str:
        return f"Publish the document as {self.path} in the reports folder."

    async def prepare(self, key: str, contents: Contents) -> Call:
        from tasks.settings import settings

        return partial(publish, settings().reports_folder, self.path, await contents(self.rendition))


async def publish(root: Path, path: str, content: bytes) -> Receipt:
    """Write `content` under `path` in `root`; raise `EffectFailed` where other content lies there."""
    try:
        await asyncio.to_thread(write_once, root, path, content)
    except NameTaken:
        raise EffectFailed(
            f"{path} lies in {root} with other content: raise the revision, or move that file away."
        ) from None
    except OSError as error:
        raise EffectFailed(f"{path} was not written into {root}: {in_words(error)}.") from error
    return Receipt(reference=str(root / path), sha256=sha256(content))
