"""Text that others wrote: it reaches an agent as data with its source, never as part of the instructions."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, get_args

from pydantic import BaseModel

KEY = "untrusted_text_from"

_CODE = re.compile(r"[\w./-]{1,40}")


@dataclass(frozen=True, slots=True)
class Untrusted:
    """Mark on a request's field (`Annotated[str, Untrusted("journal")]`): its words come from `source`."""

    source: str
    code: bool = False
    """Whether it should be a code of one word (an entry's id), which then stands as it is: it can hold no sentence."""


def with_sources(value: Any) -> Any:
    """Return `value` as plain data; an untrusted text in it stands as {"untrusted_text_from": source, "text": ...}."""
    if isinstance(value, BaseModel):
        return {name: _marked(getattr(value, name), field.metadata) for name, field in type(value).model_fields.items()}
    if isinstance(value, tuple | list):
        return [with_sources(item) for item in value]
    if isinstance(value, dict):
        return {str(key): with_sources(item) for key, item in value.items()}
    return value


def sources_present(value: Any) -> frozenset[str]:
    """Return the sources of the untrusted text that `value` really holds: a field that is empty names none."""
    return frozenset(_sources(value))


def sources_in(model: type[BaseModel]) -> frozenset[str]:
    """Return the sources of all untrusted text that a request of this model can hold, in its parts too."""
    found, open_, seen = set[str](), [model], set[type[BaseModel]]()
    while open_:
        part = open_.pop()
        seen.add(part)
        for field in part.model_fields.values():
            found |= {mark.source for mark in field.metadata if isinstance(mark, Untrusted)}
            open_ += [inner for inner in models_in(field.annotation) if inner not in seen]
    return frozenset(found)


def models_in(annotation: Any) -> list[type[BaseModel]]:
    """Return the models that an annotation names."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for part in get_args(annotation) for model in models_in(part)]


def _sources(value: Any) -> Iterator[str]:
    if isinstance(value, BaseModel):
        for name, field in type(value).model_fields.items():
            item, mark = getattr(value, name), _mark(field.metadata)
            if mark is not None and item:
                yield mark.source
            yield from _sources(item)
    elif isinstance(value, tuple | list | dict):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _sources(item)


def _mark(metadata: list[Any]) -> Untrusted | None:
    return next((item for item in metadata if isinstance(item, Untrusted)), None)


def _marked(value: Any, metadata: list[Any]) -> Any:
    mark = _mark(metadata)
    if mark is None or not value:
        return with_sources(value)
    if isinstance(value, tuple | list) and not isinstance(value[0], BaseModel):
        return [_marked(item, metadata) for item in value]
    if mark.code and isinstance(value, str) and _CODE.fullmatch(value):
        return value
    return {KEY: mark.source, "text": with_sources(value)}
