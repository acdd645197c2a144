"""Take keys and personal data out of a text that is kept for people to look at."""

import re
from collections.abc import Callable
from typing import Any

from agents.contacts import is_iban

_SECRETS = re.compile(
    r"""
      (?P<key>\b(?:sk|pk|rk)-[A-Za-z0-9_-]{8,}            # model providers, payment providers
        |\bxox[abeprs]-[A-Za-z0-9-]{8,}                   # Slack
        |\bgh[opsu]_[A-Za-z0-9]{20,}                      # GitHub
        |\bAKIA[0-9A-Z]{16}\b                             # AWS
        |\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*   # JSON web tokens
        |(?<=[Bb]earer\s)[A-Za-z0-9._~+/=-]{8,}
        |-----BEGIN[ A-Z]*PRIVATE\sKEY-----.*?(?:-----END[ A-Z]*PRIVATE\sKEY-----|\Z))
    | (?P<mail>[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,})
    | (?P<iban>\b[A-Z]{2}\d{2}(?:\s?[A-Z0-9]{4}){2,7}(?:\s?[A-Z0-9]{1,4})?\b)
    | (?P<phone>(?<![\w.])(?:\+|00)\d{1,3}(?:[\s()./-]*\d){6,12}\b)
    | (?P<card>\b\d(?:[ -]?\d){12,18}\b)
    """,
    re.VERBOSE | re.DOTALL,
)


def redacted(text: str) -> str:
    """Return the text with keys, mail addresses, IBANs, card numbers and telephone numbers replaced by their kind."""
    return _SECRETS.sub(_replacement, text)


def redacted_value(value: Any) -> Any:
    """Return JSON with its texts, keys and long numbers redacted; a number that is a card's becomes the text of its
    kind.
    """
    if isinstance(value, str):
        return redacted(value)
    if isinstance(value, dict):
        return {redacted(str(key)): redacted_value(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [redacted_value(item) for item in value]
    if isinstance(value, int) and not isinstance(value, bool) and (plain := redacted(str(value))) != str(value):
        return plain
    return value


def _replacement(match: re.Match[str]) -> str:
    kind, found = match.lastgroup or "", match[0]
    certain = _CERTAIN.get(kind)
    return found if certain is not None and not certain(found) else f"[{kind}]"


def _is_card(text: str) -> bool:
    """Tell whether the check digit fits (Luhn)."""
    digits = [int(sign) for sign in reversed(text) if sign.isdigit()]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[1::2]]
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0


_CERTAIN: dict[str, Callable[[str], bool]] = {"iban": is_iban, "card": _is_card}
