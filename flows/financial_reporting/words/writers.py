"""Those who write about a period: the agents of its pieces and their reviewer, as a crew that works in turns."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from agents.controllers_reviewer import CONTROLLERS_REVIEWER, Review, ReviewRequest
from agents.review import ReviewFinding, rule_findings
from flows.financial_reporting.figures.financial_figures import FinancialFigures
from flows.financial_reporting.words.commentary import Provenance
from flows.financial_reporting.words.pieces import (
    Piece,
    Response,
    Written,
    checks_piece,
    summary_piece,
    variance_piece,
)
from flows.financial_reporting.words.postings import Drilldown
from flows.financial_reporting.words.printed import printed_in
from flows.financial_reporting.words.requests import checks_request, summary_request, variance_requests
from flows.financial_reporting.words.research import PLANNING, research
from tasks.approval import Round
from tasks.ask import ask
from tasks.at_once import at_once
from tasks.casebook.answers import frozen_provenance
from tasks.casebook.cases import Case
from tasks.turns import Bounds, Turn

BOUNDS = Bounds()

Texts = tuple[Written, ...]
"""Every text of the round as it stands after a turn."""


@dataclass(frozen=True)
class Writers:
    """One round's crew."""

    case: Case
    figures: FinancialFigures
    drilldown: Drilldown
    current: Round
    bounds: Bounds = BOUNDS

    async def act(self, number: int, before: Turn[Texts] | None) -> Texts:
        """Look up and write every piece; from the second turn on those again that the findings are about."""
        if before is None:
            return await self._all()
        sent_back = {finding.draft for finding in before.findings}
        return tuple(
            await at_once(*(self._again(text, before.findings, number, sent_back) for text in before.work)),
        )

    async def review(self, number: int, work: Texts) -> Sequence[ReviewFinding]:
        """Return what rules find, and where they find nothing what the reviewer does: its reading costs money."""
        found = [finding for text in work for finding in rule_findings(text.draft)]
        return found or await self.findings_of(work, self.review_step(number))

    async def findings_of(self, work: Texts, step: str) -> Sequence[ReviewFinding]:
        """Return what the reviewer finds in these texts, asked at `step`."""
        request = ReviewRequest(drafts=tuple(text.draft for text in work), comment=self.current.comment or "")
        answer: Review = await ask(self.case, CONTROLLERS_REVIEWER, request, step=step)
        return answer.findings

    def steps(self, number: int, work: Texts) -> Sequence[str]:
        """Return the steps of what this turn planned and wrote, and of its review."""
        planned = PLANNING if (self.current.number, number) == (1, 1) else ()
        return [*planned, *(text.step for text in work if text.turn == number), self.review_step(number)]

    def review_step(self, number: int, part: str = "") -> str:
        """Return the step of a turn's review; "/rest" is the part for what remained when other texts were replaced."""
        return f"review{part}{self._mark(number)}"

    async def _all(self) -> Texts:
        found = await research(self.case, self.figures, self.current.number)
        requests, checks = variance_requests(self.figures, self.drilldown, found), checks_request(self.figures)
        pieces = {key: variance_piece(key, request) for key, request in requests.items()}
        first = [*([checks_piece(checks)] if checks else []), *pieces.values()]
        written = await at_once(*(self._first(piece) for piece in first))
        explained = {text.piece.step: text.passage for text in written}
        summary = summary_request(self.figures, requests, {key: explained[one.step] for key, one in pieces.items()})
        return (*written, await self._first(summary_piece(summary)))

    async def _first(self, piece: Piece) -> Written:
        return await self._write(await self._with_comment(piece), 1)

    async def _again(
        self, text: Written, findings: Sequence[ReviewFinding], number: int, sent_back: set[str]
    ) -> Written:
        if text.piece.name not in sent_back:
            return text
        told = tuple(finding.for_the_author for finding in findings if finding.draft == text.piece.name)
        return await self._write(text.piece.again(text.text, told), number)

    async def _write(self, piece: Piece, turn: int) -> Written:
        step = f"{piece.step}{self._mark(turn)}"
        response: Response = await ask(self.case, piece.agent, piece.request, step=step)
        author = Provenance.recorded(await frozen_provenance(self.case, step) or {}, piece.agent.title)
        return Written(piece, response, author, turn, step)

    async def _with_comment(self, piece: Piece) -> Piece:
        """Return the piece with what the reader asked for and the text it was asked about."""
        if not self.current.comment or "comment" not in type(piece.request).model_fields:
            return piece
        printed = await printed_in(self.case, self.current.number - 1)
        previous = printed.at(piece.step) if printed else None
        update = {"comment": self.current.comment, "previous": previous.text if previous else ""}
        return replace(piece, request=piece.request.model_copy(update=update))

    def _mark(self, turn: int) -> str:
        """Return what tells the steps of a round and turn from the others: "#2" for its first, "#2.3" for its third."""
        return f"#{self.current.number}" + (f".{turn}" if turn > 1 else "")
