"""The controller's reviewer: rules first, then a reading of every draft before the controller sees it."""

from typing import Annotated, Literal

from pydantic import Field

from agents.contacts import before_contacts
from agents.grounding import Evidence, findings
from agents.review import Draft, ReviewFinding, rule_findings
from agents.spec import ANSWER, Agent, AgentRequest, AgentResponse
from agents.untrusted import Untrusted
from agents.wording import listing

LONGEST = 1500


class ReviewRequest(AgentRequest):
    """The drafts of one round."""

    drafts: tuple[Draft, ...]
    comment: Annotated[str, Untrusted("the person who asked for changes")] = ""


class Review(AgentResponse):
    """The reviewer's verdict."""

    verdict: Literal["pass", "revise"] = Field(description="revise if there is any finding, otherwise pass.")
    findings: list[ReviewFinding] = Field(max_length=200, description="What must be mended; no praise.")
    statement: str = Field(max_length=ANSWER, description="The verdict for the controller in one to three sentences.")


def review(request: ReviewRequest) -> Review:
    """Return the verdict by rules."""
    return verdict([finding for draft in request.drafts for finding in rule_findings(draft)], len(request.drafts))


def verdict(found: list[ReviewFinding], drafts: int) -> Review:
    """Return the review that these findings make."""
    texts = "1 text was" if drafts == 1 else f"{drafts} texts were"
    if not found:
        return Review(
            verdict="pass",
            findings=[],
            statement=f"{texts} checked by rules: each number, date and direction was found among the figures given, "
            "and each cited entry among the postings behind its figure.",
        )
    names = listing(list(dict.fromkeys(finding.draft for finding in found)))
    details = " ".join(f"{finding.draft}: {before_contacts(finding.why)}" for finding in found[:3])
    return Review(
        verdict="revise", findings=found, statement=f"{texts} checked by rules. To mend in {names}. {details}"[:LONGEST]
    )


def problems(request: ReviewRequest, response: Review) -> list[str]:
    """Return what a review must mend: a verdict against its findings, quotes that no draft holds, length."""
    texts = {draft.name: draft.text for draft in request.drafts}
    found = []
    if (response.verdict == "revise") != bool(response.findings):
        found.append(
            f"verdict: '{response.verdict}' with {len(response.findings)} findings: revise needs one, pass none."
        )
    for finding in response.findings:
        if finding.draft not in texts:
            found.append(f"findings: there is no draft '{finding.draft}', only {listing(list(texts))}.")
        elif finding.quote not in texts[finding.draft]:
            found.append(
                f"findings: “{finding.quote}” does not stand in the draft '{finding.draft}': quote it verbatim."
            )
    if not 1 <= len(response.statement.strip()) <= LONGEST:
        found.append(f"statement: {len(response.statement.strip())} characters long, expected 1 to {LONGEST}.")
    return found + [
        f"statement: “{item.quote}”: {item.why}" for item in findings(response.statement, _evidence(request, response))
    ]


def _evidence(request: ReviewRequest, response: Review) -> Evidence:
    """Return what the statement may say: figures and names of the drafts, their words, how many there are."""
    return Evidence(
        figures=tuple(figure for draft in request.drafts for figure in draft.evidence.figures),
        references=tuple(
            reference
            for draft in request.drafts
            for reference in (draft.name, *draft.citations, *draft.evidence.references)
        ),
        statements=(str(len(request.drafts)), str(len(response.findings))),
        quotations=tuple(draft.text for draft in request.drafts),
    )


CONTROLLERS_REVIEWER = Agent(
    name="controllers_reviewer",
    title="Controller's reviewer",
    capabilities=frozenset({"review a draft"}),
    request=ReviewRequest,
    response=Review,
    baseline=review,
    check=problems,
)
