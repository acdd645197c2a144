"""What a server says of its tools: read page by page, and believed in nothing but its words."""

import json
import re
import unicodedata
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from tasks.tools.mcp.failures import ServerAway
from tasks.tools.patterns import longest

if TYPE_CHECKING:
    from mcp import Client
    from mcp.types import Tool as Told

MOST_TOOLS = 500
MOST_PAGES = 50
LONGEST = 32_000
"""Characters that a tool's whole description may have, as JSON."""
SHORTEST = 32
"""Characters that a pattern must be able to hold within a moment."""
LONGEST_NAME = 200_000
"""Characters that the name of a property may have: a result's."""
_NAME_SIGNS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-")
_UNSEEN = ("Cf", "Cs", "Co", "Cn")
"""Categories of characters that a reader does not see and a model reads; JSON escapes control characters."""
_JOINERS = frozenset("\u200c\u200d")
"""Of those categories, what Persian, Hindi and emojis are written with."""


@dataclass(frozen=True)
class Offer:
    """One tool as its server describes it."""

    name: str
    title: str
    description: str
    arguments: dict[str, Any]
    result: dict[str, Any] | None
    annotations: dict[str, Any]
    """Hints of the server (readOnlyHint and others): shown and pinned, never followed."""

    @property
    def said(self) -> str:
        """All that its server says of it, as JSON: where this differs, it is another tool (True is not 1 in it)."""
        return json.dumps(asdict(self), sort_keys=True, ensure_ascii=False)

    @property
    def unusable(self) -> str:
        """Why nobody is offered it, empty where somebody may be."""
        said = self.said
        if not 0 < len(self.name) <= 64 or not _NAME_SIGNS.issuperset(self.name):
            return "its name holds other signs than letters, digits and _.-, or more than 64"
        if len(said) > LONGEST:
            return f"its description has {len(said):,} characters, and {LONGEST:,} are read"
        hidden = [f"U+{ord(sign):04X}" for sign in sorted(set(said)) if _hides(sign)]
        if hidden:
            return f"its description holds characters that nobody sees ({', '.join(hidden[:5])})"
        return _broken(self.arguments) or _broken(self.result or {})


async def offers(client: "Client") -> dict[str, Offer]:
    """Return the server's tools by name; raise `ServerAway` where their list has no end."""
    found, cursor = dict[str, Offer](), None
    for _ in range(MOST_PAGES):
        page = await client.list_tools(cursor=cursor)
        found |= {told.name: _offer(told) for told in page.tools}
        cursor = page.next_cursor
        if len(found) > MOST_TOOLS:
            break
        if cursor is None:
            return found
    raise ServerAway(f"The server lists more than {MOST_TOOLS} tools, or more than {MOST_PAGES} pages of them.")


def _offer(told: "Told") -> Offer:
    hints = told.annotations.model_dump(mode="json", by_alias=True, exclude_none=True) if told.annotations else {}
    return Offer(told.name, told.title or "", told.description or "", told.input_schema, told.output_schema, hints)


def _hides(sign: str) -> bool:
    tagged = (
        "\ufe00" <= sign <= "\ufe0d" or "\U000e0100" <= sign <= "\U000e01ef"
    )  # variation selectors, bar emojis' two
    return tagged or (unicodedata.category(sign) in _UNSEEN and sign not in _JOINERS)


def _broken(schema: dict[str, Any]) -> str:
    """Return why no value can be held to the schema, empty where one can."""
    from jsonschema import Draft202012Validator, SchemaError
    from jsonschema.validators import validator_for

    try:
        validator_for(schema, default=Draft202012Validator).check_schema(schema)
    except SchemaError as error:
        return f"its schema is none: {error.message[:200]}"
    endless = sorted(_endless(schema))
    if endless:
        return f"its schema has a pattern that may take for ever ({endless[0][:100]})"
    away = sorted(ref for ref in _references(schema) if not ref.startswith("#"))
    return f"its schema refers to another place ({away[0][:100]})" if away else ""


def _endless(schema: Any) -> set[str]:
    """Return the patterns that cannot be held to texts of a usable length, or to no names of any length."""
    if isinstance(schema, list):
        return set[str]().union(*map(_endless, schema))
    if not isinstance(schema, dict):
        return set()
    texts, names = schema.get("pattern"), schema.get("patternProperties")
    own = {texts} if isinstance(texts, str) and _longest(texts) < SHORTEST else set[str]()
    own |= {each for each in (names if isinstance(names, dict) else ()) if _longest(each) < LONGEST_NAME}
    return own.union(*map(_endless, schema.values()))


def _longest(pattern: str) -> int:
    try:
        return longest(pattern)
    except (re.error, RecursionError, OverflowError):
        return 0


def _references(schema: Any) -> set[str]:
    if isinstance(schema, list):
        return set().union(*map(_references, schema))
    if not isinstance(schema, dict):
        return set()
    own = {value for key, value in schema.items() if key in ("$ref", "$dynamicRef") and isinstance(value, str)}
    return own.union(*map(_references, schema.values()))
