"""Text that others wrote: it reaches an agent as data with its source, never as part of the instructions."""

from dataclasses import dataclass
from typing import Any, get_args

from pydantic import BaseModel

KEY = "untrusted_text_from"


@dataclass(frozen=True, slots=True)
class Untrusted:
    """Mark on a request's field (`Annotated[str, Untrusted("journal")]`): its words come from `source`."""

    source: str


def with_sources(value: Any) -> Any:
    """Return `value` as plain data; an untrusted text in it stands as {"untrusted_text_from": source, "text": ...}."""
    if isinstance(value, BaseModel):
        return {name: _marked(getattr(value, name), field.metadata) for name, field in type(value).model_fields.items()}
    if isinstance(value, tuple | list):
        return [with_sources(item) for item in value]
    if isinstance(value, dict):
        return {str(key): with_sources(item) for key, item in value.items()}
    return value


def sources_in(model: type[BaseModel]) -> frozenset[str]:
    """Return the sources of all untrusted text that a request of this model can hold, in its parts too."""
    found, open_, seen = set[str](), [model], set[type[BaseModel]]()
    while open_:
        part = open_.pop()
        seen.add(part)
        for field in part.model_fields.values():
            found |= {mark.source for mark in field.metadata if isinstance(mark, Untrusted)}
            open_ += [inner for inner in _models_in(field.annotation) if inner not in seen]
    return frozenset(found)


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for part in get_args(annotation) for model in _models_in(part)]


def _marked(value: Any, metadata: list[Any]) -> Any:
    mark = next((item for item in metadata if isinstance(item, Untrusted)), None)
    if mark is None:
        return with_sources(value)
    if isinstance(value, tuple | list):
        return [_marked(item, metadata) for item in value]
    return {KEY: mark.source, "text": value} if value else value
