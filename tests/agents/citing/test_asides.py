"""Amounts that a sentence may leave out, and limits that it may not."""

import pytest

from agents.citing import CitedPassage, citation_findings


@pytest.mark.parametrize(
    ("text", "said", "is_found"),
    [
        ("The budget of CHF 1.9m is unchanged.", "The budget is unchanged.", False),
        ("The fund rose to EUR 6m (previous year: EUR 5m).", "The fund rose by EUR 6m.", True),
        ("The budget of CHF 1.9m is unchanged.", "The budget of CHF 2.9m is unchanged.", True),
        ("The deposit of up to EUR 500 is refunded.", "The deposit is refunded.", True),
        ("Repairs of EUR 500 are for the tenant.", "Repairs are for the tenant.", True),
        ("The supplier fails to deliver.", "The supplier does not deliver.", False),
        ("The supplier failed to deliver.", "The supplier delivered.", True),
        ("The tenant pays instead of the owner.", "The tenant pays rather than the owner.", False),
    ],
)
def test_an_amount_that_only_tells_more_of_a_known_thing_may_be_left_out_and_a_limit_may_not(
    text: str, said: str, *, is_found: bool
) -> None:
    assert bool(citation_findings(f"{said} [P1]", [CitedPassage(mark="P1", text=text)])) is is_found
