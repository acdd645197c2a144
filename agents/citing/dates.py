"""Whether two dates are the same day, or one the month or year that the other lies in."""

from agents.grounding.periods import PeriodMention


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
