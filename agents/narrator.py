"""The narrator: writes the executive summary from the headline figures and the explained variances."""

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from agents.grounding import Evidence, findings
from agents.measure import Measure
from agents.narrator_rules import LONGEST, summarise_by_rules
from agents.spec import Agent, AgentRequest, AgentResponse
from agents.untrusted import Untrusted
from reports.figure import Figure


class ExplainedVariance(AgentRequest):
    """One material variance with the analyst's explanation."""

    measure: Measure
    why: Annotated[str, Untrusted("draft of the variance analyst")]


class SummaryRequest(AgentRequest):
    """What the period brought."""

    entity: str
    """Empty for all of the books."""
    period: str
    headlines: tuple[Measure, ...]
    """Income, expenses and net income first, then cash and ratios, in the order of the report."""
    variances: tuple[ExplainedVariance, ...]
    """The material ones, largest first."""
    failed_checks: tuple[str, ...] = ()
    """Ids of the checks that failed."""
    missing: tuple[str, ...] = ()
    """Parts of the pack that could not be computed."""
    comment: Annotated[str, Untrusted("the person who asked for changes")] = ""
    """What a reader of the previous draft wants different; empty in the first round."""
    previous: Annotated[str, Untrusted("previous draft")] = ""
    findings: tuple[str, ...] = ()
    """What the reviewer found wrong with the previous draft."""

    @property
    def evidence(self) -> Evidence:
        """Return what the summary may say: the measures' figures, how many variances and failed checks there are."""
        counts = (
            Figure(name="Material variances", value=Decimal(len(self.variances)), unit="count", period=self.period),
            Figure(name="Failed checks", value=Decimal(len(self.failed_checks)), unit="count", period=self.period),
        )
        measures = (*self.headlines, *(variance.measure for variance in self.variances))
        return Evidence(
            figures=(*(figure for measure in measures for figure in measure.figures), *counts),
            references=(*self.failed_checks, *self.missing, *([self.entity] if self.entity else [])),
            quotations=(self.comment,) if self.comment else (),
        )


class Summary(AgentResponse):
    """The executive summary."""

    summary: str = Field(
        description="Two to five short paragraphs for the board, separated by a blank line, plain text."
    )


def summarise(request: SummaryRequest) -> Summary:
    """Return the summary by rules."""
    return Summary(summary=summarise_by_rules(request))


def problems(request: SummaryRequest, response: Summary) -> list[str]:
    """Return what a summary must mend: length, a comment passed over, statements without a figure."""
    text = response.summary.strip()
    found = [] if 1 <= len(text) <= LONGEST else [f"summary: {len(text)} characters long, expected 1 to {LONGEST}."]
    if request.comment and "comment" not in text.lower():
        found.append(
            "summary: the comment in the request is not taken up: answer it in a paragraph that calls it a comment."
        )
    return found + [f"summary: “{finding.quote}”: {finding.why}" for finding in findings(text, request.evidence)]


NARRATOR = Agent(
    name="narrator",
    title="Narrator",
    capabilities=frozenset({"summarise a period"}),
    request=SummaryRequest,
    response=Summary,
    baseline=summarise,
    check=problems,
)
