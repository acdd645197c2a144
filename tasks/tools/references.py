"""References: where the arguments of one call take the result of another, or a part of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tasks.tools.quoting import quoted

Place = tuple[str | int, ...]
"""Keys and positions that lead to a part of a JSON value."""


class NothingThere(LookupError):
    """A pointer that leads nowhere in a value."""


@dataclass(frozen=True)
class Reference:
    """One value of a call's arguments that another call gives."""

    place: Place
    """Where it stands in the arguments."""
    source: str
    """The id of the call that gives it."""
    pointer: str
    """JSON pointer (RFC 6901) into what that gives."""


def references(arguments: Any, place: Place = ()) -> Iterator[Reference]:
    """Yield every reference in a call's arguments."""
    if isinstance(arguments, Mapping):
        if arguments.keys() == {"from", "path"} and all(isinstance(each, str) for each in arguments.values()):
            yield Reference(place, arguments["from"], arguments["path"])
            return
        for key, value in arguments.items():
            yield from references(value, (*place, str(key)))
    elif isinstance(arguments, list | tuple):
        for position, value in enumerate(arguments):
            yield from references(value, (*place, position))


def filled(arguments: Any, results: Mapping[str, Any]) -> Any:
    """Return the arguments with each reference replaced by what it refers to; raise `NothingThere` where it is not."""
    if isinstance(arguments, Mapping):
        for reference in references(arguments):
            if reference.place == ():
                return at(results[reference.source], reference.pointer)
        return {str(key): filled(value, results) for key, value in arguments.items()}
    return [filled(value, results) for value in arguments] if isinstance(arguments, list | tuple) else arguments


def at(value: Any, pointer: str) -> Any:
    """Return the part of a JSON value that a pointer leads to; raise `NothingThere`."""
    part = value
    for token in tokens(pointer):
        if isinstance(part, Mapping) and token in part:
            part = part[token]
        elif isinstance(part, list | tuple) and is_position(token) and int(token) < len(part):
            part = part[int(token)]
        else:
            raise NothingThere(f"{quoted(pointer)} leads nowhere: there is no {quoted(token)}")
    return part


def tokens(pointer: str) -> list[str]:
    """Return the keys of a pointer; raise `NothingThere` for a text that is none."""
    if not pointer:
        return []
    if not pointer.startswith("/"):
        raise NothingThere(f"{quoted(pointer)} is no JSON pointer: write it like /rows/0/amount")
    return [token.replace("~1", "/").replace("~0", "~") for token in pointer[1:].split("/")]


def is_position(key: str) -> bool:
    """Tell whether a pointer's key may be a position in a list."""
    return key.isascii() and key.isdigit() and len(key) < 10 and (key == "0" or key[0] != "0")
