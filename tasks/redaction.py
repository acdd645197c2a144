"""Take keys and personal data out of a text that is kept for people to look at.

Every pattern starts at a fixed sign, or where a run of its signs begins, and never goes back over a run: whoever sends
a long text buys no more than its length.
"""

import re
from collections.abc import Callable
from typing import Any

from agents.contacts import is_iban

_KEYS = r"""
    \b(?: (?:sk|pk|rk)-[A-Za-z0-9_-]{8,}                    # model providers, payment providers
      | xox[abeprs]-[A-Za-z0-9-]{8,}                        # Slack
      | gh[oprsu]_[A-Za-z0-9]{20,} | github_pat_\w{20,}     # GitHub
      | glpat-[\w-]{16,}                                    # GitLab
      | hf_[A-Za-z0-9]{20,}                                 # Hugging Face
      | AIza[\w-]{30,}                                      # Google
      | (?:AKIA|ASIA)[0-9A-Z]{16}\b                         # AWS
      | (?<!-)eyJ[\w-]{8,}+\.[\w-]{8,}+\.[\w-]*+ )          # JSON web tokens
  | -----BEGIN[ A-Z]{0,40}PRIVATE\sKEY-----.*?(?:-----END[ A-Z]{0,40}PRIVATE\sKEY-----|\Z)
  | (?<=://)[^\s:/@]{0,100}:[^\s/]{1,200}(?=@)              # user and password of an address
"""
_NAMES_OF_SECRETS = (
    r"(?:pass(?:word|wd|phrase|wort)|pwd|(?:api|access|account|private|subscription|shared)[ _-]?key|kennwort"
    r"|(?:access|auth|refresh|bearer)[ _-]?token|client[ _-]?secret|secret(?:[ _-]?(?:access[ _-]?)?key)?)"
)
_NAMED = rf"""
    (?:(?<![A-Za-z])|(?<=[a-z])(?=[A-Z])) (?=[A-Za-z]) (?:
        (?i:{_NAMES_OF_SECRETS})["']?\s{{0,3}}[:=]\s{{0,3}}["']? (?P<secret>(?!\[key\])[^\s"'&,;<>]{{6,}})
      | (?i:bearer)\s{{1,9}} (?P<token>[A-Za-z0-9._~+/=-]{{8,}})
      | (?i:key|token|secret|signature)["']?\s{{0,3}}[:=]\s{{0,3}}["']? (?P<run>[0-9A-Fa-f]{{32,}}+(?!\w)
          | (?=[a-z0-9+/=]{{0,99}}+[A-Z])(?=[A-Z0-9+/=]{{0,99}}+[a-z])(?=[A-Za-z+/=]{{0,99}}+[0-9])
            [A-Za-z0-9+/=_]{{24,}})
      | (?i:tel|(?:tele)?phone|mobile|mobil|fax|telefon|handy)[.:]{{1,2}}\s{{0,3}}
        (?P<number>[\d(](?:[ ()/-]{{0,2}}\d){{5,14}}) )
"""
_PHONES = r"""
    (?<![\w.,]) (?!\+\d{1,3}(?:[ ]\d{3})++\.\d\d\b)         # an amount with its sign
    (?:\+\d{1,3} | 00[1-9]\d{0,2}(?=[\s()./-])) (?:[\s()./-]{0,3}\d){6,12}\b
  | (?<![\w.,]) (?: \(0\d{1,4}\)[ /]?\d{3,8} | \(\d{3}\)[ ]?\d{3}-\d{4} | 0[1-9]\d{1,3}[ /-]\d{3,8}
      | 0[1-9](?:[ .]\d\d){4} ) (?:[ -]\d{2,4}){0,3}+ (?![\w]|[.,/-]\d)
"""
_SECRETS = re.compile(
    rf"""
      (?P<key>{_KEYS}) | {_NAMED}
    | (?P<mail>(?<![\w.%+-])[\w.%+-]++@[\w.-]+\.[^\W\d_]{{2,}})
    | (?P<iban>\b[A-Z]{{2}}\d{{2}}(?:\s?[A-Z0-9]{{4}}){{2,7}}(?:\s?[A-Z0-9]{{1,4}})?\b)
    | (?P<phone>{_PHONES})
    | (?P<card>\b\d(?:[ -]?\d){{12,18}}\b)
    """,
    re.VERBOSE | re.DOTALL,
)
_A_SECRET = re.compile(_NAMES_OF_SECRETS, re.IGNORECASE)
_OF_AN_ACCOUNT = re.compile(
    r"(?i)(?<![^\W\d_])(?:account|acct|konto|kto|iban|invoice|posting|entry|journal|order|reference|ref)"
    r"(?:\W{0,2}(?:number|nummer|nr|no|id))?\W{0,3}$"
)


def redacted(text: str) -> str:
    """Return the text with keys, mail addresses, IBANs, card numbers and telephone numbers replaced by their kind."""
    return _SECRETS.sub(_replacement, text)


def redacted_value(value: Any) -> Any:
    """Return JSON with its texts, keys and long numbers redacted; a number that is a card's becomes the text of its
    kind, and so does a text under the name of a secret.
    """
    if isinstance(value, str):
        return redacted(value)
    if isinstance(value, dict):
        return {redacted(str(key)): _under(str(key), item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [redacted_value(item) for item in value]
    if isinstance(value, int) and not isinstance(value, bool) and (plain := redacted(str(value))) != str(value):
        return plain
    return value


def _under(name: str, value: Any) -> Any:
    return "[key]" if isinstance(value, str) and value and _A_SECRET.fullmatch(name) else redacted_value(value)


def _replacement(match: re.Match[str]) -> str:
    kind = match.lastgroup or ""
    certain = _CERTAIN.get(kind)
    if certain is not None and not certain(match):
        return match[0]
    before = match.string[match.start() : match.start(kind)] if kind in _AFTER_A_WORD else ""
    return f"{before}[{_AFTER_A_WORD.get(kind, kind)}]"


def _is_card(match: re.Match[str]) -> bool:
    """Tell whether the check digit fits (Luhn)."""
    digits = [int(sign) for sign in reversed(match[0]) if sign.isdigit()]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[1::2]]
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0


def _is_phone(match: re.Match[str]) -> bool:
    """Tell whether it names its country, or has the digits of a number at home and no word before it says of what."""
    if match[0].startswith(("+", "00")):
        return True
    digits, before = sum(sign.isdigit() for sign in match[0]), match.string[max(0, match.start() - 30) : match.start()]
    return 9 <= digits <= 12 and not _OF_AN_ACCOUNT.search(before)


_AFTER_A_WORD = {"secret": "key", "token": "key", "run": "key", "number": "phone"}
"""Groups that are replaced alone, and by which kind: the word before them stays."""
_CERTAIN: dict[str, Callable[[re.Match[str]], bool]] = {
    "iban": lambda match: is_iban(match[0]),
    "card": _is_card,
    "phone": _is_phone,
}
