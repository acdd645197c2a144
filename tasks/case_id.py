"""How people name a case."""

from uuid import UUID


def short_id(case: UUID) -> str:
    """Return the first characters of a case's id, 12 hexadecimal digits, by which every command finds it."""
    return str(case)[:13]
