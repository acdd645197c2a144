"""Dates and periods in a text: found, resolved to days, and compared with those that are known."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from agents.grounding.period_words import MONTHS, PATTERNS, QUARTERS


@dataclass(frozen=True, slots=True)
class PeriodMention:
    """A date or period in a text."""

    start: int
    end: int
    year: int | None
    first_month: int
    """0 for a day without a month."""
    months: int
    """1 for a month or a day, 3 for a quarter, 6 for a half, 12 for a year."""
    day: int | None

    def intervals(self, years: set[int]) -> list[tuple[date, date]]:
        """Return the first and last day that it can mean, one pair for each year and month it may stand in."""
        months = [self.first_month] if self.first_month else range(1, 13)
        meant = [(year, month) for year in ([self.year] if self.year else sorted(years)) for month in months]
        return [_interval(year, month, self) for year, month in meant if _exists(year, month, self.day or 1)]


def period_mentions(text: str) -> list[PeriodMention]:
    """Return the dates and periods of a text, longest reading first, none overlapping another."""
    found: list[PeriodMention] = []
    taken = bytearray(len(text))
    for pattern in PATTERNS:
        for match in pattern.finditer(text):
            mention = None if any(taken[match.start() : match.end()]) else _mention(match)
            if mention:
                found.append(mention)
                taken[mention.start : mention.end] = b"\x01" * (mention.end - mention.start)
    return sorted(found, key=lambda mention: mention.start)


@lru_cache(maxsize=1024)
def known_interval(label: str) -> tuple[date, date] | None:
    """Return the first and last day of a period label ("2025-10", "2025-Q3", "2025-10-31"), None for another text."""
    mentions = period_mentions(label)
    if len(mentions) != 1 or mentions[0].year is None or mentions[0].start:
        return None
    return _interval(mentions[0].year, mentions[0].first_month, mentions[0])


def is_known(mention: PeriodMention, known: list[tuple[date, date]]) -> bool:
    """Return whether a mention is one of the known periods, holds one or lies in one; a day must begin or end one."""
    years = {day.year for interval in known for day in interval}
    for start, end in mention.intervals(years):
        for first, last in known:
            if start == end and start in (first, last):
                return True
            if start != end and ((start <= first and last <= end) or (first <= start and end <= last)):
                return True
    return False


def _mention(match: re.Match[str]) -> PeriodMention | None:
    parts = {name: text for name, text in match.groupdict().items() if text}
    year = int(parts["y"]) if "y" in parts else 2000 + int(parts["yy"]) if "yy" in parts else None
    first, months = _months(parts)
    day = int(parts["d"]) if "d" in parts else None
    if not _exists(year or 2024, first or 1, day or 1):
        return None
    return PeriodMention(match.start(), match.end(), year, first, months, day)


def _months(parts: dict[str, str]) -> tuple[int, int]:
    """Return the first month that a period begins with, and its length in months; month 0 for a day alone."""
    quarter = parts.get("q") or parts.get("Q") or parts.get("quarter")
    if quarter:
        return (QUARTERS.get(quarter) or int(quarter[0])) * 3 - 2, 3
    half = parts.get("h") or parts.get("half")
    if half:
        return (1 if half in ("1", "first") else 7), 6
    if "month" in parts:
        return next(number for number, name in enumerate(MONTHS, 1) if name.startswith(parts["month"][:3])), 1
    if "m" in parts:
        return int(parts["m"]), 1
    return (1, 12) if "y" in parts or "yy" in parts else (0, 1)


def _exists(year: int, month: int, day: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]


def _interval(year: int, month: int, mention: PeriodMention) -> tuple[date, date]:
    if mention.day:
        return date(year, month, mention.day), date(year, month, mention.day)
    last = month + mention.months - 1
    return date(year, month, 1), date(year, last, monthrange(year, last)[1])
