"""A server of tools as a process of ours: with the environment that it was given and no other, ended when we end.

Written here though the SDK has a stdio client: that one hands HOME, USER and SHELL of ours on, buffers a line of any
length, and takes four seconds over a server that hangs.
"""

import asyncio
import os
import signal
import sys
from collections import deque
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_LAUNCH = Path(__file__).with_name("launch.py")
LONGEST_LINE = 16 * 1024 * 1024
"""Bytes of one message: a server that writes more has its output closed."""
_GRACE = 2.0
"""Seconds in which a server ends once its input is closed (the protocol's way to end one)."""
_REAP = 2.0


@dataclass
class Words:
    """The last lines that a server wrote to its standard error: why it ended, where it did."""

    lines: deque[str] = field(default_factory=lambda: deque(maxlen=5))

    @property
    def last(self) -> str:
        return " / ".join(line for line in self.lines if line)[-500:]


@dataclass(frozen=True)
class Program:
    """A command, ready to run."""

    command: tuple[str, ...]
    environment: Mapping[str, str]
    """All that it sees of an environment."""
    folder: Path
    """Where it runs, and its home."""
    words: Words
    ended: Callable[[], None]
    """Called when it says no more."""


@asynccontextmanager
async def running(program: Program) -> AsyncIterator[tuple[Any, Any]]:
    """Run the program and give the streams to it and from it; nothing of it is left afterwards."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-I", "-S", _LAUNCH, str(os.getpid()), *program.command,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        env=dict(program.environment), cwd=program.folder, start_new_session=True, limit=LONGEST_LINE,
    )  # fmt: skip
    try:
        async with _piped(process, program) as streams:
            yield streams
    finally:
        await _ended(process)


@asynccontextmanager
async def _piped(process: asyncio.subprocess.Process, program: Program) -> AsyncIterator[tuple[Any, Any]]:
    import anyio

    said, from_server = anyio.create_memory_object_stream[Any](0)
    to_server, heard = anyio.create_memory_object_stream[Any](0)
    async with said, from_server, to_server, heard, anyio.create_task_group() as work:
        work.start_soon(_read, process, said, program)
        work.start_soon(_write, process, heard)
        work.start_soon(_listen, process, program.words)
        try:
            yield from_server, to_server
        finally:
            work.cancel_scope.cancel()


async def _read(process: asyncio.subprocess.Process, said: Any, program: Program) -> None:
    """Pass on what the server says, until it ends or says too much at once."""
    import anyio
    from mcp.shared.message import SessionMessage
    from mcp_types import jsonrpc_message_adapter

    assert process.stdout is not None
    async with said:
        with suppress(anyio.BrokenResourceError, anyio.ClosedResourceError):  # nobody listens any more
            while line := await _line(process.stdout, program.words):
                try:
                    message = SessionMessage(jsonrpc_message_adapter.validate_json(line, by_name=False))
                except ValueError as unreadable:  # a print in the server's code; the session goes on without it
                    await said.send(unreadable)
                else:
                    await said.send(message)
    program.ended()


async def _line(stdout: asyncio.StreamReader, words: Words) -> bytes:
    """Return the next line, nothing where the server has ended or writes one without end."""
    try:
        return await stdout.readline()
    except ValueError:
        words.lines.append(f"(a message of more than {LONGEST_LINE:,} bytes)")
        return b""


async def _write(process: asyncio.subprocess.Process, heard: Any) -> None:
    assert process.stdin is not None
    with suppress(ConnectionError):  # it has ended, which `_read` notices
        async for each in heard:
            text = each.message.model_dump_json(by_alias=True, exclude_unset=True)
            process.stdin.write(f"{text}\n".encode())
            await process.stdin.drain()


async def _listen(process: asyncio.subprocess.Process, words: Words) -> None:
    """Keep the last of what the server writes to its standard error, whatever the length."""
    assert process.stderr is not None
    while piece := await process.stderr.read(4096):
        words.lines.extend(piece.decode(errors="replace").splitlines())


async def _ended(process: asyncio.subprocess.Process) -> None:
    """End the program and all that it started; kill what is left, also where this is cancelled."""
    try:
        if process.stdin is not None and process.returncode is None:
            process.stdin.close()
            await _gone(process, _GRACE)
    finally:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)  # its group has its own number, since it began a session
        await _gone(process, _REAP)
        # What left the group may hold the pipes open; nothing public closes our ends of them.
        process._transport.close()  # pyright: ignore[reportAttributeAccessIssue]


async def _gone(process: asyncio.subprocess.Process, seconds: float) -> None:
    """Wait for its end: not by `wait`, which also waits for everybody that holds its pipes."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            while process.returncode is None:  # noqa: ASYNC110 - nothing public tells of it alone
                await asyncio.sleep(0.01)
