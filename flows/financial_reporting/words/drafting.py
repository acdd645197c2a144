"""The phase in which agents write: explain, summarise, review, and send back what does not pass."""

from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from typing import Any

from prefect.logging import get_run_logger

from agents.controllers_reviewer import CONTROLLERS_REVIEWER, Review, verdict
from agents.review import ReviewFinding
from flows.financial_reporting.figures.financial_figures import FinancialFigures
from flows.financial_reporting.words.commentary import Commentary, Passage, Provenance, variance_step
from flows.financial_reporting.words.pieces import Written
from flows.financial_reporting.words.postings import Drilldown
from flows.financial_reporting.words.printed import printed_once
from flows.financial_reporting.words.writers import Texts, Writers
from tasks.approval import Round
from tasks.ask import FALLBACK
from tasks.casebook.answers import frozen_answer, frozen_provenance
from tasks.casebook.cases import Case
from tasks.turns import End, Worked, in_turns

REVIEWED_BY_RULES = "rules, as they found what no reviewer need look for"
UNREAD = (
    "No reviewer read the other texts: rules found something in each turn, and the calls or the money of the round are "
    "used up."
)


async def draft_commentary(case: Case, figures: FinancialFigures, drilldown: Drilldown, current: Round) -> Commentary:
    """Return the agents' words on a period, reviewed; a request for changes reaches each author with the printed text.

    A text that does not pass goes back with the findings, as often as the bounds of the work allow. One that has not
    passed then is replaced by the rules' text, and the review says so: the people at the gate read it. Every answer is
    frozen under its step, round and turn, and so is what the round prints.
    """
    writers = Writers(case, figures, drilldown, current)
    return await printed_once(case, current.number, partial(written_by, writers))


async def written_by(writers: Writers) -> Commentary:
    """Return what a crew wrote, each text that did not pass replaced, and what became of its review."""
    worked = await in_turns(writers.case, writers, writers.bounds)
    get_run_logger().info("Case %s: %s of the commentary; %s.", writers.case.id, _turns(worked), worked.end)
    failed = _named(worked.best.findings)
    texts = _replaced(worked.best.work, failed)
    step, unread = writers.review_step(worked.best.number), False
    if failed and await frozen_answer(writers.case, step) is None:
        unread = worked.end in (End.CALLS, End.MONEY)
        if not unread:
            step = writers.review_step(worked.best.number, "/rest")
            late = _named(await writers.findings_of(texts, step))
            texts, failed = _replaced(texts, late), failed | late
    said = [await _statement(writers, worked, step), UNREAD if unread else "", _replacement(worked, failed)]
    author = Provenance.recorded(await _by(writers, step), CONTROLLERS_REVIEWER.title)
    review = Passage(text="\n\n".join(filter(None, said)), provenance=author)
    return _commentary(texts, review, writers.figures)


async def _statement(writers: Writers, worked: Worked[Texts], step: str) -> str:
    """Return what the reviewer says at a step, or the rules where it was not asked."""
    answer = await frozen_answer(writers.case, step)
    if answer is None:
        return verdict(list(worked.best.findings), len(worked.best.work)).statement
    return Review.model_validate(answer).statement


async def _by(writers: Writers, step: str) -> dict[str, Any]:
    return await frozen_provenance(writers.case, step) or {"by": REVIEWED_BY_RULES}


def _replacement(worked: Worked[Texts], failed: set[str]) -> str:
    if not failed:
        return ""
    how = f"that did not pass in {_turns(worked)} ({worked.end})"
    return f"Written by rules in place of a draft {how}: {', '.join(sorted(failed))}."


def _turns(worked: Worked[Texts]) -> str:
    return f"{worked.turns} turn{'s' if worked.turns > 1 else ''}"


def _named(findings: Iterable[ReviewFinding]) -> set[str]:
    """Return the names of the drafts that findings are about."""
    return {finding.draft for finding in findings}


def _replaced(texts: Texts, failed: set[str]) -> Texts:
    return tuple(_by_rules(text) if text.piece.name in failed else text for text in texts)


def _by_rules(text: Written) -> Written:
    agent = text.piece.agent
    by_rules = Provenance(agent=agent.title, by=FALLBACK)
    return replace(text, response=agent.baseline(text.piece.request), author=by_rules)


def _commentary(texts: Texts, review: Passage, figures: FinancialFigures) -> Commentary:
    by_step = {text.piece.step: text.passage for text in texts}
    return Commentary(
        summary=by_step["summarise"],
        variances={one.key: by_step[variance_step(one.key)] for one in figures.material_variances},
        data_notes=by_step.get("explain-checks"),
        review=review,
    )
