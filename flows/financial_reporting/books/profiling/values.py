"""What the texts of a column look like: dates of which format, numbers with which marks."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

DATE_FORMATS = (
    "%Y-%m-%d", "%d.%m.%Y", "%m/%d/%Y", "%d/%m/%Y", "%Y%m%d", "%Y/%m/%d", "%d-%m-%Y",
    "%m-%d-%Y", "%d.%m.%y", "%m/%d/%y", "%d/%m/%y", "%d%m%Y", "%m%d%Y", "%d%m%y", "%m%d%y", "%y%m%d",
)  # fmt: skip
_DIGITS = {"%Y%m%d": 8, "%d%m%Y": 8, "%m%d%Y": 8, "%d%m%y": 6, "%m%d%y": 6, "%y%m%d": 6, "%Y%m": 6}
"""How many digits a compact format has: none may be missing."""
PERIOD_FORMATS = ("%Y-%m", "%m/%Y", "%Y%m", "%m.%Y")


@dataclass(frozen=True)
class NumberStyle:
    """The marks of a file's numbers, as a mapping says them."""

    decimal: str
    thousands: str
    negative: str = "minus"

    def fits(self, text: str) -> bool:
        """Return whether `text` is a number in this style."""
        return re.fullmatch(self._pattern(), text) is not None

    def number(self, text: str) -> Decimal:
        """Return the number that a fitting text is."""
        sign = -1 if text.startswith(("-", "(")) or text.endswith("-") else 1
        whole, _, fraction = text.strip("-+() ").partition(self.decimal)
        return sign * Decimal(f"{re.sub(r'[^0-9]', '', whole)}.{fraction or 0}")

    def _pattern(self) -> str:
        mark = r"[ \u00a0\u202f]" if self.thousands == " " else re.escape(self.thousands)
        grouped = rf"|\d{{1,3}}(?:{mark}\d{{3}})+" if self.thousands else ""
        body = rf"(?:\d+{grouped})(?:{re.escape(self.decimal)}\d*)?"
        return {"minus": rf"[-+]?{body}", "parentheses": rf"-?{body}|\({body}\)", "trailing": rf"{body}-?"}[
            self.negative
        ]


_MARKS = ((".", ""), (",", ""), (",", "."), (".", ","), (",", " "), (".", "'"), (".", " "))
STYLES = tuple(
    NumberStyle(decimal, thousands, negative)
    for negative in ("minus", "parentheses", "trailing")
    for decimal, thousands in _MARKS
)
"""Plainest first: the first that fits all is taken."""


def date_formats(values: Sequence[str], formats: Sequence[str] = DATE_FORMATS) -> list[str]:
    """Return the formats that every value fits, [] where there is none; more than one is a doubt."""
    return [one for one in formats if values and all(_parses(value, one) for value in values)]


def number_style(columns: Sequence[Sequence[str]]) -> NumberStyle:
    """Return the style in which all values of the columns are numbers, the plainest of the best."""
    return max(STYLES, key=lambda style: sum(all(style.fits(value) for value in column) for column in columns))


def is_number(text: str) -> bool:
    """Return whether a text is a number in any style."""
    return any(style.fits(text) for style in STYLES)


def is_date(text: str) -> bool:
    """Return whether a text is a date in any format."""
    return any(_parses(text, one) for one in DATE_FORMATS)


def _parses(text: str, one: str) -> bool:
    if one.replace("%", "").isalpha() and not re.fullmatch(rf"\d{{{_DIGITS[one]}}}", text):
        return False
    try:
        return 1900 <= datetime.strptime(text.removesuffix(" 00:00:00"), one).year < 2200  # noqa: DTZ007 (a date only)
    except ValueError:
        return False
