"""A thousand questions at once: `ask` in one flow against the bare langchain-openai client making the same calls.

Both processes ask the same server, which answers after five seconds and counts how many calls are in flight.
"""

import json
import subprocess
import tempfile
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from tests.bench.processes import PYTHON, Measured, interleaved

ASKS = 1000
SECONDS = 5
RUNS = 3
MOST_OF_BARE = 2.0
MOST_MEMORY = 500 * 1024 * 1024
ANSWER = '{"word": "kind"}'


def main() -> int:
    """Measure, print, and return 0 where every limit holds, else 1."""
    print(
        f"{ASKS:,} questions at once to a server that answers in {SECONDS} s, from the first call to the last answer:"
    )
    ours, bare = list[Side](), list[Side]()
    with _server() as mine, _server() as theirs, tempfile.TemporaryDirectory() as folder:
        for _ in range(RUNS):
            ours.append(_side("flow", mine, folder))
            bare.append(_side("bare", theirs, folder))
        at_once = _most_in_flight(mine)
        plain = _side("httpx", theirs, folder)
        parts = _last_line(_run("profiled", mine, folder))
    _print("countersign", ours)
    _print("bare client", bare)
    _print("httpx alone", [plain])
    ratio = median(one.seconds / other.seconds for one, other in zip(ours, bare, strict=True))
    print(f"  ratio {ratio:.2f} (at most {MOST_OF_BARE}); {at_once} in flight at once, by the server's count")
    print("  where a call's CPU time goes in the flow:")
    for part, cpu_ms in parts.items():
        print(f"    {cpu_ms:5.1f} ms {part}")
    peak = max(each.peak_bytes for each in ours)
    failed = {
        f"the asks take {ratio:.2f} times the bare client, more than {MOST_OF_BARE}": ratio > MOST_OF_BARE,
        f"{at_once} calls were in flight at once, not {ASKS}": at_once != ASKS,
        f"the asks take {peak / 1e6:.0f} MB, not under {MOST_MEMORY / 1e6:.0f}": peak >= MOST_MEMORY,
    }
    for failure in (text for text, bites in failed.items() if bites):
        print(f"FAILED: {failure}")
    return int(any(failed.values()))


@dataclass(frozen=True)
class Side:
    """One run of one side."""

    seconds: float
    cpu_ms: float
    """Of each call."""
    peak_bytes: int


def _side(name: str, address: str, folder: str) -> Side:
    run = _run(name, address, folder)
    return Side(**_last_line(run), peak_bytes=run.peak_bytes)


def _run(name: str, address: str, folder: str) -> Measured:
    command = [PYTHON, "-m", "tests.bench.asking", name, address, str(ASKS), folder]
    return interleaved({name: command}, 1)[name]


def _last_line(run: Measured) -> dict[str, float]:
    return json.loads(run.output.strip().splitlines()[-1])


def _print(name: str, sides: Sequence[Side]) -> None:
    times = " ".join(f"{each.seconds:.2f}" for each in sides)
    typical, cpu = median(each.seconds for each in sides), median(each.cpu_ms for each in sides)
    peak = max(each.peak_bytes for each in sides)
    print(f"  {name:12} median {typical:5.2f} s ({times}), {cpu:.1f} ms of CPU a call, peak {peak / 1e6:.0f} MB")


@contextmanager
def _server() -> Iterator[str]:
    command = [PYTHON, "-m", "tests.fakes.openai_server", ANSWER, str(SECONDS)]
    root = Path(__file__).parents[2]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=root) as server:
        assert server.stdout is not None, "it was asked for"
        try:
            yield server.stdout.readline().strip()
        finally:
            server.communicate("")


def _most_in_flight(address: str) -> int:
    with urllib.request.urlopen(address.removesuffix("/v1") + "/seen") as answer:
        return json.load(answer)["most_in_flight"]


if __name__ == "__main__":
    raise SystemExit(main())
