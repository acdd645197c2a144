"""The narrator: writes the executive summary from the headline figures and the explained variances."""

from pydantic import Field

from agents.borne_out import baseless
from agents.narrator_rules import LONGEST, summarise_by_rules
from agents.spec import ANSWER, Agent, AgentResponse
from agents.summary_request import SummaryRequest


class Summary(AgentResponse):
    """The executive summary."""

    summary: str = Field(
        max_length=ANSWER,
        description="Two to five short paragraphs for the board, separated by a blank line, plain text.",
    )


def summarise(request: SummaryRequest) -> Summary:
    """Return the summary by rules."""
    return Summary(summary=summarise_by_rules(request))


def problems(request: SummaryRequest, response: Summary) -> list[str]:
    """Return what a summary must mend: length, a comment passed over, statements without a figure or with a
    passage that does not hold them.
    """
    text = response.summary.strip()
    found = [] if 1 <= len(text) <= LONGEST else [f"summary: {len(text)} characters long, expected 1 to {LONGEST}."]
    if request.comment and "comment" not in text.lower():
        found.append(
            "summary: the comment in the request is not taken up: answer it in a paragraph that calls it a comment."
        )
    stray = baseless(text, request.evidence, request.passages)
    return found + [f"summary: “{finding.quote}”: {finding.why}" for finding in stray]


NARRATOR = Agent(
    name="narrator",
    title="Narrator",
    capabilities=frozenset({"summarise a period"}),
    request=SummaryRequest,
    response=Summary,
    baseline=summarise,
    check=problems,
    streams=True,
)
