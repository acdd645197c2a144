"""A draft is held against the figures, the records and the passages that its author was given, whoever wrote it."""

from datetime import date
from decimal import Decimal

import pytest

from agents.borne_out import baseless
from agents.document_passage import DocumentPassage
from agents.measure import Measure
from agents.narrator import NARRATOR, Summary
from agents.posting import Posting
from agents.review import Draft, rule_findings
from agents.summary_request import ExplainedVariance, SummaryRequest
from agents.variance_analyst import VARIANCE_ANALYST
from agents.variance_request import VarianceRequest

FAIRS = Measure(
    name="6320 Trade fairs", value=Decimal(49040), unit="EUR", period="2026-10", budget=Decimal(15000), good="down"
)
STAND = Posting(
    entry_id="JE-910",
    date=date(2026, 10, 5),
    amount=Decimal(18600),
    description="Second stand",
    counterparty="Messe Nordsee",
)
MEMO = DocumentPassage(
    mark="P3", folder="policies", document="memo.md", text="A second stand is not in the budget. It costs EUR 18,600."
)
LEASE = DocumentPassage(mark="P7", folder="contracts", document="memo.md", text="The tenant pays the electricity.")
ASKED = VarianceRequest(measure=FAIRS, postings=(STAND,), passages=(MEMO, LEASE))


def whys(text: str, asked: VarianceRequest = ASKED) -> list[str]:
    return [found.why for found in baseless(text, asked.evidence, asked.passages)]


@pytest.mark.parametrize(
    "text",
    [
        "6320 Trade fairs came to EUR 49,040, EUR 34,040 above the budget of EUR 15,000.",
        "One posting carries it: EUR 18,600 with Messe Nordsee, “Second stand” (JE-910).",
        "The postings give no reason.",
        "A second stand is not in the budget [P3].",
        "“A second stand is not in the budget” (policies/memo.md) [P3].",
        "A second stand is not in the budget [P3], and the tenant pays the electricity [P7].",
        "A second stand is not in the budget, and the tenant pays the electricity [P3, P7].",
    ],
)
def test_what_figures_postings_or_the_cited_passage_say_may_be_written(text: str) -> None:
    assert whys(text) == []


def test_a_sentence_with_a_word_of_a_passage_alone_needs_its_mark() -> None:
    [why] = whys("The tenant ended the agreement.")
    assert why == "“tenant” stands in no record: cite the passage that says this, such as [P7]"


def test_a_sentence_that_nothing_bears_out_needs_a_passage() -> None:
    [why] = whys("Rotterdam flooded.")
    assert why.startswith("no figure and no posting says “rotterdam”")


def test_words_of_a_passage_in_quotation_marks_need_a_mark_too() -> None:
    assert whys("It was said that “The tenant pays the electricity”.")


def test_without_passages_sentences_are_held_against_figures_alone() -> None:
    asked = VarianceRequest(measure=FAIRS, postings=(STAND,))
    assert whys("Rotterdam flooded.", asked) == []
    assert whys("Rotterdam flooded [P1].", asked) == ["[P1] was not given: cite one of none"]


def test_a_summary_may_not_contradict_the_passage_it_cites() -> None:
    explained = ExplainedVariance(measure=FAIRS, why="A second stand is not in the budget [P3].", passages=(MEMO,))
    request = SummaryRequest(entity="", period="2026-10", headlines=(), variances=(explained,))
    assert NARRATOR.check(request, Summary(summary="A second stand is not in the budget [P3].")) == []
    [found] = NARRATOR.check(request, Summary(summary="A second stand is in the budget [P3]."))
    assert "denies what this states" in found
    assert NARRATOR.check(request, Summary(summary="The tenant pays [P7]."))  # of another variance, not given here


def test_whoever_wrote_a_draft_its_citations_are_reviewed() -> None:
    draft = Draft(
        name="6320 Trade fairs",
        text="A second stand is in the budget [P3].",
        longest=200,
        evidence=ASKED.evidence,
        passages=ASKED.passages,
    )
    [found] = rule_findings(draft)
    assert (found.quote, "denies" in found.why) == ("A second stand is in the budget [P3].", True)


def test_two_documents_of_one_name_are_told_apart_by_their_folders() -> None:
    assert {MEMO.place, LEASE.place} == {"policies/memo.md", "contracts/memo.md"}


def test_the_rules_quote_a_sentence_that_passes_and_no_row_of_a_list() -> None:
    row = DocumentPassage(mark="P1", document="fairs.csv", text="matter: second stand of trade fairs; who alone: CFO")
    request = ASKED.model_copy(update={"passages": (row, MEMO)})
    answer = VARIANCE_ANALYST.baseline(request)
    assert "“A second stand is not in the budget” (policies/memo.md) [P3]." in answer.why
    assert VARIANCE_ANALYST.check(request, answer) == []
