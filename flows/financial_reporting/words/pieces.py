"""The pieces of a commentary: what each agent was asked and wrote, as the reviewer and the pack read it."""

from dataclasses import dataclass, replace
from typing import Any

from agents.citing.marks import marks_in
from agents.data_steward import DATA_STEWARD, CheckNotes, ChecksRequest
from agents.data_steward import LONGEST as LONGEST_NOTE
from agents.document_passage import DocumentPassage
from agents.narrator import LONGEST as LONGEST_SUMMARY
from agents.narrator import NARRATOR, Summary
from agents.review import Draft
from agents.spec import Agent
from agents.summary_request import SummaryRequest
from agents.variance_analyst import LONGEST as LONGEST_EXPLANATION
from agents.variance_analyst import VARIANCE_ANALYST, VarianceExplanation
from agents.variance_request import VarianceRequest
from flows.financial_reporting.words.commentary import Passage, Provenance, variance_step

Request = ChecksRequest | VarianceRequest | SummaryRequest
Response = CheckNotes | VarianceExplanation | Summary


@dataclass(frozen=True)
class Piece:
    """One text to be written."""

    name: str
    """As the reviewer calls it."""
    step: str
    """Without the round."""
    agent: Agent[Any, Any]
    request: Request

    def again(self, previous: str, findings: tuple[str, ...]) -> "Piece":
        """Return the piece as it goes back to its author with the reviewer's findings."""
        update: dict[str, Any] = {"findings": findings}
        if not isinstance(self.request, ChecksRequest):
            update["previous"] = previous
        return replace(self, request=self.request.model_copy(update=update))


@dataclass(frozen=True)
class Written:
    """One text as an agent wrote it."""

    piece: Piece
    response: Response
    author: Provenance
    turn: int = 1
    """The turn of its round in which it was written."""
    step: str = ""
    """The step at which it was asked for."""

    @property
    def text(self) -> str:
        """Return the words."""
        return text_of(self.piece, self.response)

    @property
    def passage(self) -> Passage:
        """Return the text as the pack prints it."""
        return Passage(text=self.text, citations=self._citations, documents=self._documents, provenance=self.author)

    @property
    def draft(self) -> Draft:
        """Return the text as the reviewer gets it, with all that its author had."""
        request = self.piece.request
        return Draft(
            name=self.piece.name,
            text=self.text,
            citations=self._citations,
            citable=tuple(line.entry_id for line in request.postings) if isinstance(request, VarianceRequest) else (),
            required=_required(request),
            longest=_longest(request),
            evidence=request.evidence,
            passages=passages_of(request),
        )

    @property
    def _documents(self) -> tuple[str, ...]:
        marks = marks_in(self.text)
        return tuple(f"[{one.mark}] {one.place}" for one in passages_of(self.piece.request) if one.mark in marks)

    @property
    def _citations(self) -> tuple[str, ...]:
        return tuple(self.response.entry_ids) if isinstance(self.response, VarianceExplanation) else ()


def text_of(piece: Piece, response: Response) -> str:
    """Return the words of an answer."""
    if isinstance(response, CheckNotes):
        assert isinstance(piece.request, ChecksRequest)
        titles = {check.id: check.title for check in piece.request.checks}
        return "\n\n".join(f"{titles[note.check]}: {note.explanation} {note.look_at}" for note in response.notes)
    return response.why if isinstance(response, VarianceExplanation) else response.summary


def passages_of(request: Request) -> tuple[DocumentPassage, ...]:
    """Return the documents that the author of an answer may cite."""
    return () if isinstance(request, ChecksRequest) else request.passages


def checks_piece(request: ChecksRequest) -> Piece:
    """Return the piece that explains the failed checks."""
    return Piece("Notes on the data", "explain-checks", DATA_STEWARD, request)


def variance_piece(key: str, request: VarianceRequest) -> Piece:
    """Return the piece that explains the variance with this key."""
    return Piece(request.measure.name, variance_step(key), VARIANCE_ANALYST, request)


def summary_piece(request: SummaryRequest) -> Piece:
    """Return the executive summary's piece."""
    return Piece("Executive summary", "summarise", NARRATOR, request)


def _required(request: Request) -> tuple[str, ...]:
    """Return the words without which a text misses its point: each failed check, the comment."""
    if isinstance(request, ChecksRequest):
        return tuple(check.title for check in request.checks)
    return ("comment",) if isinstance(request, SummaryRequest) and request.comment else ()


def _longest(request: Request) -> int:
    if isinstance(request, ChecksRequest):
        return LONGEST_NOTE * len(request.checks)
    return LONGEST_EXPLANATION if isinstance(request, VarianceRequest) else LONGEST_SUMMARY
