"""The phase in which agents write: explain, summarise, review, and send back what does not pass."""

from dataclasses import replace

from prefect.logging import get_run_logger

from agents.controllers_reviewer import CONTROLLERS_REVIEWER, Review, verdict
from flows.financial_reporting.figures.financial_figures import FinancialFigures
from flows.financial_reporting.words.commentary import Commentary, Passage, Provenance
from flows.financial_reporting.words.pieces import Written
from flows.financial_reporting.words.postings import Drilldown
from flows.financial_reporting.words.writers import BOUNDS, Texts, Writers
from tasks.approval import Round
from tasks.ask import FALLBACK
from tasks.casebook.answers import frozen_answer, frozen_provenance
from tasks.casebook.cases import Case
from tasks.turns import End, Worked, in_turns

REVIEWED_BY_RULES = "rules, as they found what no reviewer need look for"


async def draft_commentary(case: Case, figures: FinancialFigures, drilldown: Drilldown, current: Round) -> Commentary:
    """Return the agents' words on a period, reviewed; a request for changes reaches each author with the last draft.

    A text that does not pass goes back with the findings, as often as the bounds of the work allow. One that has not
    passed then is replaced by the rules' text, and the review says so: the people at the gate read it. Every answer is
    frozen under its step, round and turn.
    """
    writers = Writers(case, figures, drilldown, current)
    worked = await in_turns(case, writers, BOUNDS)
    get_run_logger().info("Case %s: %s of the commentary; %s.", case.id, _turns(worked), worked.end)
    failed = sorted({finding.draft for finding in worked.best.findings})
    texts = tuple(_by_rules(text) if text.piece.name in failed else text for text in worked.best.work)
    return _commentary(texts, await _verdict(case, writers, worked, failed), figures)


async def _verdict(case: Case, writers: Writers, worked: Worked[Texts], failed: list[str]) -> Passage:
    """Return what the review of the best turn says, and what became of the texts that did not pass it."""
    step = writers.review_step(worked.best.number)
    answer = await frozen_answer(case, step)
    if answer is None:
        statement = verdict(list(worked.best.findings), len(worked.best.work)).statement
        author = Provenance(agent=CONTROLLERS_REVIEWER.title, by=REVIEWED_BY_RULES)
    else:
        statement = Review.model_validate(answer).statement
        author = Provenance.recorded(await frozen_provenance(case, step) or {}, CONTROLLERS_REVIEWER.title)
    if worked.end is not End.PASSED:
        statement += (
            f"\n\nWritten by rules in place of a draft that did not pass in {_turns(worked)} ({worked.end}): "
            f"{', '.join(failed)}."
        )
    return Passage(text=statement, provenance=author)


def _turns(worked: Worked[Texts]) -> str:
    return f"{worked.turns} turn{'s' if worked.turns > 1 else ''}"


def _by_rules(text: Written) -> Written:
    agent = text.piece.agent
    by_rules = Provenance(agent=agent.title, by=FALLBACK)
    return replace(text, response=agent.baseline(text.piece.request), author=by_rules)


def _commentary(texts: Texts, review: Passage, figures: FinancialFigures) -> Commentary:
    by_step = {text.piece.step: text.passage for text in texts}
    return Commentary(
        summary=by_step["summarise"],
        variances={one.key: by_step[f"explain-variances/{one.key}"] for one in figures.material_variances},
        data_notes=by_step.get("explain-checks"),
        review=review,
    )
