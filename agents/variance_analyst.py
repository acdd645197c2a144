"""The variance analyst: says why an account differs from its budget, from the postings behind it and documents."""

from pydantic import Field

from agents.borne_out import baseless
from agents.spec import ANSWER, Agent, AgentResponse, Reference
from agents.variance_request import VarianceRequest
from agents.variance_rules import LONGEST, explain_by_rules


class VarianceExplanation(AgentResponse):
    """Why the account differs from its budget."""

    why: str = Field(
        max_length=ANSWER, description="One or two short paragraphs for the controller, plain text, no headings."
    )
    entry_ids: list[Reference] = Field(
        max_length=100, description="Ids of the postings that bear it out, each one of those given."
    )


def explain(request: VarianceRequest) -> VarianceExplanation:
    """Return the explanation by rules."""
    why, entry_ids = explain_by_rules(request)
    return VarianceExplanation(why=why, entry_ids=entry_ids)


def problems(request: VarianceRequest, response: VarianceExplanation) -> list[str]:
    """Return what an explanation must mend: unknown or missing citations, passages that do not hold what cites them,
    length, statements without a figure.
    """
    given = {line.entry_id for line in request.postings}
    found = [
        f"entry_ids: '{cited}' is not among the postings given: cite only {', '.join(sorted(given)) or 'none'}."
        for cited in response.entry_ids
        if cited not in given
    ]
    if given and not response.entry_ids:
        found.append("entry_ids: empty, though postings were given: cite the ones that bear the explanation out.")
    if not 1 <= len(response.why.strip()) <= LONGEST:
        found.append(f"why: {len(response.why.strip())} characters long, expected 1 to {LONGEST}.")
    stray = baseless(response.why, request.evidence, request.passages)
    return found + [f"why: “{finding.quote}”: {finding.why}" for finding in stray]


VARIANCE_ANALYST = Agent(
    name="variance_analyst",
    title="Variance analyst",
    capabilities=frozenset({"explain a variance"}),
    request=VarianceRequest,
    response=VarianceExplanation,
    baseline=explain,
    check=problems,
)
