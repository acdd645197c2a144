"""SQL text from names and values: quoted, so that no file or mapping can inject any."""

from collections.abc import Iterable


def name(identifier: str) -> str:
    """Return an identifier in double quotes."""
    return '"' + identifier.replace('"', '""') + '"'


def literal(text: str) -> str:
    """Return a text in single quotes."""
    return "'" + text.replace("'", "''") + "'"


def names(identifiers: Iterable[str]) -> str:
    """Return identifiers quoted, with commas."""
    return ", ".join(name(identifier) for identifier in identifiers)


def literals(texts: Iterable[str]) -> str:
    """Return texts quoted, with commas."""
    return ", ".join(literal(text) for text in texts)


def trimmed(columns: Iterable[str]) -> str:
    """Return text columns without blanks around them, NULL where nothing is left."""
    return ", ".join(f"nullif(trim({name(column)}), '') AS {name(column)}" for column in columns)
