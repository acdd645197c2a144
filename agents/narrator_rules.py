"""The narrator's rules: an executive summary from headline figures, in plain English, without a model."""

from agents.measure import Measure
from agents.narrated_variances import NAMED, variance_paragraph
from agents.summary_request import SummaryRequest
from agents.wording import (
    BY_RULES,
    comparisons,
    listing,
    name_text,
    period_text,
    quoted,
    shared_words,
    value_text,
)

_RATIOS = ("percent", "ratio", "days", "months")
LONGEST = 5000


def summarise_by_rules(request: SummaryRequest) -> str:
    """Return the paragraphs: result, position, variances, what to know of the data, answer to a comment."""
    compared = [
        measure for measure in request.headlines if measure.budget is not None or measure.prior_year is not None
    ]
    alone = [measure for measure in request.headlines if measure not in compared]
    paragraphs = (
        _result(request, compared),
        " ".join(part for part in (_position(alone), _overdue(request)) if part),
        variance_paragraph(request.variances),
        _data(request),
        _answer(request),
    )
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


def _result(request: SummaryRequest, compared: list[Measure]) -> str:
    if not compared:
        return f"These are the figures of {_who(request)} for {period_text(request.period)}."
    opening, *others = [f"{measure.name} {_came_to(measure)}, {comparisons(measure)}." for measure in compared]
    return " ".join([f"In {period_text(request.period)}, {_inner(opening)}", *others])


def _who(request: SummaryRequest) -> str:
    return request.entity or "all of the books"


def _inner(sentence: str) -> str:
    """Return a sentence for use inside another one: its first letter small unless its first word is an abbreviation."""
    first = sentence.split(" ", 1)[0]
    return sentence if first.isupper() or any(sign.isdigit() for sign in first) else sentence[0].lower() + sentence[1:]


def _came_to(measure: Measure) -> str:
    plural = measure.name.endswith("s")
    verb = "came to" if comparisons(measure) and measure.unit not in _RATIOS else "were" if plural else "was"
    return f"{verb} {value_text(measure.value, measure.unit)}"


def _position(alone: list[Measure]) -> str:
    amounts = [measure for measure in alone if measure.unit not in _RATIOS]
    ratios = [measure for measure in alone if measure.unit in _RATIOS]
    return " ".join(_row(measures) for measures in (amounts, ratios) if measures)


def _row(measures: list[Measure]) -> str:
    """Return measures without a comparison in one sentence: "Gross margin was 46.4%, operating margin 12.0%."."""
    first, *others = measures
    parts = [f"{first.name} {_came_to(first)}"]
    parts += [f"{_inner(measure.name)} {value_text(measure.value, measure.unit)}" for measure in others]
    return f"{listing(parts)}."


def _overdue(request: SummaryRequest) -> str:
    """Say how much is over 90 days late and who owes it, at most `NAMED` by name."""
    overdue = request.overdue
    if overdue is None:
        return ""
    total = value_text(overdue.total.value, overdue.total.unit)
    if len(overdue.debtors) == 1:
        return f"{overdue.total.name} are {total}, all of it owed by {name_text(overdue.debtors[0].counterparty)}."
    owing = [
        f"{name_text(debtor.counterparty)} owes {value_text(debtor.amount, overdue.total.unit)}"
        for debtor in overdue.debtors[:NAMED]
    ]
    return f"{overdue.total.name} are {total}. Of them {listing(owing)}."


def _data(request: SummaryRequest) -> str:
    sentences = []
    if request.failed_checks:
        number = len(request.failed_checks)
        titles = listing([quoted(title) for title in request.failed_checks])
        subject = "1 check" if number == 1 else f"{number} checks"
        sentences.append(f"{subject} did not pass, {titles}; the checks page says what and where.")
    if request.missing:
        sentences.append(f"The pack lacks {listing(request.missing)}; each part says what it would need.")
    return " ".join(sentences)


def _answer(request: SummaryRequest) -> str:
    """Take up a comment by the figures that share its words, and say that rules did it."""
    if not request.comment:
        return ""
    measures = [*request.headlines, *(variance.measure for variance in request.variances)]
    ranked = sorted(measures, key=lambda measure: -len(shared_words(request.comment, measure.name)))
    found = [measure for measure in ranked if shared_words(request.comment, measure.name)][:NAMED]
    opening = f"On the reviewer's comment {quoted(request.comment)}: {BY_RULES}."
    if not found:
        return (
            f"{opening} No headline or variance carries its words, so it needs a person's answer or a language model."
        )
    return " ".join([opening, *(_figure_sentence(measure) for measure in found)])


def _figure_sentence(measure: Measure) -> str:
    compared = comparisons(measure)
    return f"{measure.name} {_came_to(measure)}{', ' + compared if compared else ''}."
