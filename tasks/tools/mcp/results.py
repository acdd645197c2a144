"""What a server's tool gave, as a value: structured as declared, or text; anything else is refused."""

from typing import TYPE_CHECKING, Any

from tasks.tools.mcp.failures import ToolFailed, UnusableResult
from tasks.tools.schema import json_text

if TYPE_CHECKING:
    from mcp.types import CallToolResult

TEXT: dict[str, Any] = {
    "type": "object",
    "properties": {"text": {"type": "string", "description": "What the tool said."}},
    "required": ["text"],
    "additionalProperties": False,
}
"""The schema of what a tool gives that declares none."""


def value_of(result: "CallToolResult", declared: bool, largest: int) -> Any:
    """Return the result's value: what it has structured where the tool declared a schema, else `{"text": ...}`.

    Raise `ToolFailed` where the tool says so and `UnusableResult` for what is too long or not read here.
    """
    text = _text(result)
    if result.is_error:
        raise ToolFailed(text or "it gave no reason")
    if declared and result.structured_content is None:
        raise UnusableResult("It gave something else than it declares.")
    value = result.structured_content if declared else {"text": text or _as_text(result.structured_content)}
    try:
        size = len(json_text(value).encode())
    except ValueError as error:
        raise UnusableResult("It gave characters that are none.") from error
    if size > largest:
        raise UnusableResult(
            f"It gave {size:,} bytes, and its server is allowed {largest:,}: ask for less, or raise its largest_result."
        )
    return value


def _text(result: "CallToolResult") -> str:
    pieces = list[str]()
    for piece in result.content:
        if piece.type != "text":
            raise UnusableResult(
                f"It gave {_KINDS.get(piece.type, 'a thing of no known kind')}; only text and data are read."
            )
        pieces.append(piece.text)
    return "\n".join(pieces)


def _as_text(structured: Any) -> str:
    return "" if structured is None else json_text(structured)


_KINDS = {"image": "an image", "audio": "a sound", "resource": "a resource", "resource_link": "a link to a resource"}
