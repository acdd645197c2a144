from datetime import date
from decimal import Decimal

from agents.measure import Measure
from agents.posting import Posting
from agents.variance_analyst import VarianceExplanation, explain, problems
from agents.variance_request import VarianceRequest

TRAVEL = Measure(
    name="6100 Travel", value=Decimal(24310), unit="EUR", period="2026-10", budget=Decimal(15000), good="down"
)
FAIR = Posting(
    entry_id="JE-7",
    date=date(2026, 10, 14),
    amount=Decimal(12500),
    description="Stand fee",
    counterparty="Messe Berlin",
)
RAIL = Posting(entry_id="JE-9", date=date(2026, 10, 20), amount=Decimal("700.50"), description="Rail tickets")
CREDIT = Posting(entry_id="JE-11", date=date(2026, 10, 28), amount=Decimal(-4000), description="Refund of flights")


def request(*postings: Posting, measure: Measure = TRAVEL, **more: object) -> VarianceRequest:
    return VarianceRequest.model_validate({"measure": measure, "postings": postings, **more})


def measure(value: int, budget: int, good: str = "down") -> Measure:
    return Measure.model_validate({**TRAVEL.model_dump(), "value": value, "budget": budget, "good": good})


def test_the_posting_that_covers_the_variance_is_named_and_cited() -> None:
    written = explain(request(FAIR, RAIL, others=12, others_amount=Decimal("11109.50")))
    assert written.why == (
        "6100 Travel came to EUR 24,310, EUR 9,310 (62.1%) above the budget of EUR 15,000. That is unfavourable. One "
        "posting alone covers the variance: EUR 12,500 with Messe Berlin on 14 October 2026, “Stand fee” (JE-7). The "
        "12 other postings, which are not listed, come to EUR 11,110."
    )
    assert written.entry_ids == ["JE-7"]


def test_a_posting_that_is_nearly_the_whole_amount_is_called_that_and_not_a_reason() -> None:
    assert "Nearly all of it is one posting: EUR 12,500" in explain(request(FAIR, measure=measure(12600, 9000))).why


def test_below_budget_the_rules_do_not_invent_what_was_not_booked() -> None:
    why = explain(request(FAIR, measure=measure(12500, 20000))).why
    assert "EUR 7,500 (37.5%) below the budget of EUR 20,000. That is favourable." in why
    assert "the journal gives no reason; the largest posting is EUR 12,500" in why


def test_below_budget_what_takes_off_the_line_is_named() -> None:
    written = explain(request(FAIR, CREDIT, measure=measure(8500, 20000)))
    assert (
        "Entries that take off the line bear on it: −EUR 4,000 on 28 October 2026, “Refund of flights” (JE-11)."
        in written.why
    )
    assert written.entry_ids == ["JE-11"]


def test_for_income_above_budget_is_favourable() -> None:
    assert (
        "above the budget of EUR 9,000. That is favourable."
        in explain(request(FAIR, measure=measure(12600, 9000, good="up"))).why
    )


def test_without_a_budget_there_is_no_percentage() -> None:
    why = explain(request(FAIR, measure=measure(12500, 0))).why
    assert why.startswith("6100 Travel came to EUR 12,500; nothing was budgeted. That is unfavourable.")
    assert "%" not in why


def test_without_postings_the_rules_say_so_and_cite_nothing() -> None:
    written = explain(request())
    assert "Nothing was posted to the account in the period" in written.why
    assert written.entry_ids == []
    assert problems(request(), written) == []


def test_entries_that_are_alike_are_pointed_out() -> None:
    twin = RAIL.model_copy(update={"entry_id": "JE-10"})
    assert "Entries JE-9 and JE-10 are alike in date, amount and words" in explain(request(FAIR, RAIL, twin)).why


def test_a_comment_about_the_account_is_answered_with_its_postings() -> None:
    why = explain(request(FAIR, RAIL, comment="What were the rail tickets for?")).why
    assert why.endswith("The postings that carry its words are EUR 700.50 on 20 October 2026, “Rail tickets” (JE-9).")


def test_a_comment_about_something_else_is_left_to_the_summary() -> None:
    assert "comment" not in explain(request(FAIR, comment="Energy?")).why


def test_a_citation_that_was_not_given_is_sent_back() -> None:
    found = problems(request(FAIR), VarianceExplanation(why="Travel was above budget.", entry_ids=["JE-8"]))
    assert found == ["entry_ids: 'JE-8' is not among the postings given: cite only JE-7."]


def test_an_explanation_without_citations_is_sent_back() -> None:
    found = problems(request(FAIR), VarianceExplanation(why="Travel was above budget.", entry_ids=[]))
    assert found == ["entry_ids: empty, though postings were given: cite the ones that bear the explanation out."]


def test_a_text_of_no_length_and_one_too_long_are_sent_back() -> None:
    for why in (" ", "So it goes. " * 200):
        assert "expected 1 to 1800" in problems(request(FAIR), VarianceExplanation(why=why, entry_ids=["JE-7"]))[0]


def test_a_reason_with_a_number_of_its_own_is_sent_back() -> None:
    found = problems(request(FAIR), VarianceExplanation(why="Fares rose by 18%.", entry_ids=["JE-7"]))
    assert [line for line in found if "18%" in line]
