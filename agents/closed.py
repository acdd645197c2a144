"""Closed answers: nothing can stand in one that nobody asked for, and no part of it is without end.

An agent that reads text from outside may obey it. What it then says is only ever one of the values that its response
model has room for.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin
from uuid import UUID

from pydantic import BaseModel

_ONE_VALUE = (bool, int, float, Decimal, date, datetime, time, timedelta, UUID, NoneType)
_SIZES = frozenset({"maxLength", "minLength", "maxItems", "minItems"})


def openings(model: type[BaseModel]) -> list[str]:
    """Return each place where an answer of this model is open, with its mend; none for one that is closed."""
    return list(_in_model(model, model.__name__, set()))


def without_sizes(schema: Any) -> Any:
    """Return a JSON schema without the sizes of its texts and lists: some providers refuse a schema that states them,
    and an answer is held to them here in any case.
    """
    if isinstance(schema, dict):
        return {key: without_sizes(part) for key, part in schema.items() if key not in _SIZES or isinstance(part, dict)}
    return [without_sizes(part) for part in schema] if isinstance(schema, list) else schema


def _in_model(model: type[BaseModel], place: str, seen: set[type[BaseModel]]) -> Iterator[str]:
    if model in seen:
        return
    seen.add(model)
    if model.model_config.get("extra") != "forbid":
        yield f"{place} takes fields that it does not name: derive {model.__name__} from AgentResponse"
    for name, field in model.model_fields.items():
        yield from _in_type(field.annotation, field.metadata, f"{place}.{name}", seen)


def _in_type(type_: Any, metadata: Sequence[Any], place: str, seen: set[type[BaseModel]]) -> Iterator[str]:
    origin, parts = get_origin(type_), get_args(type_)
    if origin is Annotated:
        yield from _in_type(parts[0], [*metadata, *parts[1:]], place, seen)
    elif origin in (Union, UnionType):
        for part in parts:
            yield from _in_type(part, metadata, place, seen)
    elif origin is Literal or type_ in _ONE_VALUE:
        return
    elif origin is tuple and Ellipsis not in parts:
        for part in parts:
            yield from _in_type(part, (), place, seen)
    elif origin in (list, tuple, set, frozenset):
        yield from _without_end(metadata, place, "list")
        yield from _in_type(parts[0], (), f"{place}[]", seen)
    elif isinstance(type_, type) and issubclass(type_, Enum):
        return
    elif type_ is str:
        yield from _without_end(metadata, place, "text")
    elif isinstance(type_, type) and issubclass(type_, BaseModel):
        yield from _in_model(type_, place, seen)
    else:
        said = getattr(type_, "__name__", str(type_))
        yield f"{place} is a free {said}: name what it may hold, as a model, a Literal or a bounded text"


def _without_end(metadata: Sequence[Any], place: str, what: str) -> Iterator[str]:
    if not any(getattr(item, "max_length", None) for item in metadata):
        yield f"{place} is a {what} without end: give it a max_length"
