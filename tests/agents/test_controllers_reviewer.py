from decimal import Decimal

from agents.controllers_reviewer import Review, ReviewRequest, problems, review
from agents.grounding import Evidence
from agents.review import Draft, ReviewFinding
from reports.figure import Figure

EVIDENCE = Evidence(figures=(Figure(name="Income", value=Decimal(1200), unit="EUR", period="2026-10"),))


def draft(text: str, **more: object) -> Draft:
    return Draft.model_validate({"name": "Summary", "text": text, "longest": 100, "evidence": EVIDENCE, **more})


def reviewed(text: str, **more: object) -> Review:
    return review(ReviewRequest(drafts=(draft(text, **more),)))


def test_a_draft_that_its_figures_bear_out_passes() -> None:
    assert reviewed("Income was EUR 1,200.").verdict == "pass"


def test_a_number_without_a_figure_is_quoted() -> None:
    found = reviewed("Income was EUR 1,300.")
    assert (found.verdict, found.findings[0].quote) == ("revise", "EUR 1,300")
    assert "To mend in Summary" in found.statement


def test_a_citation_of_an_unknown_entry_is_found() -> None:
    found = reviewed("Income was EUR 1,200.", citations=("JE-2",), citable=("JE-1",))
    assert found.findings[0].why == "Entry 'JE-2' is not among the postings: cite one that is."


def test_a_draft_that_passes_over_what_it_must_say_is_found() -> None:
    assert "“comment”" in reviewed("Income was EUR 1,200.", required=("comment",)).findings[0].why


def test_the_rules_statement_repeats_no_way_out_that_a_record_holds() -> None:
    owed = Figure(name="Owed by =HYPERLINK(https://evil.example/x)", value=Decimal(700), unit="EUR", period="2026-10")
    found = reviewed("Income was EUR 700.", evidence=Evidence(figures=(*EVIDENCE.figures, owed)))
    assert "evil.example" in found.findings[0].why, "the author reads it, marked as data"
    assert "Summary: " in found.statement
    assert "://" not in found.statement
    assert "evil" not in found.statement


def test_an_empty_and_an_endless_draft_are_found() -> None:
    for text in ("", "So it goes. " * 20):
        assert "expected 1 to 100" in reviewed(text).findings[0].why


def test_a_review_must_agree_with_its_findings_and_quote_what_is_there() -> None:
    request = ReviewRequest(drafts=(draft("Income was EUR 1,200."),))
    invented = ReviewFinding(draft="Summary", quote="Income fell", why="It did not.")
    elsewhere = ReviewFinding(draft="Cover", quote="", why="Missing.")
    found = problems(request, Review(verdict="pass", findings=[invented, elsewhere], statement="Fine."))
    assert [line.split(":")[0] for line in found] == ["verdict", "findings", "findings"]
    assert "quote it verbatim" in found[1]
    assert "there is no draft 'Cover', only Summary" in found[2]


def test_a_verdict_with_a_number_of_its_own_is_sent_back() -> None:
    request = ReviewRequest(drafts=(draft("Income was EUR 1,200."),))
    assert problems(request, Review(verdict="pass", findings=[], statement="Income of EUR 5,000 is right."))
