"""The narrator's rules on variances: how far each is off, and the postings that the analyst found behind it."""

from collections.abc import Sequence

from agents.measure import Measure
from agents.summary_request import ExplainedVariance
from agents.wording import listing, posting_text, value_text

NAMED = 3
"""At most this many variances or figures are named in a sentence."""


def variance_paragraph(variances: Sequence[ExplainedVariance]) -> str:
    """Return how many variances are material, and the largest with their causes; "" for none."""
    if not variances:
        return ""
    number = len(variances)
    subject = "1 variance is material" if number == 1 else f"{number} variances are material"
    lead = "" if number <= NAMED else " The largest are these."
    named = [f"{_variance(variance.measure)}{_cause(variance)}." for variance in variances[:NAMED]]
    return " ".join([f"Against the budget {subject}.{lead}", *named])


def _variance(measure: Measure) -> str:
    difference, judgement = measure.difference("budget"), measure.judgement("budget")
    if not difference:
        return f"{measure.name} equal to budget"
    size = value_text(abs(difference), measure.unit)
    said = f" ({judgement})" if judgement else ""
    return f"{measure.name} is {size} {'above' if difference > 0 else 'below'} budget{said}"


def _cause(variance: ExplainedVariance) -> str:
    """Return what the analyst found behind a variance: the cited postings that push the line its way."""
    difference, unit = variance.measure.difference("budget"), variance.measure.unit
    if not difference or not variance.causes:
        return ""
    carriers = [line for line in variance.causes if line.amount * difference > 0][:NAMED]
    if carriers:
        return f": {listing([posting_text(line, unit) for line in carriers])}"
    if difference > 0:
        return ""
    return f": what was budgeted is not all booked; the largest posting is {posting_text(variance.causes[0], unit)}"
