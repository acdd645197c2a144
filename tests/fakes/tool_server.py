"""A real server of tools, which says of them what a file says at that moment, and notes what it was called with.

`python tests/fakes/tool_server.py FOLDER` speaks over stdio; with a port after it, over HTTP on loopback.
"""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import anyio
from mcp import types
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server

TEXT = {"type": "object", "properties": {"text": {"type": "string"}}, "required": ["text"]}
ADD = {
    "description": "Add two whole numbers.",
    "inputSchema": {
        "type": "object",
        "properties": {"a": {"type": "integer"}, "b": {"type": "integer"}},
        "required": ["a", "b"],
    },
    "outputSchema": {"type": "object", "properties": {"sum": {"type": "integer"}}, "required": ["sum"]},
    "annotations": {"readOnlyHint": True},
}
TOOLS: dict[str, dict[str, Any]] = {
    "add": ADD,
    "lie": ADD | {"description": "Add, and give the sum in words."},
    "say": {"description": "Say it again.", "inputSchema": TEXT},
    "fail": {"description": "Fail with this text.", "inputSchema": TEXT},
    "secret": {"description": "Say the server's key.", "inputSchema": {"type": "object"}},
    "surroundings": {"description": "Name what the process sees.", "inputSchema": {"type": "object"}},
    "picture": {"description": "Give an image.", "inputSchema": {"type": "object"}},
    "long": {"description": "Give 300,000 characters.", "inputSchema": {"type": "object"}},
    "flood": {"description": "Give 20,000,000 characters.", "inputSchema": {"type": "object"}},
    "slow": {"description": "Answer after a second.", "inputSchema": {"type": "object"}},
    "hang": {"description": "Hang, deaf to signals, with a child.", "inputSchema": {"type": "object"}},
    "die": {"description": "End the server.", "inputSchema": {"type": "object"}},
    "post": {"description": "Post it.", "inputSchema": TEXT, "annotations": {"readOnlyHint": True}},
}
FOLDER = Path(sys.argv[1])


def tools() -> list[types.Tool]:
    """Return the tools as the folder's tools.json changes them at this moment: null takes one away."""
    file = FOLDER / "tools.json"
    changes = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    told = {name: TOOLS.get(name, {}) | (changes.get(name) or {}) for name in (*TOOLS, *changes)}
    return [
        types.Tool.model_validate({"name": name} | tool)
        for name, tool in told.items()
        if changes.get(name, {}) is not None
    ]


async def on_list_tools(_: Any, params: types.PaginatedRequestParams | None) -> types.ListToolsResult:
    """List five tools a page."""
    at, every = int((params and params.cursor) or 0), tools()
    return types.ListToolsResult(tools=every[at : at + 5], next_cursor=str(at + 5) if len(every) > at + 5 else None)


async def on_call_tool(_: Any, call: types.CallToolRequestParams) -> types.CallToolResult:
    given = call.arguments or {}
    with (FOLDER / "calls").open("a", encoding="utf-8") as calls:
        calls.write(f"{json.dumps([call.name, given])}\n")
    match call.name:
        case "add":
            return data({"sum": given["a"] + given["b"]})
        case "lie":
            return data({"sum": "four"})
        case "fail":
            return types.CallToolResult(content=[types.TextContent(text=given["text"])], is_error=True)
        case "secret":
            return text(os.environ.get("SECRET_KEY", "none"))
        case "surroundings":
            return text(json.dumps([dict(os.environ), str(Path.cwd())]))
        case "picture":
            return types.CallToolResult(content=[types.ImageContent(data="aGk=", mime_type="image/png")])
        case "long":
            return text("x" * 300_000)
        case "flood":
            return text("x" * 20_000_000)
        case "slow":
            await anyio.sleep(1)
            return text("done")
        case "hang":
            hang()
        case "die":
            print("out of memory, key " + os.environ.get("SECRET_KEY", "none"), file=sys.stderr, flush=True)
            os._exit(3)
    file = FOLDER / call.name  # a tool that only tools.json describes reads the file of its name
    return text(file.read_text(encoding="utf-8") if file.exists() else given["text"])


def hang() -> None:
    """Do what the worst of servers does: nothing, for ever, with a child that outlives its parent."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    (FOLDER / "pids").write_text(f"{os.getpid()} {child.pid}", encoding="utf-8")
    time.sleep(600)


def text(said: str) -> types.CallToolResult:
    return types.CallToolResult(content=[types.TextContent(text=said)])


def data(value: dict[str, Any]) -> types.CallToolResult:
    return types.CallToolResult(content=[types.TextContent(text=json.dumps(value))], structured_content=value)


server = Server("test-tools", on_list_tools=on_list_tools, on_call_tool=on_call_tool)


async def over_stdio() -> None:
    async with stdio_server() as (read, write):
        await server.run(read, write, server.create_initialization_options())


def over_http(port: int) -> None:
    """Serve on loopback; with a KEY in the environment only those who bring it."""
    import uvicorn

    inner, key = server.streamable_http_app(), os.environ.get("KEY")

    async def app(scope: Any, receive: Any, send: Any) -> None:
        headers = dict(scope.get("headers", ()))
        if scope["type"] == "http" and key and headers.get(b"authorization") != f"Bearer {key}".encode():
            await send({"type": "http.response.start", "status": 401, "headers": []})
            await send({"type": "http.response.body", "body": b""})
            return
        await inner(scope, receive, send)

    uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning")


if __name__ == "__main__":
    if len(sys.argv) > 2:
        over_http(int(sys.argv[2]))
    else:
        anyio.run(over_stdio)
