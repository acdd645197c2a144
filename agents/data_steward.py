"""The data steward: explains each failed check of the books and says what to look at."""

from typing import Annotated

from pydantic import Field

from agents.data_steward_rules import advice
from agents.grounding import Evidence, findings
from agents.spec import ANSWER, Agent, AgentRequest, AgentResponse, Reference
from agents.untrusted import Untrusted
from agents.wording import quoted

LONGEST = 1000


class FailedCheck(AgentRequest):
    """One check that did not pass."""

    id: str
    title: str
    """What it is called where people read it: "No entry was posted twice"."""
    expected: str
    actual: str
    message: Annotated[str, Untrusted("books")]
    """What and where, as the check wrote it; it may quote descriptions from the books."""


class ChecksRequest(AgentRequest):
    """The failed soft checks of one period."""

    period: str
    checks: tuple[FailedCheck, ...]
    findings: Annotated[tuple[str, ...], Untrusted("findings of the reviewer")] = ()
    """What the reviewer found wrong with the previous draft."""

    @property
    def evidence(self) -> Evidence:
        """Return what a note may say: the numbers, dates and names that the checks themselves give."""
        texts = [text for check in self.checks for text in (check.expected, check.actual, check.message)]
        return Evidence(
            references=tuple(name for check in self.checks for name in (check.id, check.title)),
            quotations=tuple(texts),
            statements=(self.period, *texts),
        )


class CheckNote(AgentResponse):
    """What one failed check means."""

    check: Reference = Field(description="The id of the check, one of those given.")
    explanation: str = Field(
        max_length=ANSWER, description="What does not hold and what it means for the pack, one or two sentences."
    )
    look_at: str = Field(max_length=ANSWER, description="What to look at first, one sentence.")


class CheckNotes(AgentResponse):
    """One note for each failed check."""

    notes: list[CheckNote] = Field(max_length=100, description="In the order of the request, one for each check.")


def explain_checks(request: ChecksRequest) -> CheckNotes:
    """Return the notes by rules: what the check found, and where to begin."""
    return CheckNotes(notes=[_note(check) for check in request.checks])


def _note(check: FailedCheck) -> CheckNote:
    meaning, look_at = advice(check.id)
    reported = quoted(check.message.rstrip("."), 600)
    explanation = f"The check reports {reported} (expected {check.expected}, found {check.actual}). {meaning}"
    return CheckNote(check=check.id, explanation=explanation, look_at=look_at)


def problems(request: ChecksRequest, response: CheckNotes) -> list[str]:
    """Return what the notes must mend: checks without a note or unknown ones, length, statements without a source."""
    asked, noted = [check.id for check in request.checks], [note.check for note in response.notes]
    found = (
        []
        if asked == noted
        else [f"notes: they are about {noted}, expected one note for each of {asked}, in this order."]
    )
    for note in response.notes:
        text = f"{note.explanation} {note.look_at}"
        if len(text) > LONGEST:
            found.append(f"notes: the note on '{note.check}' has {len(text)} characters, expected at most {LONGEST}.")
        found += [f"notes: “{finding.quote}”: {finding.why}" for finding in findings(text, request.evidence)]
    return found


DATA_STEWARD = Agent(
    name="data_steward",
    title="Data steward",
    capabilities=frozenset({"explain a failed check"}),
    request=ChecksRequest,
    response=CheckNotes,
    baseline=explain_checks,
    check=problems,
    tier="fast",
)
