from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from tasks.deciding.ballot import Ballot, Tally
from tasks.deciding.exposure import Exposure
from tasks.deciding.policy import Policy
from tasks.deciding.vote import Verdict, Vote
from tasks.people import People

NOON = datetime(2025, 11, 5, 12, tzinfo=UTC)
NAMES = ("ada", "bo", "cy", "di", "eve")

STAFF = People.model_validate(
    {
        "people": {name: {"name": name.title(), "email": f"{name}@example.com"} for name in NAMES},
        "groups": {"controllers": ["ada", "bo", "cy"], "cfo": ["cy"]},
    }
)
RELEASE = Policy.model_validate(
    {
        "signatures": [
            {"role": "controller", "from": ["controllers"]},
            {"role": "cfo", "from": ["cfo"], "when": {"exposure_at_least": 1000, "currency": "EUR"}},
        ],
        "owner": "controllers",
        "expires_after": "72h",
        "on_expiry": "reject",
    }
)


def euros(amount: int | str) -> Exposure:
    return Exposure(amount=Decimal(amount), currency="EUR")


SMALL, LARGE = euros(999), euros(1000)


def vote(person: str, verdict: Verdict = "approve", minute: int = 0) -> Vote:
    comment = "" if verdict == "approve" else "Travel looks wrong"
    return Vote(
        person=person, verdict=verdict, comment=comment, at=NOON + timedelta(minutes=minute), authenticated=True
    )


def ballot(requester: str | None = "di", exposure: Exposure | None = SMALL, *, policy: Policy = RELEASE) -> Ballot:
    return Ballot(policy=policy, people=STAFF, requester=requester, exposure=exposure)


def tally(*votes: Vote, requester: str | None = "di", exposure: Exposure | None = SMALL) -> Tally:
    return ballot(requester, exposure).tally(votes)


def why_not(person: str, *votes: Vote, requester: str | None = "di", exposure: Exposure = SMALL) -> str | None:
    return ballot(requester, exposure).refusal(votes, person)


def test_nothing_is_approved_before_anyone_voted() -> None:
    waiting = tally(exposure=LARGE)
    assert waiting.state == "pending"
    assert [(seat.role, seat.eligible) for seat in waiting.missing] == [
        ("controller", ("ada", "bo", "cy")),
        ("cfo", ("cy",)),
    ]


def test_one_controller_signs_a_small_exposure() -> None:
    signed = tally(vote("ada"))
    assert signed.state == "approved"
    assert [(seat.role, seat.vote.person) for seat in signed.signed] == [("controller", "ada")]
    assert signed.decided_by == vote("ada")


def test_the_cfo_signs_as_a_second_person_from_the_threshold_on() -> None:
    assert tally(vote("ada"), exposure=LARGE).state == "pending"
    assert tally(vote("ada"), vote("cy"), exposure=LARGE).state == "approved"


def test_a_person_with_two_roles_counts_once() -> None:
    alone = tally(vote("cy"), exposure=LARGE)
    assert alone.state == "pending"
    assert [(seat.role, seat.eligible) for seat in alone.missing] == [("cfo", ("ada", "bo"))]


def test_a_person_with_two_roles_takes_the_one_that_is_left() -> None:
    signed = tally(vote("cy"), vote("bo", minute=1), exposure=LARGE)
    assert signed.state == "approved"
    assert {seat.role: seat.vote.person for seat in signed.signed} == {"controller": "bo", "cfo": "cy"}


def test_a_rejection_after_the_last_signature_comes_too_late() -> None:
    cast = [vote("ada"), vote("cy", minute=1), vote("bo", "reject", minute=2)]
    assert {tally(*votes, exposure=LARGE).state for votes in permutations(cast)} == {"approved"}


@pytest.mark.parametrize(("verdict", "state"), [("changes", "changes"), ("reject", "rejected")])
def test_the_first_objection_decides(verdict: Verdict, state: str) -> None:
    objected = tally(vote("bo", verdict), vote("ada", minute=1), vote("cy", minute=2), exposure=LARGE)
    assert objected.state == state
    assert objected.decided_by is not None and objected.decided_by.person == "bo"


def test_at_the_same_time_the_stricter_vote_comes_first() -> None:
    assert tally(vote("ada"), vote("bo", "reject")).state == "rejected"


def test_the_requester_neither_approves_nor_rejects() -> None:
    assert tally(vote("ada"), requester="ada").state == "pending"
    assert tally(vote("ada", "reject"), requester="ada").state == "pending"
    assert why_not("ada", requester="ada") == "Ada asked for this and cannot decide it: another person must."


@pytest.mark.parametrize("requester", [None, "controllers", "some-service"])
def test_a_requester_whom_nobody_can_name_needs_two_approvers(requester: str | None) -> None:
    one = tally(vote("ada"), requester=requester)
    assert one.state == "pending"
    assert [(seat.role, seat.eligible) for seat in one.missing] == [("second controller", ("bo", "cy"))]
    assert tally(vote("ada"), vote("bo"), requester=requester).state == "approved"
    assert tally(vote("ada"), vote("ada", minute=1), requester=requester).state == "pending"


def test_two_required_signatures_are_already_two_people_for_an_unknown_requester() -> None:
    assert tally(vote("ada"), vote("cy"), requester=None, exposure=LARGE).state == "approved"


def test_whoever_the_policy_does_not_name_is_refused() -> None:
    assert why_not("eve") == "Eve is not among those who decide this: the policy asks for controller."
    assert tally(vote("eve"), vote("di", "reject")).state == "pending"
    assert "not in the people file" in (why_not("mallory") or "")
    assert tally(vote("mallory")).state == "pending"


