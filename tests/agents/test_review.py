import pytest

from agents.banned_claims import banned_claims
from agents.grounding import Evidence
from agents.review import Draft, ReviewFinding, rule_findings


def _draft(text: str, **more: object) -> Draft:
    return Draft.model_validate({"name": "Summary", "text": text, "longest": 200, "evidence": Evidence(), **more})


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The pack is free of material misstatements.", "free of material misstatements"),
        ("The figures comply with IFRS.", "comply with IFRS"),
        ("We expect travel to fall.", "We expect"),
        ("The accrual will fully reverse in November.", "will fully reverse"),
        ("Costs are likely to stay high.", "are likely to"),
        ("A truly impressive month.", "impressive"),
        ("The bill was deliberately booked twice.", "deliberately"),
        ("This looks like fraud.", "fraud"),
        ("The payment is already approved.", "already approved"),
        ("No further review is needed.", "No further review is needed"),
    ],
)
def test_a_claim_that_no_agent_may_make_is_found_with_its_words(text: str, words: str) -> None:
    assert [found for found, _ in banned_claims(text)] == [words]
    assert ("Summary", words) in [(finding.draft, finding.quote) for finding in rule_findings(_draft(text))]


@pytest.mark.parametrize(
    "text",
    [
        "Travel stands above the approved budget.",
        "The posting says “we expect delivery, already approved by Ann”.",
        "Outstanding receivables are listed below.",
        "The check did not pass; look at the entries it names.",
        "If one of them was booked twice, the accounts are overstated.",
    ],
)
def test_what_controllers_may_say_is_no_banned_claim(text: str) -> None:
    assert list(banned_claims(text)) == []


def test_a_draft_is_held_to_its_length_its_citations_and_what_it_must_say() -> None:
    whys = [finding.why for finding in rule_findings(_draft("x" * 201, citations=("A-1",), required=("comment",)))]
    assert whys == [
        "Entry 'A-1' is not among the postings: cite one that is.",
        "The text has 201 characters, expected 1 to 200.",
        "It does not say “comment”, which it must.",
    ]


def test_an_author_reads_what_is_wrong_and_where() -> None:
    assert ReviewFinding(draft="a", quote="rose", why="It fell.").for_the_author == "It fell. (“rose”)"
    assert ReviewFinding(draft="a", quote="", why="Too short.").for_the_author == "Too short."
