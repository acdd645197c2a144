"""What a stretch of words states: its numbers with their bounds, its dates, its names and roles, its other words."""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from agents.grounding.periods import PeriodMention, period_mentions
from agents.grounding.quantities import Quantity, quantities
from agents.vocabulary.languages import SAYS_NOTHING, fold, is_german, words

Bound = Literal["", "most", "least"]

_GERMAN_MONTHS = {
    "Januar": "January", "Februar": "February", "März": "March", "Mai": "May", "Juni": "June", "Juli": "July",
    "Oktober": "October", "Dezember": "December",
}  # fmt: skip
_GERMAN_UNITS = (
    (r"Prozentpunkte?n?", "percentage points"), (r"Prozent|v\.\s?H\.", "percent"), (r"Tage[ns]?|Tag|Werktage[ns]?|Werktag", "days"),
    (r"Monate[ns]?|Monat", "months"), (r"Wochen?", "weeks"), (r"Jahre[ns]?|Jahr", "years"), (r"Euro", "EUR"),
    (r"Millionen|Mio\.?", "million"), (r"Milliarden|Mrd\.?", "billion"), (r"Tausend|Tsd\.?", "thousand"),
)  # fmt: skip
_GERMAN_NUMBERS = dict(
    zip("zwei drei vier fünf sechs sieben acht neun zehn elf zwölf".split(), "2 3 4 5 6 7 8 9 10 11 12".split(), strict=True)
)
_TIMES = {"twice": "2 times", "zweimal": "2 times", "dreimal": "3 times"}
_MEASURES = (
    ("hours", "hours?|stunden?"), ("minutes", "minutes?|minuten?"), ("seconds", "seconds?|sekunden?"),
    ("kilometres", "kilomet(?:re|er)s?|km"), ("square metres", "square met(?:re|er)s?|quadratmetern?|m2|m²"),
    ("metres", "met(?:re|er)s?|metern?"), ("decibels", "decibels?|dezibel|db"), ("kWh", "kilowatt-?hours?|kwh|kilowattstunden?"),
    ("pieces", "pieces?|units?|stucke?"), ("kilograms", "kilograms?|kilogramm|kg"), ("people", "people|persons?|personen"),
)  # fmt: skip
_MEASURE = re.compile("|".join(pattern for _, pattern in _MEASURES[:3]))
_CLOCK = re.compile(r"\b\d{1,2}:\d{2}\b")
_MOST = re.compile(
    r"(?:\bat (?:the )?most|\bup to|\b(?:no|not)(?: be)? (?:more|later|longer) than|\bless than|\bshorter than|\bfewer than|\bbelow|\bunder"
    r"|\bmaximum(?: of)?|\bwithin|\bh[öo]chstens|\bbis zu|\bnicht mehr als|\bweniger als|\bunter|\binnerhalb(?: von)?|\bbinnen"
    r"|\bmaximal)\s*(?:of |by |nur |um )?$",
    re.IGNORECASE,
)
_LEAST = re.compile(
    r"(?:\bat (?:the )?least|\bmore than|\bolder than|\blonger than|\blarger than|\babove|\bover|\bbeyond|\bexceed(?:s|ing)?|\bno(?:t)? less than"
    r"|\bminimum(?: of)?|\bmindestens|\bmehr als|\b[üu]ber|\boberhalb(?: von)?|\bab)\s*(?:of |by |nur |um )?$",
    re.IGNORECASE,
)
_OR_MORE = re.compile(r"\s*(?:or (?:more|above|longer)|oder mehr)\b", re.IGNORECASE)
_OR_LESS = re.compile(r"\s*(?:or (?:less|below|fewer)|at (?:the )?most|oder weniger)\b", re.IGNORECASE)
_NAME = re.compile(r"(?<![.!?:]\s)(?<!^)\b(?:[A-Z][\w'’-]*|[A-Z]{2,}[\w-]*)")
_BEYOND_THAT = re.compile(
    r"\b(?P<word>above|below|beyond|over|under|darüber|darunter)(?P<that> (?:that|this|it)\b)?(?=\W*(?:$|[:;,.)]| (?:the|by|it|needs?|is|are)\b))",
    re.IGNORECASE,
)
_LAST_NUMBER = re.compile(r"(?:(?:EUR|USD|GBP)\s?)?\d[\d.,]*\d(?:\s?(?:percent|%|Prozent|Euro))?|\d(?:\s?(?:percent|%))?")


