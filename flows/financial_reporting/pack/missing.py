"""What a pack says in the place of a part that cannot be computed: the reason, never zeros."""

from flows.financial_reporting.figures.financial_figures import FinancialFigures
from reports.document import Section
from reports.text import Callout, paragraph


def missing_section(figures: FinancialFigures, title: str, part: str) -> Section:
    """Return a section that says why it is empty and what would fill it."""
    return Section(title=title, blocks=(missing_callout(figures, title, part),))


def missing_callout(figures: FinancialFigures, title: str, part: str) -> Callout:
    reasons = [one.reason for one in figures.missing if _names(one.part, part)]
    said = reasons or ["The books hold nothing to compute it from."]
    return Callout(
        tone="info",
        title=f"{title}: not part of this pack",
        paragraphs=tuple(paragraph(reason) for reason in said),
    )


def _names(given: str, part: str) -> bool:
    """Whether a missing part's name means `part` or something within it: "ageing.payable" is within "ageing"."""
    plain = given.lower().replace(" ", "_").replace("-", "_")
    return plain == part or plain.startswith(f"{part}.")
