"""A process that ends again and again is started less and less often; one that had lasted, at once."""

from flows.embedded.patience import FIRST, LASTED, LONGEST, Patience


def test_the_pause_doubles_with_each_start_that_did_not_last_up_to_the_longest() -> None:
    patience, now, pauses = Patience(), 0.0, []
    for _ in range(8):
        patience.started(now)
        assert patience.ended(now + 1)
        assert not patience.ended(now + 2), "it is told once"
        pauses.append(patience.pause)
        assert not patience.over(now + 1 + patience.pause - 0.1)
        assert patience.over(now + 1 + patience.pause)
        now += 1 + patience.pause
    assert pauses == [FIRST, 2, 4, 8, 16, LONGEST, LONGEST, LONGEST]


def test_a_process_that_had_lasted_is_started_at_once_and_counts_from_the_beginning() -> None:
    patience = Patience()
    patience.started(0)
    patience.ended(1)
    patience.started(2)
    patience.ended(2 + LASTED)
    assert patience.pause == 0
    assert patience.over(2 + LASTED)
    patience.started(3 + LASTED)
    patience.ended(4 + LASTED)
    assert patience.pause == FIRST
