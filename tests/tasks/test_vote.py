from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from tasks.people import People
from tasks.policy import Policy
from tasks.vote import Standing, Verdict, Vote, evaluate, refusal

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
            {"role": "cfo", "from": ["cfo"], "when": {"exposure_at_least": 1000}},
        ],
        "owner": "controllers",
        "expires_after": "72h",
        "on_expiry": "reject",
    }
)
SMALL, LARGE = Decimal(999), Decimal(1000)


def vote(person: str, verdict: Verdict = "approve", minute: int = 0, role: str | None = None) -> Vote:
    comment = "" if verdict == "approve" else "Travel looks wrong"
    at = NOON + timedelta(minutes=minute)
    return Vote(person=person, verdict=verdict, comment=comment, at=at, authenticated=True, role=role)


def standing(*votes: Vote, requester: str | None = "di", exposure: Decimal = SMALL) -> Standing:
    return evaluate(RELEASE, STAFF, votes, requester=requester, exposure=exposure)


def why_not(
    person: str,
    *votes: Vote,
    requester: str | None = "di",
    exposure: Decimal = SMALL,
    role: str | None = None,
):
    return refusal(RELEASE, STAFF, votes, person, requester=requester, exposure=exposure, role=role)


def test_nothing_is_approved_before_anyone_voted() -> None:
    waiting = standing(exposure=LARGE)
    assert waiting.state == "pending"
    assert [(seat.role, seat.eligible) for seat in waiting.missing] == [
        ("controller", ("ada", "bo", "cy")),
        ("cfo", ("cy",)),
    ]


def test_one_controller_signs_a_small_exposure() -> None:
    signed = standing(vote("ada"))
    assert signed.state == "approved"
    assert [(seat.role, seat.vote.person) for seat in signed.signed] == [("controller", "ada")]
    assert signed.decided_at == NOON


def test_the_cfo_signs_as_a_second_person_from_the_threshold_on() -> None:
    assert standing(vote("ada"), exposure=LARGE).state == "pending"
    assert standing(vote("ada"), vote("cy"), exposure=LARGE).state == "approved"


def test_a_person_with_two_roles_counts_once() -> None:
    alone = standing(vote("cy"), exposure=LARGE)
    assert alone.state == "pending"
    assert [(seat.role, seat.eligible) for seat in alone.missing] == [("cfo", ("ada", "bo"))]


def test_a_person_with_two_roles_takes_the_one_that_is_left() -> None:
    signed = standing(vote("cy"), vote("bo", minute=1), exposure=LARGE)
    assert signed.state == "approved"
    assert {seat.role: seat.vote.person for seat in signed.signed} == {"controller": "bo", "cfo": "cy"}


def test_a_named_role_binds_the_signature_to_it() -> None:
    waiting = standing(vote("cy", role="controller"), vote("ada", minute=1), exposure=LARGE)
    assert waiting.state == "pending"
    assert [(seat.role, seat.eligible) for seat in waiting.missing] == [("cfo", ())]


def test_a_rejection_after_the_last_signature_comes_too_late() -> None:
    cast = [vote("ada"), vote("cy", minute=1), vote("bo", "reject", minute=2)]
    assert {standing(*votes, exposure=LARGE).state for votes in permutations(cast)} == {"approved"}


@pytest.mark.parametrize(("verdict", "state"), [("changes", "changes"), ("reject", "rejected")])
def test_the_first_objection_decides(verdict: Verdict, state: str) -> None:
    objected = standing(vote("bo", verdict), vote("ada", minute=1), vote("cy", minute=2), exposure=LARGE)
    assert objected.state == state
    assert objected.decided_by is not None and objected.decided_by.person == "bo"


def test_at_the_same_time_the_stricter_vote_comes_first() -> None:
    assert standing(vote("ada"), vote("bo", "reject")).state == "rejected"


def test_the_requester_neither_approves_nor_rejects() -> None:
    assert standing(vote("ada"), requester="ada").state == "pending"
    assert standing(vote("ada", "reject"), requester="ada").state == "pending"
    assert why_not("ada", requester="ada") == "Ada asked for this and cannot decide it: another person must."


@pytest.mark.parametrize("requester", [None, "controllers", "some-service"])
def test_a_requester_whom_nobody_can_name_needs_two_approvers(requester: str | None) -> None:
    one = standing(vote("ada"), requester=requester)
    assert one.state == "pending"
    assert [(seat.role, seat.eligible) for seat in one.missing] == [("second controller", ("bo", "cy"))]
    assert standing(vote("ada"), vote("bo"), requester=requester).state == "approved"
    assert standing(vote("ada"), vote("ada", minute=1), requester=requester).state == "pending"


def test_two_required_signatures_are_already_two_people_for_an_unknown_requester() -> None:
    assert standing(vote("ada"), vote("cy"), requester=None, exposure=LARGE).state == "approved"


