"""The phase in which agents write: explain, summarise, review, and send back what the reviewer does not pass."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from agents.controllers_reviewer import CONTROLLERS_REVIEWER, Review, ReviewRequest
from agents.spec import Agent
from flows.financial_reporting.figures.financial_figures import FinancialFigures
from flows.financial_reporting.words.commentary import Commentary, Passage, Provenance
from flows.financial_reporting.words.pieces import (
    Piece,
    Response,
    Written,
    checks_piece,
    summary_piece,
    variance_piece,
)
from flows.financial_reporting.words.postings import Drilldown
from flows.financial_reporting.words.requests import checks_request, summary_request, variance_requests
from tasks.approval import Round
from tasks.ask import FALLBACK, ask
from tasks.at_once import at_once
from tasks.casebook.answers import frozen_answer, frozen_provenance
from tasks.casebook.cases import Case


async def draft_commentary(case: Case, figures: FinancialFigures, drilldown: Drilldown, current: Round) -> Commentary:
    """Return the agents' words on a period, reviewed; a request for changes reaches each author with the last draft.

    A text that the reviewer does not pass goes back once with the findings; one that does not pass then is replaced by
    the rules' text, and the review says so. Every answer is frozen under its step and round.
    """
    variances = variance_requests(figures, drilldown)
    checks = checks_request(figures)
    pieces = {key: variance_piece(key, request) for key, request in variances.items()}
    first = [*([checks_piece(checks)] if checks else []), *pieces.values()]
    written = await at_once(*(_write(case, piece, current) for piece in first))
    explained = {text.piece.step: text.passage for text in written}
    summary = summary_request(figures, variances, {key: explained[piece.step] for key, piece in pieces.items()})
    written.append(await _write(case, summary_piece(summary), current))
    written, review = await _reviewed(case, written, current)
    return _commentary(written, review, {piece.step: key for key, piece in pieces.items()})


async def _write(case: Case, piece: Piece, current: Round, draft: str = "") -> Written:
    """Return an agent's text for a piece; `draft` sets a later one of the same round apart."""
    if current.comment and draft == "":
        piece = await _with_comment(case, piece, current, current.comment)
    step = f"{piece.step}#{current.number}{draft}"
    response: Response = await ask(case, piece.agent, piece.request, step=step)
    return Written(piece, response, await _author(case, step, piece.agent))


async def _author(case: Case, step: str, agent: Agent[Any, Any]) -> Provenance:
    return Provenance.recorded(await frozen_provenance(case, step) or {}, agent.title)


async def _with_comment(case: Case, piece: Piece, current: Round, comment: str) -> Piece:
    """Return the piece with what the reader asked for and the text it was asked about."""
    if "comment" not in type(piece.request).model_fields:
        return piece
    before = f"{piece.step}#{current.number - 1}"
    answer = await frozen_answer(case, f"{before}.2") or await frozen_answer(case, before)
    previous = Written(piece, piece.agent.response.model_validate(answer), _rules(piece)).text if answer else ""
    return replace(piece, request=piece.request.model_copy(update={"comment": comment, "previous": previous}))


async def _reviewed(case: Case, written: list[Written], current: Round) -> tuple[list[Written], Passage]:
    """Return the texts as they stand after review, with the reviewer's verdict."""
    step = f"review#{current.number}"
    review = await _review(case, written, current, step)
    if review.verdict == "revise":
        sent_back = {finding.draft for finding in review.findings}
        written = [
            await _rewrite(case, text, review, current) if text.piece.name in sent_back else text for text in written
        ]
        step += ".2"
        review = await _review(case, written, current, step)
    statement = review.statement
    failed = sorted({finding.draft for finding in review.findings})
    if failed:
        written = [_by_rules(text) if text.piece.name in failed else text for text in written]
        statement += f"\n\nWritten by rules in place of a draft that did not pass twice: {', '.join(failed)}."
    return written, Passage(text=statement, provenance=await _author(case, step, CONTROLLERS_REVIEWER))


async def _review(case: Case, written: Sequence[Written], current: Round, step: str) -> Review:
    request = ReviewRequest(drafts=tuple(text.draft for text in written), comment=current.comment or "")
    return await ask(case, CONTROLLERS_REVIEWER, request, step=step)


async def _rewrite(case: Case, text: Written, review: Review, current: Round) -> Written:
    findings = tuple(
        f"{finding.why} (“{finding.quote}”)" if finding.quote else finding.why
        for finding in review.findings
        if finding.draft == text.piece.name
    )
    return await _write(case, text.piece.again(text.text, findings), current, draft=".2")


def _by_rules(text: Written) -> Written:
    return replace(text, response=text.piece.agent.baseline(text.piece.request), author=_rules(text.piece))


def _rules(piece: Piece) -> Provenance:
    return Provenance(agent=piece.agent.title, by=FALLBACK)


def _commentary(written: Sequence[Written], review: Passage, keys: dict[str, str]) -> Commentary:
    by_step = {text.piece.step: text.passage for text in written}
    return Commentary(
        summary=by_step["summarise"],
        variances={key: by_step[step] for step, key in keys.items()},
        data_notes=by_step.get("explain-checks"),
        review=review,
    )
