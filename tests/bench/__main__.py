"""`make bench`: every part in turn, each in one run on this machine; exits with 1 where a ratio does not hold."""

from collections.abc import Callable

from tests.bench import asks, figures, pack, runs

PARTS: tuple[Callable[[], int], ...] = (runs.main, pack.main, figures.main, asks.main)


def main() -> int:
    """Run every part, also after one has failed; return 0 where all hold, else 1."""
    failed = [part() for part in PARTS]
    return int(any(failed))


if __name__ == "__main__":
    raise SystemExit(main())
