"""Ways out of a text: addresses, numbers and marks by which a sentence could reach its reader's hands or programs.

Names that the records give, such as "Booking.com", may be one too.
"""

import re
import unicodedata
from collections.abc import Iterator

_ENDINGS = (
    "com|net|org|info|biz|io|co|app|dev|xyz|top|site|online|shop|link|click|me|eu|de|uk|ie|fr|es|it|nl|be|at|ch"
    "|pl|se|no|dk|fi|pt|us|ca|au|in|cn|ru|br|jp|example|test|invalid|local|internal|onion"
)
_DOT = r"(?:\.|\[\.\]|\(\.\)|\s?\[dot\]\s?|\s?\(dot\)\s?)"
_AT = r"(?:@|\s?\[at\]\s?|\s?\(at\)\s?)"

_WAYS = re.compile(
    rf"""
      (?P<link>\b[a-z][a-z0-9+.-]{{1,15}}://[^\s"”]+ | \bwww{_DOT}\S+ | \b(?:mailto|tel|javascript|data|file):[^\s"”]+)
    | (?P<mail>[\w.%+-]{{1,64}}{_AT}[\w-]{{1,63}}(?:{_DOT}[\w-]{{1,63}}){{1,8}})
    | (?P<domain>\b(?:[a-z0-9-]{{1,63}}{_DOT}){{1,8}}(?-i:{_ENDINGS}|{_ENDINGS.upper()})\b(?:[/:?]\S*)?)
    | (?P<iban>\b(?-i:[A-Z]{{2}}\d{{2}}(?:[ -]?[A-Z0-9]{{4}}){{2,7}}(?:[ -]?[A-Z0-9]{{1,4}})?)\b)
    | (?P<phone>(?<![\w.,])(?:\+[1-9]\d{{0,2}}|00[1-9]\d{{0,2}}[\s()./-])(?:[\s()./-]*\d){{6,12}}\b)
    | (?P<markup></?[a-z!@\#][^<>\n]{{0,300}}>|\[[^\]\n]{{1,300}}\]\([^)\n]{{1,300}}\)|<\|[^|\n]{{1,40}}\|>
      |\{{\{{|\}}\}})
    | (?P<run>(?<![\w/+=-])(?=[\w/+=-]*\d)(?=[\w/+=-]*[A-Za-z])[\w/+=-]{{28,}})
    """,
    re.VERBOSE | re.IGNORECASE,
)
GIVEN_AS_NAMES = frozenset({"domain", "iban", "phone", "run"})
"""What may be part of a name or an id in the records; a link, a mail address and markup never are one."""


def before_contacts(text: str, *, name: bool = False) -> str:
    """Return `text` up to the first way out of it, or where it is a `name`, up to the first that is never part of one:
    what rules may quote of it.
    """
    starts = [start for kind, start, _ in ways_out(text) if not (name and kind in GIVEN_AS_NAMES)]
    starts += [at for at, _ in hidden_signs(text)]
    return text[: min(starts, default=len(text))]


def ways_out(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield the kind, start and end (exclusive) of each way out of a text."""
    for match in _WAYS.finditer(text):
        kind = match.lastgroup or ""
        if kind != "iban" or is_iban(match[0]):
            yield kind, match.start(), match.end()


def is_iban(text: str) -> bool:
    """Tell whether the check digits fit (ISO 13616, modulo 97)."""
    plain = re.sub(r"[\s-]", "", text)
    turned = plain[4:] + plain[:4]
    return int("".join(str(int(sign, 36)) for sign in turned)) % 97 == 1


def hidden_signs(text: str) -> Iterator[tuple[int, str]]:
    """Yield place and sign of what no reader sees; most texts hold none, so each kind of sign is looked at once."""
    hidden = {sign for sign in set(text) if _is_hidden(sign)}
    if hidden:
        yield from ((at, sign) for at, sign in enumerate(text) if sign in hidden)


def _is_hidden(sign: str) -> bool:
    return unicodedata.category(sign) in ("Cf", "Co", "Cs") or (
        unicodedata.category(sign) == "Cc" and sign not in "\n\t\r"
    )
