import json
from collections.abc import Awaitable, Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from prefect import flow

from agents.narrator import NARRATOR
from agents.untrusted import KEY
from agents.variance_analyst import VARIANCE_ANALYST, VarianceExplanation
from flows.financial_reporting.books.books import Books
from flows.financial_reporting.brief import PROCESS, Materiality, ReportingBrief
from flows.financial_reporting.figures.engine import financial_figures
from flows.financial_reporting.figures.financial_figures import FinancialFigures
from flows.financial_reporting.words.commentary import Commentary, Passage, Provenance, variance_step
from flows.financial_reporting.words.drafting import UNREAD, draft_commentary, written_by
from flows.financial_reporting.words.drilldown import Drilldowns, postings_behind
from flows.financial_reporting.words.requests import checks_request, summary_request, variance_requests
from flows.financial_reporting.words.writers import Writers
from tasks.approval import Round
from tasks.ask import FALLBACK, OFFLINE
from tasks.casebook import cases
from tasks.casebook.answers import freeze_answer, frozen_answer
from tasks.casebook.cases import Case
from tasks.turns import Bounds
from tests.flows.financial_reporting.conftest import Serve

# Prefect leaves a socket to its own server to the garbage collector when a flow's event loop ends.
pytestmark = [
    pytest.mark.filterwarnings("ignore:.*<socket.socket:pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.usefixtures("prefect_server"),
]

SAMPLE = Path(__file__).parents[3] / "flows" / "financial_reporting" / "sample"
FIRST = Round(number=1, step="release#1")
SECOND = Round(number=2, step="release#2", comment="Please say more about energy.")
BOAST = "It was an impressive month."
PASS = {"verdict": "pass", "findings": [], "statement": "Every draft is borne out by its figures."}

Run = Callable[[Awaitable[Any]], Any]


@pytest.fixture(scope="module")
def month() -> tuple[FinancialFigures, Drilldowns]:
    """The sample company's last closed month, with three material variances."""
    books = Books.from_folder(SAMPLE, SAMPLE / "books.yaml")
    brief = ReportingBrief(period="2026-10", materiality=Materiality(amount=Decimal(30000), percent=Decimal(10)))
    figures = financial_figures(books, brief, today=date(2026, 11, 21))
    return figures, postings_behind(books, brief, figures)


@flow(name="drafts", persist_result=False)
async def drafts(case: Case, figures: FinancialFigures, postings: Drilldowns, rounds: list[Round]) -> list[Commentary]:
    return [await draft_commentary(case, figures, postings.root, one) for one in rounds]


async def _drafted(month: tuple[FinancialFigures, Drilldowns], *rounds: Round) -> list[Commentary]:
    return await drafts(await _opened(), *month, list(rounds))


async def _opened() -> Case:
    row = await cases.claim("close", {"n": 1}, {}, owner=uuid4(), requester="dee", over=None)
    return Case(id=row.id, tenant=row.tenant, process="close", steps=PROCESS.steps, epoch=row.epoch, requester="dee")


@flow(name="writes within bounds", persist_result=False)
async def writes_within(writers: Writers) -> Commentary:
    return await written_by(writers)


async def _drafted_within(month: tuple[FinancialFigures, Drilldowns], bounds: Bounds) -> Commentary:
    return await writes_within(Writers(await _opened(), month[0], month[1].root, FIRST, bounds))


class Author:
    """A model that writes what the rules write, except where a test says otherwise."""

    def __init__(self, reviews: list[dict[str, Any]] | None = None) -> None:
        self.reviews = reviews or []
        self.asked: list[tuple[str, dict[str, Any]]] = []

    def __call__(self, body: dict[str, Any]) -> str:
        kind = body["response_format"]["json_schema"]["name"]
        request = json.loads(body["messages"][1]["content"])
        self.asked.append((kind, request))
        return json.dumps(getattr(self, kind)(request))

    def VarianceExplanation(self, request: dict[str, Any]) -> dict[str, Any]:  # noqa: N802 - the schema's name
        line = request["postings"][0]
        again = " Once more." if request["findings"] else ""
        return {
            "why": f"The largest posting behind {request['measure']['name']['text']} is cited.{again}",
            "entry_ids": [line["entry_id"]],
        }

    def Summary(self, request: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        comment = "On the comment: the variances say more." if request["comment"] else ""
        return {"summary": f"The month is explained below.\n\n{comment}".strip()}

    def CheckNotes(self, request: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        note = {"explanation": "The check did not pass.", "look_at": "See what it names."}
        return {"notes": [{"check": check["id"], **note} for check in request["checks"]]}

    def Review(self, request: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        return self.reviews.pop(0) if self.reviews else PASS

    def of(self, kind: str) -> list[dict[str, Any]]:
        return [request for name, request in self.asked if name == kind]


def _finding(draft: str) -> dict[str, Any]:
    return {
        "verdict": "revise",
        "findings": [{"draft": draft, "quote": "largest posting", "why": "It names no reason."}],
        "statement": f"{draft} needs a reason.",
    }


def test_without_a_model_every_part_is_written_by_rules_and_passes_review(
    month: tuple[FinancialFigures, Drilldowns], run: Run
) -> None:
    (written,) = run(_drafted(month, FIRST))
    assert set(written.variances) == set(variance_requests(month[0], month[1].root))
    assert len(written.variances) == 3
    assert written.review.text.endswith("postings behind its figure.")
    assert "104297" in written.data_notes.text
    passages = [written.summary, written.data_notes, written.review, *written.variances.values()]
    assert {passage.provenance.by for passage in passages} == {OFFLINE}
    for key, passage in written.variances.items():
        assert passage.citations
        assert set(passage.citations) <= {line.entry_id for line in month[1].root[key].listed}


@pytest.mark.parametrize("department", ["Sales", "Sales #2", "abroad and " * 30], ids=["plain", "marked", "long"])
def test_a_department_of_any_length_and_signs_has_a_step_of_its_own_that_the_casebook_takes(
    department: str, casebook: Run
) -> None:
    steps = {f"{variance_step(f'6100/{one}')}#1" for one in (department, "Sales ")}

    async def kept() -> set[str]:
        case = await _opened()
        for step in steps:
            await freeze_answer(case, step, {"at": step}, request_sha256="0" * 64, provenance={})
        return {answer["at"] for step in steps if (answer := await frozen_answer(case, step))}

    assert len(steps) == 2
    assert all(step.count("#") == 1 for step in steps)
    assert casebook(kept()) == steps


def test_the_same_round_again_gives_the_same_words_without_a_call(
    month: tuple[FinancialFigures, Drilldowns], run: Run, model: Serve
) -> None:
    fake = model(Author())
    first, again = run(_drafted(month, FIRST, FIRST))
    assert first == again
    assert len(fake.requests) == 6
    assert first.summary.provenance.by == "large-2026-01"
    assert first.data_notes.provenance.by == "small-2026-01"


def test_a_request_for_changes_reaches_every_author_with_the_draft_before(
    month: tuple[FinancialFigures, Drilldowns], run: Run, model: Serve
) -> None:
    author = Author()
    model(author)
    first, second = run(_drafted(month, FIRST, SECOND))
    asked = author.of("Summary")[1]
    assert asked["comment"] == {KEY: "the person who asked for changes", "text": SECOND.comment}
    assert asked["previous"]["text"] == first.summary.text
    assert "On the comment" in second.summary.text
    assert all(request["comment"] for request in author.of("VarianceExplanation")[3:])


def test_a_request_for_changes_reaches_authors_with_the_text_that_was_printed_and_no_later_one(
    month: tuple[FinancialFigures, Drilldowns], run: Run, model: Serve
) -> None:
    class Worsening(Author):
        def Summary(self, request: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
            boasts = BOAST if not request["findings"] else f"{BOAST} {BOAST}"
            return super().Summary(request) if request["comment"] else {"summary": boasts}

    author = Worsening()
    model(author)
    first, _ = run(_drafted(month, FIRST, SECOND))
    assert first.review.text.endswith("(two turns brought nothing better): Executive summary.")
    *drafts, last = author.of("Summary")
    assert [draft["comment"] for draft in drafts] == [""] * 3
    assert last["previous"]["text"] == first.summary.text
    assert BOAST not in first.summary.text


def test_what_rules_kept_from_the_reviewer_is_read_before_people_get_it(
    month: tuple[FinancialFigures, Drilldowns], run: Run, model: Serve
) -> None:
    class Boasting(Author):
        def Summary(self, request: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
            return {"summary": BOAST}

    name = "6320 Trade fairs (Marketing)"
    author = Boasting([_finding(name)])
    model(author)
    (written,) = run(_drafted(month, FIRST))
    [review] = author.of("Review")
    texts = {draft["name"]["text"]: draft["text"]["text"] for draft in review["drafts"]}
    assert texts["Executive summary"] == written.summary.text  # by rules, as people get it
    assert written.summary.provenance.by == FALLBACK
    assert written.variances["6320/Marketing"].provenance.by == FALLBACK  # what the reviewer found is replaced too
    assert written.review.text.startswith(f"{name} needs a reason.")
    assert written.review.text.endswith(f"(two turns brought nothing better): {name}, Executive summary.")


def test_where_the_money_is_spent_people_are_told_that_no_reviewer_read_the_rest(
    month: tuple[FinancialFigures, Drilldowns], run: Run, model: Serve
) -> None:
    class Boasting(Author):
        def Summary(self, request: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
            return {"summary": BOAST}

    author = Boasting()
    model(author)
    written = run(_drafted_within(month, Bounds(calls=1)))
    assert author.of("Review") == []
    assert UNREAD in written.review.text
    assert written.review.text.endswith("in 1 turn (its calls are used up): Executive summary.")


def test_an_author_whose_attempt_was_no_better_is_not_asked_the_same_again(
    month: tuple[FinancialFigures, Drilldowns], run: Run, model: Serve
) -> None:
    author = Author([_finding("6320 Trade fairs (Marketing)")] * 9)
    model(author)
    run(_drafted(month, FIRST))
    second, third = author.of("VarianceExplanation")[3:]
    assert second != third
    assert len(third["findings"]) == 2


def test_the_rules_answer_a_comment_with_the_figures_it_names(
    month: tuple[FinancialFigures, Drilldowns], run: Run
) -> None:
    comment = SECOND.model_copy(update={"comment": "Please say more about trade fairs."})
    _, second = run(_drafted(month, FIRST, comment))
    assert "On the reviewer's comment “Please say more about trade fairs.”" in second.summary.text
    assert "6320 Trade fairs (Marketing) came to EUR" in second.summary.text.split("\n\n")[-1]


def test_a_draft_that_does_not_pass_goes_back_once_with_the_findings(
    month: tuple[FinancialFigures, Drilldowns], run: Run, model: Serve
) -> None:
    name = "6320 Trade fairs (Marketing)"
    author = Author([_finding(name), PASS])
    model(author)
    (written,) = run(_drafted(month, FIRST))
    sent_back = author.of("VarianceExplanation")[3:]
    assert [request["measure"]["name"]["text"] for request in sent_back] == [name]
    assert [each["text"] for each in sent_back[0]["findings"]] == ["It names no reason. (“largest posting”)"]
    assert "largest posting" in sent_back[0]["previous"]["text"]
    assert written.variances["6320/Marketing"].text.endswith("Once more.")
    assert written.review.text == PASS["statement"]


def test_a_draft_that_gets_no_better_in_two_more_turns_gives_way_to_the_rules_and_the_review_says_so(
    month: tuple[FinancialFigures, Drilldowns], run: Run, model: Serve
) -> None:
    name = "6320 Trade fairs (Marketing)"
    author = Author([_finding(name)] * 9)
    model(author)
    (written,) = run(_drafted(month, FIRST))
    assert (len(author.of("VarianceExplanation")), len(author.of("Review"))) == (5, 3)
    passage = written.variances["6320/Marketing"]
    request = variance_requests(month[0], month[1].root)["6320/Marketing"]
    assert passage.text == VARIANCE_ANALYST.baseline(request).why
    assert passage.provenance.by == FALLBACK
    assert written.review.text.endswith(
        f"Written by rules in place of a draft that did not pass in 3 turns (two turns brought nothing better): {name}."
    )


def test_what_rules_find_goes_back_before_a_reviewer_is_paid_to_read(
    month: tuple[FinancialFigures, Drilldowns], run: Run, model: Serve
) -> None:
    class Boasting(Author):
        def Summary(self, request: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
            return {"summary": "The month is explained below."} if request["findings"] else {"summary": BOAST}

    author = Boasting()
    model(author)
    (written,) = run(_drafted(month, FIRST))
    assert len(author.of("Review")) == 1
    assert [each["text"] for each in author.of("Summary")[1]["findings"]] == [
        "praise or alarm instead of a figure: say the figure. (“impressive”)"
    ]
    assert written.summary.text == "The month is explained below."


def test_what_the_rules_say_of_the_sample_month_is_borne_out(month: tuple[FinancialFigures, Drilldowns]) -> None:
    figures, postings = month
    requests = variance_requests(figures, postings.root)
    explained = {key: VARIANCE_ANALYST.baseline(request) for key, request in requests.items()}
    for key, request in requests.items():
        assert VARIANCE_ANALYST.check(request, explained[key]) == []
    summary = summary_request(figures, requests, _passages(explained))
    assert NARRATOR.check(summary, NARRATOR.baseline(summary)) == []
    assert [check.id for check in checks_request(figures).checks] == ["identical_entries"]


def test_the_summary_gives_the_causes_of_the_largest_variances_and_names_who_is_over_90_days_late(
    month: tuple[FinancialFigures, Drilldowns],
) -> None:
    figures, postings = month
    requests = variance_requests(figures, postings.root)
    explained = {key: VARIANCE_ANALYST.baseline(request) for key, request in requests.items()}
    text = NARRATOR.baseline(summary_request(figures, requests, _passages(explained))).summary
    assert "Framework order FO-2291, November delivery brought forward at the customer's request” (104314)" in text
    assert "EUR 18,600 with Messe Nordsee GmbH on 5 October 2026" in text
    assert "Receivables over 90 days past due are EUR 314,388, all of it owed by Inishgort Aquaculture." in text
    assert "1 check did not pass, “No entry was posted twice”" in text


def _passages(explained: dict[str, VarianceExplanation]) -> dict[str, Passage]:
    by = Provenance(agent=VARIANCE_ANALYST.title, by=FALLBACK)
    return {key: Passage(text=one.why, citations=tuple(one.entry_ids), provenance=by) for key, one in explained.items()}
