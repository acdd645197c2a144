"""What must hold of circuits, allowances and budgets whatever happens to them."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tasks.casebook.admission import Desk, Intent, Result
from tasks.casebook.budgets import Budget
from tasks.casebook.circuits import FAILURES, PROBE_EVERY, WITHIN, Circuit
from tasks.casebook.paces import Allowance, Pace

START = datetime(2026, 11, 21, tzinfo=UTC)
seconds = st.lists(st.floats(0, 30), min_size=1, max_size=40)


def _moments(pauses: list[float]) -> list[datetime]:
    at, moments = START, []
    for pause in pauses:
        at += timedelta(seconds=pause)
        moments.append(at)
    return moments


@given(seconds)
def test_a_circuit_opens_exactly_when_enough_failures_fall_within_its_time(pauses: list[float]) -> None:
    circuit, moments = Circuit(), _moments(pauses)
    for number, at in enumerate(moments):
        circuit = circuit.failed(at)
        recent = [each for each in moments[: number + 1] if each > at - WITHIN]
        if circuit.open:
            assert len(recent) >= FAILURES or number >= FAILURES
            return
        assert len(recent) < FAILURES


@given(st.lists(st.tuples(st.floats(0, 30), st.booleans()), min_size=1, max_size=60))
def test_successes_in_between_hide_no_failures(calls: list[tuple[float, bool]]) -> None:
    """The incident: 15 of 21 calls failed within seconds, and the circuit never opened."""
    circuit, failures = Circuit(), list[datetime]()
    for at, (_, well) in zip(_moments([pause for pause, _ in calls]), calls, strict=True):
        circuit = circuit.succeeded() if well else circuit.failed(at)
        failures += [] if well else [at]
        enough = len([each for each in failures if each > at - WITHIN]) >= FAILURES
        assert circuit.open is enough
        if circuit.open:
            assert circuit.succeeded() == Circuit()
            return


def test_a_provider_that_answers_now_and_then_is_left_alone_all_the_same() -> None:
    call = Intent("books", "writer", "1", "here", "m", 1, "", 0, 0)
    desk = Desk(START, {}, {call.circuit: Circuit()}, {}, {}, ({}, {}, {}))
    ends = [desk.settle(call, Result("answered" if number % 2 else "timeout", blames_provider=number % 2 == 0))
            for number in range(2 * FAILURES - 1)]  # fmt: skip
    assert [news.opened for news in ends] == [False] * (2 * FAILURES - 2) + [True]
    assert desk.settle(call, Result("answered")).closed


@given(seconds)
def test_an_open_circuit_lets_one_caller_through_in_its_time(pauses: list[float]) -> None:
    circuit = Circuit()
    for _ in range(FAILURES):
        circuit = circuit.failed(START)
    passed = []
    for at in _moments(pauses):
        entered = circuit.entered(at)
        if entered is not None:
            passed.append(at)
            circuit = entered
    assert all(at >= START + PROBE_EVERY for at in passed)
    assert all(later - earlier >= PROBE_EVERY for earlier, later in pairwise(passed))


@given(seconds, st.integers(1, 20), st.integers(1, 5000), st.integers(1, 3000))
def test_no_more_is_drawn_than_the_allowance_and_what_has_filled_up(
    pauses: list[float], requests: int, tokens: int, needs: int
) -> None:
    allowance = Allowance(requests, tokens)
    pace = Pace(0, 0, START - timedelta(minutes=1))
    calls = 0
    for at in _moments(pauses):
        pace, wait = pace.drawn(allowance, at, needs)
        assert wait >= 0
        calls += wait == 0
        minutes = (at - START).total_seconds() / 60
        assert calls <= requests * (1 + minutes) + 1e-6
        assert calls * min(needs, tokens) <= tokens * (1 + minutes) + 1e-6
        if wait:  # after the wait that it names, it suffices
            later = at + timedelta(seconds=wait + 0.001)
            assert pace.drawn(allowance, later, needs)[1] == 0


@given(st.lists(st.floats(0, 60), min_size=2, max_size=60))
def test_callers_that_come_with_earlier_moments_fill_nothing_up_twice(moments: list[float]) -> None:
    allowance, pace = Allowance(requests=6), Pace(0, 0, START)
    calls = 0
    for each in moments:
        pace, wait = pace.drawn(allowance, START + timedelta(seconds=each), 0)
        calls += wait == 0
    assert calls <= 6 * max(moments) / 60 + 1e-6


@given(
    st.integers(0, 1000),
    st.lists(st.tuples(st.integers(0, 200), st.floats(0, 1), st.booleans()), max_size=60),
)
def test_a_budget_never_spends_more_than_its_cap_where_calls_cost_at_most_what_was_reserved(
    cap: int, calls: list[tuple[int, float, bool]]
) -> None:
    budget, in_flight = Budget(), []
    for amount, share, ends_first in calls:
        if ends_first and in_flight:
            budget = budget.settle(*in_flight.pop(0), cap)
        taken = budget.reserve(amount, cap)
        assert (taken is None) == (budget.spent + budget.reserved + amount > cap)
        if taken is not None:
            budget = taken
            in_flight.append((amount, int(amount * share)))
        assert budget.spent + budget.reserved <= cap
    for reserved, cost in in_flight:
        budget = budget.settle(reserved, cost, cap)
    assert budget.reserved == 0
    assert budget.warned == (5 * budget.spent >= 4 * cap and (budget.warned or budget.spent > 0))
