"""A time against its limit, as a ratio: printed either way, and told where it does not hold."""

from collections.abc import Sequence
from statistics import median


def within(what: str, seconds: Sequence[float], most: float) -> bool:
    """Print the median of `seconds`, each of them and the ratio to `most`; tell whether the median keeps to it."""
    typical = median(seconds)
    times = ", ".join(f"{one:.2f}" for one in seconds)
    print(f"  {what:24} median {typical:5.2f} s ({times}), ratio to {most:.0f} s: {typical / most:.2f} (at most 1)")
    if typical > most:
        print(f"FAILED: {what} takes {typical:.2f} s, more than {most:.0f} s")
    return typical <= most
