"""A tool's schemas: their hash, by which a change is seen, and what a value lacks to follow one."""

import json
import re
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from reports.canonical import text_sha256
from tasks.tools.patterns import longest
from tasks.tools.quoting import WORDS, is_code, told
from tasks.tools.references import Place
from tasks.tools.tool import Tool

if TYPE_CHECKING:
    from jsonschema import ValidationError

MOST_NAMES = 3
"""Of a path that is told: more of them may be a sentence."""
MOST_PROBLEMS = 5
"""Of a value that follows its schema nowhere the first few tell enough."""


def json_text(value: Any) -> str:
    """Return `value` as JSON with sorted keys; raise `ValueError` or `TypeError` for what JSON cannot hold."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    text.encode()  # half a character is none, and no database takes it
    return text


def schema_sha256(tool: Tool) -> str:
    """Return the hash of all by which a tool says what it is; another one means that it is another tool."""
    said = [tool.description, _plain(tool.arguments), _plain(tool.result), tool.writes, _plain(tool.hints)]
    return text_sha256(json_text(said))


def problems(schema: Mapping[str, Any], value: Any) -> list[str]:
    """Return one sentence for each thing by which `value` does not follow the JSON schema, the first few."""
    return problems_beside(schema, value, ())


def problems_beside(schema: Mapping[str, Any], value: Any, open_: Collection[Place]) -> list[str]:
    """Return the problems of `value` as `problems` does, without those of the open places, which are not known yet."""
    from jsonschema import SchemaError
    from referencing.exceptions import Unresolvable

    try:
        errors = sorted(_validator(json_text(_plain(schema))).iter_errors(value), key=lambda each: str(each.json_path))
    except (SchemaError, Unresolvable, re.error, RecursionError, OverflowError) as error:
        return [f"the schema itself cannot be followed ({_said(getattr(error, 'message', str(error)))})"]
    found = [each for each in errors if not _is_open(each, open_)]
    return [
        f"{_path(each)}: {_said(told(str(each.validator), each.instance, each.message))}"
        for each in found[:MOST_PROBLEMS]
    ]


def _path(error: "ValidationError") -> str:
    """Return where a problem is; the key of a value may be anybody's words."""
    names = [part for part in error.absolute_path if isinstance(part, str)]
    return error.json_path if len(names) <= MOST_NAMES and all(map(is_code, names)) else f"$.{WORDS}"


def _is_open(error: "ValidationError", places: Collection[Place]) -> bool:
    """Tell whether a problem is one of a value that is not known yet, or of alternatives that depend on one."""
    where = tuple(error.absolute_path)
    if any(where[: len(place)] == place for place in places):
        return True
    alternative = error.validator in ("anyOf", "oneOf", "not", "if", "contains", "uniqueItems", "const", "enum")
    return alternative and any(place[: len(where)] == where for place in places)


@lru_cache(maxsize=256)
def _validator(schema: str) -> Any:
    """Return what holds values to a schema; one that names no draft is read as 2020-12, as MCP does."""
    from jsonschema import Draft202012Validator, validators
    from jsonschema.validators import validator_for
    from referencing import Registry

    read = json.loads(schema)
    # A registry that holds nothing: a schema's references lead nowhere but into itself, and never to an address.
    kind = validator_for(read, default=Draft202012Validator)
    kind.check_schema(read)
    return validators.extend(kind, {"pattern": _pattern})(read, registry=Registry())


def _pattern(validator: Any, pattern: str, value: Any, schema: Any) -> "Iterator[ValidationError]":
    """Hold a text to a pattern, as far as that ends soon."""
    from jsonschema import ValidationError

    if not isinstance(value, str):
        return
    if len(value) > (most := longest(pattern)):
        yield ValidationError(f"it has {len(value)} signs, and at most {most} are held to its pattern {pattern!r}")
    elif not re.search(pattern, value):
        yield ValidationError(f"{value!r} does not match {pattern!r}")


def _said(message: str) -> str:
    return message if len(message) <= 300 else f"{message[:299]}…"


def _plain(value: Any) -> Any:
    """Return a schema of whatever mappings and sequences as dictionaries and lists."""
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list | tuple) else value
