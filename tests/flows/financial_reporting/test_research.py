"""What is looked up before anybody writes: through the real registry, on the sample's frozen books and documents."""

import shutil
from collections.abc import Awaitable, Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from prefect import flow
from sqlalchemy import select

from agents.citing.marks import marks_in
from agents.document_passage import DocumentPassage
from agents.finance_researcher import ResearchRequest, plan_by_rules
from agents.untrusted import sources_in
from agents.variance_analyst import VARIANCE_ANALYST
from flows.commands.books import load_sample
from flows.financial_reporting.brief import PROCESS, Materiality, ReportingBrief
from flows.financial_reporting.figures.financial_figures import FinancialFigures
from flows.financial_reporting.sample import FOLDER
from flows.financial_reporting.sources import checked_books, computed_figures
from flows.financial_reporting.words.drafting import draft_commentary
from flows.financial_reporting.words.drilldown import Drilldowns
from flows.financial_reporting.words.found import Found
from flows.financial_reporting.words.requests import variance_requests
from flows.financial_reporting.words.research import research
from tasks.approval import Round
from tasks.casebook import cases
from tasks.casebook.cases import Case
from tasks.casebook.database import reading
from tasks.casebook.tables import tool_calls
from tasks.settings import settings
from tasks.snapshot import kept_model, snapshot

pytestmark = pytest.mark.filterwarnings("ignore:.*<socket.socket:pytest.PytestUnraisableExceptionWarning")

BRIEF = ReportingBrief(period="2026-10", materiality=Materiality(amount=Decimal(9000), percent=Decimal(10)))
TODAY = date(2026, 11, 21)

Run = Callable[[Awaitable[Any]], Any]


@pytest.fixture
def run(home: Path, prefect_server: None, run: Run) -> Run:
    """Run a coroutine against a casebook that holds the sample company."""
    for name in ("people.yaml", "policies.yaml"):
        shutil.copyfile(FOLDER / name, home / name)
    load_sample(lambda _: None)
    return run


async def _case() -> Case:
    row = await cases.claim(PROCESS.name, BRIEF.natural_key(), {}, owner=uuid4(), requester="dee")
    return Case(
        id=row.id, tenant=row.tenant, process=PROCESS.name, steps=PROCESS.steps, epoch=row.epoch, requester="dee",
        views=PROCESS.views,
    )  # fmt: skip


async def _figures(case: Case) -> tuple[FinancialFigures, Drilldowns]:
    books = await snapshot(case, checked_books, "imported", step="books")
    manifest = await snapshot(case, computed_figures, books, BRIEF, TODAY, step="figures")
    return await kept_model(manifest["figures"], FinancialFigures), await kept_model(manifest["postings"], Drilldowns)


@flow(name="researches", persist_result=False)
async def researches(*rounds: int) -> tuple[FinancialFigures, Drilldowns, list[Found]]:
    case = await _case()
    figures, postings = await _figures(case)
    return figures, postings, [await research(case, figures, number) for number in rounds]


def _nobody_may_read() -> None:
    settings().documents_file.write_text("folders: {}\n", encoding="utf-8")


async def _calls() -> list[tuple[str, str]]:
    """Return the step and outcome of every call of a tool."""
    async with reading() as connection:
        rows = await connection.execute(select(tool_calls.c.step, tool_calls.c.outcome).order_by(tool_calls.c.step))
        return [(row.step, row.outcome) for row in rows]


@flow(name="writes", persist_result=False)
async def writes() -> Any:
    case = await _case()
    figures, postings = await _figures(case)
    return await draft_commentary(case, figures, postings.root, Round(number=1, step="release#1"))


def test_documents_that_speak_of_an_account_are_found_for_its_variance(run: Run) -> None:
    figures, _, [found] = run(researches(1))
    assert set(found.passages) == {one.key for one in figures.material_variances[:5]}
    fairs = next(passages for key, passages in found.passages.items() if key.startswith("6320"))
    assert any("second stand is not in the budget" in passage.text for passage in fairs)


