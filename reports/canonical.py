"""Canonical JSON and its hash: the same value gives the same bytes on every machine."""

import hashlib
import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from pydantic import BaseModel


def canonical_json(value: Any) -> bytes:
    """Return `value` as UTF-8 JSON with sorted keys and no blanks.

    Models become their JSON form, `Decimal` a plain string without exponent and without trailing zeros
    changed ("1.50" stays "1.50": it is another text than "1.5"), dates ISO 8601. A float is refused: its
    text depends on how it was computed.
    """
    return json.dumps(
        _plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    ).encode()


def sha256(value: Any) -> str:
    """Return the hexadecimal SHA-256 of the canonical JSON of `value`, or of the bytes themselves."""
    return hashlib.sha256(value if isinstance(value, bytes) else canonical_json(value)).hexdigest()


def text_sha256(text: str) -> str:
    """Return the hexadecimal SHA-256 of a text as it stands, not of its JSON."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return _plain(value.model_dump())
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, float):
        raise TypeError(f"Canonical JSON takes no float ({value!r}): give a Decimal or a string.")
    return value
