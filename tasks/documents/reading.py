"""Read documents in a process of their own, which a damaged or hostile one may end without harm to the caller."""

import asyncio
import json
import os
import sys
from types import TracebackType
from typing import Any, Self

from tasks.documents.passages import Block
from tasks.documents.readers import UnreadableDocument

SECONDS = 60
"""That one document may take."""
_ANSWER_LIMIT = 100_000_000


class ReaderProcess:
    """Reads documents one after another; the process starts with the first one, and anew after one that ended it."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._process: asyncio.subprocess.Process | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._end()

    async def blocks(self, format: str, content: bytes) -> list[Block]:
        """Return the blocks of a document; raise `UnreadableDocument` with what is wrong and the mend."""
        try:
            answer = await asyncio.wait_for(self._answer(format, content), self._seconds)
        except TimeoutError:
            await self._end()
            raise UnreadableDocument(
                f"reading it takes longer than {self._seconds:g} seconds: cut it into parts, or save it anew"
            ) from None
        except (OSError, ValueError, asyncio.IncompleteReadError) as error:
            await self._end()
            raise UnreadableDocument("its content ended the process that reads documents: save it anew") from error
        if "problem" in answer:
            raise UnreadableDocument(answer["problem"])
        return [Block(text, page, tuple(heading), alone) for text, page, heading, alone in answer["blocks"]]

    async def _answer(self, format: str, content: bytes) -> dict[str, Any]:
        if self._process is None:
            self._process = await _started()
        process = self._process
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(f"{format} {len(content)}\n".encode() + content)
        await process.stdin.drain()
        return json.loads(await process.stdout.readuntil(b"\n"))

    async def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        if process.returncode is None:
            process.kill()
        await process.wait()
        if process.stdin is not None:
            process.stdin.close()


async def _started() -> asyncio.subprocess.Process:
    """Start the process with nothing of our environment but what Python itself needs."""
    kept = ("PATH", "PYTHONPATH", "LANG", "LC_ALL", "SYSTEMROOT", "VIRTUAL_ENV")
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-P",  # no module of the folder that we happen to stand in
        "-m",
        "tasks.documents.readers",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={name: os.environ[name] for name in kept if name in os.environ},
        limit=_ANSWER_LIMIT,
    )