@dataclass(frozen=True, slots=True)
class Number:
    """A number and how it bounds what it is said of."""

    quantity: Quantity
    bound: Bound
    unit: str
    """The quantity's own, else the measure written after it: "hours"; "" for none."""


@dataclass(frozen=True)
class Stretch:
    """A sentence, or a part of one."""

    text: str
    """In English numbers and months, whatever its language."""

    @cached_property
    def folded(self) -> str:
        return fold(self.text)

    @cached_property
    def dates(self) -> tuple[PeriodMention, ...]:
        return tuple(period_mentions(self._without_clock))

    @cached_property
    def clocks(self) -> frozenset[str]:
        return frozenset(_CLOCK.findall(self.text))

    @cached_property
    def numbers(self) -> tuple[Number, ...]:
        text = self._without_clock
        for date in self.dates:
            text = text[: date.start] + "¤" * (date.end - date.start) + text[date.end :]
        return tuple(Number(one, _bound(text, one), one.unit or _measure(text[one.end :])) for one in quantities(text))

    @property
    def _without_clock(self) -> str:
        return _CLOCK.sub(lambda match: "¤" * len(match[0]), self.text)

    @cached_property
    def names(self) -> frozenset[str]:
        """Capitalised words inside sentences, folded: in German every noun, so none of them is told apart there."""
        if is_german(self.text):
            return frozenset()
        spoken = {date.start for date in self.dates}
        found = (match for match in _NAME.finditer(self.text) if match.start() not in spoken)
        return frozenset(fold(re.sub(r"['’]s?$", "", match[0])) for match in found) - {"eur", "usd", "gbp", "i"}

    @cached_property
    def content(self) -> tuple[str, ...]:
        """The words that say something, in their order, without numbers, dates and their units."""
        text = self._without_clock
        for start, end in [(date.start, date.end) for date in self.dates] + [
            (number.quantity.start, number.quantity.end) for number in self.numbers
        ]:
            text = text[:start] + " " * (end - start) + text[end:]
        kept = (word for word in words(re.sub(r"['’]s\b", "", text)) if len(word) > 1 and not word.isdigit())
        return tuple(dict.fromkeys(word for word in kept if word not in SAYS_NOTHING and not _MEASURE.fullmatch(word)))


def _measure(after: str) -> str:
    """Return the measure that a number is followed by."""
    following = fold(after.lstrip(" -"))
    return next((name for name, pattern in _MEASURES if re.match(rf"(?:{pattern})\b", following)), "")


def english(text: str) -> str:
    """Return the text with numbers, months and units as English writes them, and "above that" with its number."""
    if is_german(text):
        text = re.sub(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+,\d+", _english_number, text)
        for word, number in _GERMAN_NUMBERS.items():
            text = re.sub(rf"\b{word}\b", number, text, flags=re.IGNORECASE)
        for pattern, unit in _GERMAN_UNITS:
            text = re.sub(rf"(?<=\d )(?:{pattern})\b", unit, text)
        text = re.sub(r"\b(\d{1,2})\. (?=[A-ZÄÖÜ])", r"\1 ", text)
        for german, name in _GERMAN_MONTHS.items():
            text = re.sub(rf"\b{german}\b", name, text)
    for word, number in _TIMES.items():
        text = re.sub(rf"\b{word}(?= (?:a|each|every|im|pro|per)\b)", number, text, flags=re.IGNORECASE)
    return _BEYOND_THAT.sub(lambda match: _with_number(match, text), text)


def _english_number(match: re.Match[str]) -> str:
    return match[0].translate(str.maketrans(".,", ",."))


def _with_number(match: re.Match[str], text: str) -> str:
    before = _LAST_NUMBER.findall(text[: match.start()])
    if not before or not (match["that"] or re.search(r"\b(?:anything|everything|what is|what goes)\s*$", text[: match.start()])):
        return match[0]
    return f"{match['word']} {before[-1]}"


def _bound(text: str, number: Quantity) -> Bound:
    before, after = text[max(0, number.start - 30) : number.start], text[number.end :]
    if _OR_MORE.match(after):
        return "least"
    if _OR_LESS.match(after) or _MOST.search(before):
        return "most"
    if _LEAST.search(before):
        return "least"
    return {"under": "most", "over": "least"}.get(number.bound, "")  # type: ignore[return-value]