def test_a_signature_below_its_threshold_is_refused_with_the_reason() -> None:
    staff = STAFF.model_copy(update={"groups": {"controllers": ("ada",), "cfo": ("cy",)}})
    reason = Ballot(policy=RELEASE, people=staff, requester="di", exposure=SMALL).refusal((), "cy")
    assert reason is not None
    assert "(cfo is asked only from EUR 1,000.00 on, and for other currencies)" in reason


@pytest.mark.parametrize(
    ("exposure", "roles"),
    [
        (None, ["controller"]),
        (euros("999.99"), ["controller"]),
        (euros(1000), ["controller", "cfo"]),
        (Exposure(amount=Decimal(1), currency="USD"), ["controller", "cfo"]),
        (Exposure(amount=Decimal(0), currency=""), ["controller", "cfo"]),
    ],
)
def test_an_amount_that_cannot_be_compared_with_the_policys_needs_the_signature(
    exposure: Exposure | None, roles: list[str]
) -> None:
    assert [seat.role for seat in tally(exposure=exposure).missing] == roles


def test_nobody_votes_twice() -> None:
    assert why_not("ada", vote("ada")) == "Ada has already voted on this: one vote each."
    assert why_not("ada") is None
    assert tally(vote("ada"), vote("ada", "reject", minute=1), exposure=LARGE).state == "pending"


@pytest.mark.parametrize("verdict", ["changes", "reject"])
def test_an_objection_without_a_word_is_refused(verdict: Verdict) -> None:
    with pytest.raises(ValidationError, match="say what should be different"):
        Vote(person="ada", verdict=verdict, comment="  ", at=NOON, authenticated=True)


@pytest.mark.parametrize("amount", ["-0.01", "NaN"])
def test_an_exposure_that_is_no_amount_is_refused(amount: str) -> None:
    with pytest.raises(ValidationError, match="amount"):
        euros(amount)


# Laws, over any policy of up to three signatures and any votes.

GROUPS = st.lists(st.sampled_from(NAMES), min_size=1, max_size=4, unique=True)
REQUESTERS = st.sampled_from([None, "somebody", *NAMES])
VOTES = st.lists(
    st.builds(
        vote,
        st.sampled_from([*NAMES, "mallory"]),
        st.sampled_from(["approve", "approve", "approve", "changes", "reject"]),
        st.integers(0, 5),
    ),
    max_size=7,
)


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    seats = draw(st.lists(st.tuples(GROUPS, st.sampled_from([None, 500])), min_size=1, max_size=3))
    signatures = [
        {
            "role": f"role-{n}",
            "from": people,
            "when": {"exposure_at_least": least, "currency": "EUR"} if least and n else None,
        }
        for n, (people, least) in enumerate(seats)
    ]
    return Policy.model_validate(
        {"signatures": signatures, "owner": "ada", "expires_after": "1d", "on_expiry": "reject"}
    )


EXPOSURES = st.sampled_from([None, euros(0), euros(500), Exposure(amount=Decimal(1), currency="USD")])


@given(policies(), VOTES, REQUESTERS, EXPOSURES, st.randoms())
def test_the_order_in_which_votes_are_read_does_not_matter(policy, votes, requester, exposure, random) -> None:
    shuffled = random.sample(votes, len(votes))
    asked = ballot(requester, exposure, policy=policy)
    assert asked.tally(votes) == asked.tally(shuffled)


@given(policies(), VOTES, REQUESTERS, EXPOSURES, st.sampled_from(NAMES))
def test_a_later_vote_never_undoes_a_decision(policy, votes, requester, exposure, person) -> None:
    before = ballot(requester, exposure, policy=policy).tally(votes)
    later = [*votes, vote(person, "reject", minute=60)]
    after = ballot(requester, exposure, policy=policy).tally(later)
    assert after == before or before.state == "pending"


@given(policies(), VOTES, REQUESTERS, EXPOSURES, st.sampled_from(NAMES))
def test_one_more_approval_never_takes_a_signature_away(policy, votes, requester, exposure, person) -> None:
    before = ballot(requester, exposure, policy=policy).tally(votes)
    after = ballot(requester, exposure, policy=policy).tally([*votes, vote(person, minute=60)])
    assert {seat.role for seat in before.signed} <= {seat.role for seat in after.signed}


@given(policies(), VOTES, REQUESTERS, EXPOSURES)
def test_an_approval_has_as_many_different_people_as_signatures_and_never_the_requester(
    policy, votes, requester, exposure
) -> None:
    result = ballot(requester, exposure, policy=policy).tally(votes)
    people = {seat.vote.person for seat in result.signed}
    required = [signature for signature in policy.signatures if signature.applies(exposure)]
    assert len(people) == len(result.signed)
    assert requester not in people
    assert result.decided_by is None or result.decided_by.person != requester
    if result.state == "approved":
        assert len(people) >= len(required)
        assert len(people) >= (1 if requester in STAFF.people else 2)
        assert not result.missing


@given(policies(), VOTES, REQUESTERS, EXPOSURES)
def test_whoever_is_named_as_able_to_sign_adds_a_signature(policy, votes, requester, exposure) -> None:
    result = ballot(requester, exposure, policy=policy).tally(votes)
    if result.state != "pending":
        return
    able = {person for seat in result.missing for person in seat.eligible}
    for person in NAMES:
        more = [*votes, vote(person, minute=60)]
        after = ballot(requester, exposure, policy=policy).tally(more)
        assert (len(after.signed) > len(result.signed)) == (person in able)