def test_whoever_the_policy_does_not_name_is_refused() -> None:
    assert why_not("eve") == "Eve is not among those who decide this: the policy asks for controller."
    assert standing(vote("eve"), vote("di", "reject")).state == "pending"
    assert "not in the people file" in (why_not("mallory") or "")
    assert standing(vote("mallory")).state == "pending"


def test_a_signature_below_its_threshold_is_refused_with_the_reason() -> None:
    policy = RELEASE.model_copy(update={"signatures": (RELEASE.signatures[0], RELEASE.signatures[1])})
    staff = STAFF.model_copy(update={"groups": {"controllers": ("ada",), "cfo": ("cy",)}})
    reason = refusal(policy, staff, (), "cy", requester="di", exposure=SMALL)
    assert reason is not None and "cfo is asked only above a higher exposure" in reason


def test_nobody_votes_twice_or_in_a_role_that_is_not_theirs() -> None:
    assert why_not("ada", vote("ada")) == "Ada has already voted on this: one vote each."
    assert "may not sign as 'cfo'" in (why_not("ada", exposure=LARGE, role="cfo") or "")
    assert why_not("ada") is None
    assert standing(vote("ada"), vote("ada", "reject", minute=1), exposure=LARGE).state == "pending"


@pytest.mark.parametrize("verdict", ["changes", "reject"])
def test_an_objection_without_a_word_is_refused(verdict: Verdict) -> None:
    with pytest.raises(ValidationError, match="say what should be different"):
        Vote(person="ada", verdict=verdict, comment="  ", at=NOON, authenticated=True)


@pytest.mark.parametrize("exposure", [Decimal("-0.01"), Decimal("NaN")])
def test_an_exposure_that_is_no_amount_is_refused(exposure: Decimal) -> None:
    with pytest.raises((ValueError, ArithmeticError)):
        standing(exposure=exposure)


# Laws, over any policy of up to three signatures and any votes.

GROUPS = st.lists(st.sampled_from(NAMES), min_size=1, max_size=4, unique=True)
REQUESTERS = st.sampled_from([None, "somebody", *NAMES])
VOTES = st.lists(
    st.builds(
        vote,
        st.sampled_from([*NAMES, "mallory"]),
        st.sampled_from(["approve", "approve", "approve", "changes", "reject"]),
        st.integers(0, 5),
        st.sampled_from([None, None, "role-0", "role-1"]),
    ),
    max_size=7,
)


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    seats = draw(st.lists(st.tuples(GROUPS, st.sampled_from([None, 500])), min_size=1, max_size=3))
    signatures = [
        {"role": f"role-{n}", "from": people, "when": {"exposure_at_least": least} if least and n else None}
        for n, (people, least) in enumerate(seats)
    ]
    return Policy.model_validate(
        {"signatures": signatures, "owner": "ada", "expires_after": "1d", "on_expiry": "reject"}
    )


EXPOSURES = st.sampled_from([Decimal(0), Decimal(500)])


@given(policies(), VOTES, REQUESTERS, EXPOSURES, st.randoms())
def test_the_order_in_which_votes_are_read_does_not_matter(policy, votes, requester, exposure, random) -> None:
    shuffled = random.sample(votes, len(votes))
    assert evaluate(policy, STAFF, votes, requester=requester, exposure=exposure) == evaluate(
        policy, STAFF, shuffled, requester=requester, exposure=exposure
    )


@given(policies(), VOTES, REQUESTERS, EXPOSURES, st.sampled_from(NAMES))
def test_a_later_vote_never_undoes_a_decision(policy, votes, requester, exposure, person) -> None:
    before = evaluate(policy, STAFF, votes, requester=requester, exposure=exposure)
    later = [*votes, vote(person, "reject", minute=60)]
    after = evaluate(policy, STAFF, later, requester=requester, exposure=exposure)
    assert after == before or before.state == "pending"


@given(policies(), VOTES, REQUESTERS, EXPOSURES, st.sampled_from(NAMES))
def test_one_more_approval_never_takes_a_signature_away(policy, votes, requester, exposure, person) -> None:
    before = evaluate(policy, STAFF, votes, requester=requester, exposure=exposure)
    after = evaluate(policy, STAFF, [*votes, vote(person, minute=60)], requester=requester, exposure=exposure)
    assert {seat.role for seat in before.signed} <= {seat.role for seat in after.signed}


@given(policies(), VOTES, REQUESTERS, EXPOSURES)
def test_an_approval_has_as_many_different_people_as_signatures_and_never_the_requester(
    policy, votes, requester, exposure
) -> None:
    result = evaluate(policy, STAFF, votes, requester=requester, exposure=exposure)
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
    result = evaluate(policy, STAFF, votes, requester=requester, exposure=exposure)
    if result.state != "pending":
        return
    able = {person for seat in result.missing for person in seat.eligible}
    for person in NAMES:
        more = [*votes, vote(person, minute=60)]
        after = evaluate(policy, STAFF, more, requester=requester, exposure=exposure)
        assert (len(after.signed) > len(result.signed)) == (person in able)
