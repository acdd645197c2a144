"""The footnote of a passage says who wrote it and which way the answer came."""

from typing import Any

import pytest

from flows.financial_reporting.words.commentary import Provenance

CASE = "5f0c9d6e-0000-5000-8000-000000000000"


@pytest.mark.parametrize(
    ("record", "footnote"),
    [
        ({"how": "first answer"}, "Drafted by the variance analyst, gpt-5-mini."),
        ({"how": "after 1 repair"}, "Drafted by the variance analyst, gpt-5-mini, after 1 repair."),
        (
            {"how": "by the next provider, after 2 repairs"},
            "Drafted by the variance analyst, gpt-5-mini, by the next provider, after 2 repairs.",
        ),
        (
            {"agent": "Narrator", "how": "in place of the variance analyst"},
            "Drafted by the narrator, gpt-5-mini, in place of the variance analyst.",
        ),
        (
            {"how": f"kept from case {CASE}"},
            f"Drafted by the variance analyst, gpt-5-mini, kept from case {CASE}.",
        ),
        (
            {"by": "rules, as the budget was left to them", "how": "by rules: the budget of day/2026-11-21 has ..."},
            "Drafted by the variance analyst, rules, as the budget was left to them.",
        ),
        ({"by": "Ada (a person)", "how": "by a person"}, "Drafted by the variance analyst, Ada (a person)."),
        ({}, "Drafted by the variance analyst, gpt-5-mini."),
    ],
    ids=["first", "repair", "next provider", "stand-in", "kept", "rules", "person", "a record of before"],
)
def test_the_footnote_says_which_way_the_answer_came(record: dict[str, Any], footnote: str) -> None:
    told = Provenance.recorded({"by": "gpt-5-mini"} | record, "Variance analyst")
    assert told.footnote == footnote