def test_a_mark_names_one_passage_in_all_texts_of_a_case(run: Run) -> None:
    _, _, [found] = run(researches(1))
    every = [passage for passages in found.passages.values() for passage in passages]
    by_mark: dict[str, set[DocumentPassage]] = {}
    for passage in every:
        by_mark.setdefault(passage.mark, set()).add(passage)
    assert all(len(passages) == 1 for passages in by_mark.values())
    assert set(by_mark) == {f"P{number}" for number in range(1, len(by_mark) + 1)}
    assert len(by_mark) < len(every)  # some bear on two variances, under one mark


def test_the_same_is_found_again_without_another_look(run: Run) -> None:
    async def story() -> tuple[list[Found], list[Any]]:
        _, _, first = await researches(1)
        calls = [await _calls()]
        _, _, second = await researches(1)
        return [*first, *second], [*calls, await _calls()]

    [first, second], [before, after] = run(story())
    assert any(first.passages.values())
    assert second == first
    assert after == before


def test_a_round_told_again_rests_on_what_it_was_told_though_nobody_may_read_it_now(run: Run) -> None:
    async def story() -> list[Found]:
        _, _, first = await researches(1)
        _nobody_may_read()
        return [*first, *(await researches(1, 2))[2]]

    first, again, next_round = run(story())
    assert any(first.passages.values())
    assert again == first
    assert next_round.passages.keys() == first.passages.keys()
    assert not any(next_round.passages.values())  # the next round is shown nothing of what may not be read any more


def test_a_later_round_has_the_marks_of_the_first(run: Run) -> None:
    _, _, [first, second] = run(researches(1, 2))
    assert second == first


def test_without_a_folder_that_the_researcher_may_read_nothing_is_planned(run: Run) -> None:
    _nobody_may_read()

    async def story() -> tuple[Any, Any]:
        return await researches(1), await _calls()

    (_, _, [found]), calls = run(story())
    assert (found, calls) == (Found(), [])


def test_what_the_rules_write_of_documents_is_quoted_cited_and_borne_out(run: Run) -> None:
    figures, postings, [found] = run(researches(1))
    requests = variance_requests(figures, postings.root, found)
    answers = {key: VARIANCE_ANALYST.baseline(request) for key, request in requests.items()}
    assert {key: VARIANCE_ANALYST.check(requests[key], answer) for key, answer in answers.items()} == {
        key: [] for key in answers
    }
    assert any("[P" in answer.why for answer in answers.values())


def test_a_sentence_that_its_passage_does_not_hold_goes_back(run: Run) -> None:
    figures, postings, [found] = run(researches(1))
    request = next(
        each for key, each in variance_requests(figures, postings.root, found).items() if key.startswith("6320")
    )
    cited = next(passage for passage in request.passages if "second stand" in passage.text)
    entry = request.postings[0].entry_id

    def wrong_with(why: str) -> list[str]:
        answer = VARIANCE_ANALYST.response.model_validate({"why": why, "entry_ids": [entry]})
        return VARIANCE_ANALYST.check(request, answer)

    assert wrong_with(f"A second stand is not in the budget [{cited.mark}].") == []
    assert wrong_with(f"A second stand is in the budget [{cited.mark}].")
    assert wrong_with("A second stand is not in the budget [P9].")


def test_the_commentary_names_the_document_and_the_place_that_it_rests_on(run: Run) -> None:
    written = run(writes())
    assert written.review.text.endswith("postings behind its figure."), written.review.text
    fairs = next(passage for key, passage in written.variances.items() if key.startswith("6320"))
    [mark] = marks_in(fairs.text)
    assert fairs.documents == (f"[{mark}] sample/budget-memo-2026.md, Fairs and travel",)
    assert (
        "“Three fairs are planned: March in Lyon, June in Frankfurt and October in Rotterdam, each with one stand and "
        f"four people” (sample/budget-memo-2026.md, Fairs and travel) [{mark}]."
    ) in fairs.text


def test_the_planner_reads_no_word_from_outside(run: Run) -> None:
    assert sources_in(ResearchRequest) == frozenset()
    request = ResearchRequest.model_validate({"first": TODAY, "last": TODAY, "views": [], "variances": [], "tools": []})
    assert plan_by_rules(request).calls == ()
