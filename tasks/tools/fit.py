"""Whether what one schema allows at a place can be what another wants: read from the schemas, before any call."""

from collections.abc import Iterator, Mapping
from typing import Any

from tasks.tools.references import NothingThere, Place, at, is_position

DEPTH = 20
"""References and alternatives that are followed into one another: beyond it anything may stand there."""

_EVERY = frozenset({"object", "array", "string", "number", "integer", "boolean", "null"})
_NAMES: dict[type, str] = {
    bool: "boolean",
    int: "integer",
    float: "number",
    str: "string",
    list: "array",
    dict: "object",
}


def parts_at(schema: Any, place: Place) -> list[Any]:
    """Return the schemas that a value at this place may have to follow, none where there can be no value."""
    open_ = [schema]
    for key in place:
        open_ = [part for each in open_ for one in _branches(schema, each) for part in _below(one, key)]
    return [one for each in open_ for one in _branches(schema, each)]


def types(schemas: list[Any]) -> frozenset[str]:
    """Return the JSON types that a value which follows one of the schemas may have."""
    return frozenset[str]().union(*(_types(each) for each in schemas))


def fits(given: frozenset[str], wanted: frozenset[str]) -> bool:
    """Tell whether a value of one of the given types may be one of the wanted."""
    whole = {"integer"} if "number" in given else set[str]()  # 2.0 is a whole number to a JSON schema
    return bool((given | whole) & (wanted | ({"integer"} if "number" in wanted else set())))


def _branches(root: Any, schema: Any, depth: int = 0) -> Iterator[Any]:
    """Yield the schema itself, or what its references and alternatives come to."""
    if not isinstance(schema, Mapping) or depth > DEPTH:
        yield True if isinstance(schema, Mapping) else schema
        return
    reference = schema.get("$ref")
    if isinstance(reference, str):
        try:
            target = at(root, reference.removeprefix("#")) if reference.startswith("#") else True
        except NothingThere:
            target = True
        yield from _branches(root, target, depth + 1)
        return
    for several in ("anyOf", "oneOf"):
        if schema.get(several):
            for each in schema[several]:
                yield from _branches(root, each, depth + 1)
            return
    yield schema


def _below(schema: Any, key: str | int) -> list[Any]:
    """Return what a schema says of the value under a key, nothing where it forbids one."""
    if schema is False:
        return []
    if not isinstance(schema, Mapping) or "allOf" in schema:
        return [True]
    text, told = str(key), _types(schema)
    found = []
    if "object" in told:
        if text in schema.get("properties", {}):
            found.append(schema["properties"][text])
        elif schema.get("patternProperties"):
            found.append(True)
        else:
            found.append(schema.get("additionalProperties", True))
    if "array" in told and is_position(text):
        first = schema.get("prefixItems", [])
        found.append(first[int(text)] if int(text) < len(first) else schema.get("items", True))
    return [each for each in found if each is not False]


def _types(schema: Any) -> frozenset[str]:
    if schema is False:
        return frozenset()
    if not isinstance(schema, Mapping):
        return _EVERY
    values = [schema["const"]] if "const" in schema else schema.get("enum")
    if values is not None:
        return frozenset(_NAMES.get(type(value), "null") for value in values)
    told = schema.get("type", _EVERY)
    return frozenset({told} if isinstance(told, str) else told)
