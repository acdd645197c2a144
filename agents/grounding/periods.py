"""Dates and periods in a text: found, resolved to days, and compared with those that are known."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

MONTHS = tuple(
    "January February March April May June July August September October November December".split()  # noqa: SIM905
)

_MONTH = "|".join([*MONTHS, *(f"{month[:3]}\\.?" for month in MONTHS), "Sept\\.?"])
_YEAR = r"(?:19|20)\d\d"
_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?<![\w-])(?P<y>{_YEAR})-(?P<m>\d\d)-(?P<d>\d\d)(?![\w-])",
        rf"(?<!\w)(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<month>{_MONTH})(?:,? (?P<y>{_YEAR}))?(?!\w)",
        rf"(?<!\w)(?P<month>{_MONTH}) (?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?:,? (?P<y>{_YEAR}))?(?![\w,.]?\d)(?!\w)",
        rf"(?<![\w/])(?P<d>\d{{1,2}})/(?P<m>\d{{1,2}})/(?P<y>{_YEAR})(?![\w/])",
        rf"(?<![\w-])(?P<y>{_YEAR})-(?P<m>\d\d)(?![\w-])",
        rf"(?<!\w)(?P<month>{_MONTH}),? (?P<y>{_YEAR})(?!\w)",
        rf"(?<![\w-])(?P<y>{_YEAR})[- ]Q(?P<q>[1-4])(?!\w)",
        rf"(?<!\w)Q(?P<q>[1-4])(?:[ -/]?(?P<y>{_YEAR}))?(?!\w)",
        rf"(?<!\w)(?P<quarter>first|second|third|fourth) quarter(?:(?: of)? (?P<y>{_YEAR}))?(?!\w)",
        rf"(?<!\w)(?:FY|fiscal year |financial year |year )?(?P<y>{_YEAR})(?![\w%]|[.,]\d| ?(?:%|percent\b))",
        rf"(?<!\w)(?P<month>{'|'.join(month for month in MONTHS if month not in ('May', 'March'))})(?!\w)",
        r"(?<=\b[Ii]n )(?P<month>May|March)(?!\w)",
    )
)
_QUARTERS = {"first": 1, "second": 2, "third": 3, "fourth": 4}


@dataclass(frozen=True, slots=True)
class PeriodMention:
    """A date or period in a text."""

    start: int
    end: int
    year: int | None
    first_month: int
    months: int
    """1 for a month or a day, 3 for a quarter, 12 for a year."""
    day: int | None

    def intervals(self, years: set[int]) -> list[tuple[date, date]]:
        """Return the first and last day that it can mean, one pair for each year it may stand in."""
        return [_interval(year, self) for year in ([self.year] if self.year else sorted(years))]


def period_mentions(text: str) -> list[PeriodMention]:
    """Return the dates and periods of a text, longest reading first, none overlapping another."""
    found: list[PeriodMention] = []
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            mention = _mention(match)
            if mention and all(mention.end <= other.start or mention.start >= other.end for other in found):
                found.append(mention)
    return sorted(found, key=lambda mention: mention.start)


def known_interval(label: str) -> tuple[date, date] | None:
    """Return the first and last day of a period label ("2025-10", "2025-Q3", "2025-10-31"), None for another text."""
    mentions = period_mentions(label)
    if len(mentions) != 1 or mentions[0].year is None or mentions[0].start:
        return None
    return _interval(mentions[0].year, mentions[0])


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
    parts = match.groupdict()
    year = int(parts["y"]) if parts.get("y") else None
    day = int(parts["d"]) if parts.get("d") else None
    if parts.get("q") or parts.get("quarter"):
        quarter = int(parts["q"]) if parts.get("q") else _QUARTERS[match["quarter"]]
        return PeriodMention(match.start(), match.end(), year, quarter * 3 - 2, 3, None)
    if parts.get("month"):
        month = next(number for number, name in enumerate(MONTHS, 1) if name.startswith(match["month"][:3]))
    elif parts.get("m"):
        month = int(parts["m"])
    else:
        return PeriodMention(match.start(), match.end(), year, 1, 12, None)
    mention = PeriodMention(match.start(), match.end(), year, month, 1, day)
    return mention if _exists(mention) else None


def _exists(mention: PeriodMention) -> bool:
    try:
        date(mention.year or 2024, mention.first_month, mention.day or 1)
    except ValueError:
        return False
    return True


def _interval(year: int, mention: PeriodMention) -> tuple[date, date]:
    if mention.day:
        day = date(
            year, mention.first_month, min(mention.day, 28 if mention.first_month == 2 and year % 4 else mention.day)
        )
        return day, day
    after = mention.first_month + mention.months
    return date(year, mention.first_month, 1), date(year + (after > 12), (after - 1) % 12 + 1, 1) - timedelta(days=1)
