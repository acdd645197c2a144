"""How English texts write units, currencies, scales and numbers in words."""

import re
from decimal import Decimal

CODES = (
    "EUR|USD|GBP|CHF|JPY|CNY|SEK|NOK|DKK|PLN|CZK|HUF|RON|BGN|TRY|CAD|AUD|NZD|INR|BRL|MXN|ZAR|SGD|HKD|KRW|KWD|BHD|AED"
    "|SAR|ILS|THB"
)
SYMBOLS = {"€": "EUR", "$": "USD", "US$": "USD", "£": "GBP", "¥": "JPY"}
SPACES = "\u00a0\u202f\u2009\u2007 "
_GAP = rf"[{SPACES}]"
GROUPING = f"{SPACES}'’"
NUMBER = rf"\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d{{1,3}}(?:[{GROUPING}]\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?"
PREFIX = rf"(?-i:(?P<scaled>[Tkm])?(?:{CODES}))(?-i:{_GAP}?(?P<inner>[km])(?={_GAP}?\d))?{_GAP}?|US\$ ?|[€$£¥]{_GAP}?"
SCALES = {
    "k": 3, "thousand": 3, "m": 6, "mn": 6, "mln": 6, "mio": 6, "million": 6, "bn": 9, "billion": 9, "tn": 12,
    "trillion": 12, "t": 3, "hundred thousand": 5,
}  # fmt: skip
SCALE = (
    rf"{_GAP}?(?:k|m|mn|mln|mio\.?|bn|tn|K|M|MN|BN|Mn|Bn|Mio\.?)(?!(?!(?-i:{CODES})\b)[\w²³])"
    rf"|(?:{_GAP}|-)(?:hundred thousand|thousand|million|billion|trillion)\b"
)
UNITS = (
    (r"%(?![- ]?points?\b)|per ?cent\b", "percent"),
    (r"(?:percentage|%)[ -]points?\b|pps?\b|ppts?\b|points?\b", "points"),
    (r"basis[ -]points?\b|bps?\b", "basis points"),
    (r"cents? (?:of|in|on|out of) (?:every|each|the|a) (?:euro|dollar|pound|franc)\b", "percent"),
    (r"cents?\b", "percent"),
    (r"days?\b", "days"),
    (r"months?\b", "months"),
    (r"weeks?\b", "weeks"),
    (r"years?\b", "years"),
    (r"hours?\b", "hours"),
    (r"x\b|×|times\b|:1\b|to 1\b", "ratio"),
    (r"euros?\b", "EUR"),
    (r"(?:u\.?s\.? )?dollars?\b", "USD"),
    (r"pounds?\b", "GBP"),
    (r"(?:swiss )?francs?\b", "CHF"),
    (rf"(?-i:{CODES})\b", ""),
    (r"€", "EUR"),
    (r"\$", "USD"),
    (r"£", "GBP"),
)
SUFFIX = "|".join(rf"(?P<u{number}>{pattern})" for number, (pattern, _) in enumerate(UNITS))
_UP_TO_TWENTY = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty"
)
_TENS = "thirty forty fifty sixty seventy eighty ninety"
_WORDS = {word: value for value, word in enumerate(_UP_TO_TWENTY.split())} | {
    word: value * 10 for value, word in enumerate(_TENS.split(), 3)
}
_WORDS["dozen"] = 12
_ONES = "|".join(_UP_TO_TWENTY.split()[1:10])
SPELLED = (
    rf"half a(?= [mb]illion)|an?(?= (?:million|billion|thousand)\b)|(?:twenty|{'|'.join(_TENS.split())})-(?:{_ONES})"
    rf"|{'|'.join(sorted(_WORDS, key=len, reverse=True))}"
    r"(?: point (?:zero|one|two|three|four|five|six|seven|eight|nine))?"
)


def spelled(words: str) -> Decimal:
    """Return the number that words say: "forty-seven", "one point two"."""
    if words.lower() in ("half a", "a", "an"):
        return Decimal("0.5" if words.lower() == "half a" else 1)
    whole, _, fraction = words.lower().partition(" point ")
    value = Decimal(sum(_WORDS[word] for word in whole.split("-")))
    return value + Decimal(_WORDS[fraction]) / 10 if fraction else value


def unit_of(match: re.Match[str]) -> str:
    """Return the unit before or after a number; "" where none is written."""
    prefix = (match["prefix"] or "").strip(SPACES)
    if prefix:
        code = re.search(CODES, prefix)
        return SYMBOLS.get(prefix.upper()) or (code[0] if code else "")
    for number, (_, unit) in enumerate(UNITS):
        if match[f"u{number}"]:
            return unit or match[f"u{number}"].upper()
    return ""


def scale_of(match: re.Match[str]) -> int:
    """Return what a number is to be multiplied by as it is written: 1,000 for "TEUR 12", "EUR 12k"."""
    written = match["scale"] or match["scaled"] or match["inner"]
    return 10 ** SCALES[written.strip(f"{SPACES}-.").lower()] if written else 1
