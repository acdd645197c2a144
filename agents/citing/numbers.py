"""Hold the numbers and dates of a sentence against a passage: the same value and unit, said of the same thing."""

from collections.abc import Iterator, Sequence

from agents.citing.stretch import Number, Stretch
from agents.citing.support import Source
from agents.grounding.periods import PeriodMention


def date_problems(statement: Stretch, whole: Stretch, where: str) -> Iterator[str]:
    """Yield the dates, periods and times of day that the passage does not give."""
    for date in statement.dates:
        if not any(same_date(date, other) for other in whole.dates):
            yield f"{where} does not give the date “{statement.text[date.start : date.end]}”"
    for clock in sorted(statement.clocks - whole.clocks):
        yield f"{where} does not give the time “{clock}”"


def same_date(said: PeriodMention, given: PeriodMention) -> bool:
    """Tell whether a date is the given one, or the month or year that it lies in."""
    if said.year and given.year and said.year != given.year:
        return False
    if said.year and not given.year:
        return False
    if said.months == 12:
        return True
    if said.months == 3:
        return given.first_month == said.first_month and given.months == 3
    if said.first_month != given.first_month or given.months != 1:
        return False
    return said.day is None or said.day == given.day


def number_problems(statement: Stretch, whole: Stretch, segments: Sequence[Stretch], where: str) -> Iterator[str]:
    """Yield the numbers that the passage does not give, bounds the other way, or says of something else."""
    for number in statement.numbers:
        said = statement.text[number.quantity.start : number.quantity.end].strip()
        same = [other for other in whole.numbers if _same(number, other)]
        if not same and not _is_article(number):
            yield f"{where} does not give “{said}”"
            continue
        if same and not any(_agrees(number, other) for other in same):
            yield f"{where} gives {said} as a bound the other way"
            continue
        home = home_of(number, segments)
        stray = _said_of_another(statement, home, segments)
        if stray:
            yield f"{where} gives {said} for something else: “{home[0].text.strip()}”, not “{stray}”"


def home_of(number: Number, segments: Sequence[Stretch]) -> list[Stretch]:
    """Return the segments that give a number, with a bound that is not the other way."""
    return [part for part in segments if any(_same(number, other) and _agrees(number, other) for other in part.numbers)]


def _same(said: Number, given: Number) -> bool:
    one, other = said.quantity, given.quantity
    units = said.unit == given.unit or not said.unit or not given.unit
    rounded = one.bound in ("", "near") and one.holds(other.magnitude)
    return units and (rounded or one.magnitude == other.magnitude)


def _agrees(said: Number, given: Number) -> bool:
    return not said.bound or not given.bound or said.bound == given.bound


def _is_article(number: Number) -> bool:
    """Tell whether a number is the word "one", or a 1 that texts leave out: "for a month", "once"."""
    return number.quantity.magnitude == 1


def _said_of_another(statement: Stretch, home: Sequence[Stretch], segments: Sequence[Stretch]) -> str:
    """Return a word of the sentence that belongs to another number, where none of it belongs to this one."""
    others = [part for part in segments if part.numbers and not any(part is one for one in home)]
    if not home or not others:
        return ""
    sources, strangers = [Source.of(part.text) for part in home], [Source.of(part.text) for part in others]
    own = [word for part in home for word in part.content if not any(other.speaks_of(word) for other in strangers)]
    said = Source.of(statement.text)
    if not own or any(said.speaks_of(word) for word in own):
        return ""
    plain = [Source.of(part.text) for part in segments if not part.numbers]
    stray = [
        word
        for word in statement.content
        if not any(source.speaks_of(word) for source in [*sources, *plain])
        and any(other.speaks_of(word) for other in strangers)
        and not any(_shares_number(statement, part) for part in others if Source.of(part.text).speaks_of(word))
    ]
    return stray[0] if stray else ""


def _shares_number(statement: Stretch, part: Stretch) -> bool:
    return any(_same(number, other) for number in statement.numbers for other in part.numbers)
