"""A thousand questions at once: `ask` in one flow against the bare langchain-openai client making the same calls.

Both processes ask the same server, which answers after five seconds and counts how many calls are in flight.
"""

import json
import subprocess
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bench.processes import PYTHON, Measured, interleaved

ASKS = 1000
SECONDS = 5
MOST_OF_BARE = 2.0
MOST_MEMORY = 500 * 1024 * 1024
ANSWER = '{"word": "kind"}'


def main() -> int:
    """Measure, print, and return 0 where every limit holds, else 1."""
    print(f"{ASKS:,} questions at once to a server that answers in {SECONDS} s:")
    with _server() as ours, _server() as theirs, tempfile.TemporaryDirectory() as folder:
        commands = {
            "countersign": [PYTHON, "-m", "tests.bench.asking", "flow", ours, str(ASKS), folder],
            "bare client": [PYTHON, "-m", "tests.bench.asking", "bare", theirs, str(ASKS), folder],
        }
        measured = interleaved(commands, 3)
        at_once = _most_in_flight(ours)
    mine, bare = measured["countersign"], measured["bare client"]
    for name, each in measured.items():
        print(f"  {name:12} {_times(each)}, peak {each.peak_bytes / 1e6:.0f} MB; {each.output.strip()}")
    ratio = mine.times_as_long_as(bare)
    print(f"  ratio {ratio:.2f} (at most {MOST_OF_BARE}); {at_once} in flight at once, by the server's count")
    failures = [
        *(
            [f"the asks take {ratio:.2f} times the bare client, more than {MOST_OF_BARE}"]
            if ratio > MOST_OF_BARE
            else []
        ),
        *([f"{at_once} calls were in flight at once, not {ASKS}"] if at_once != ASKS else []),
        *(["the asks take more than 500 MB"] if mine.peak_bytes >= MOST_MEMORY else []),
    ]
    for failure in failures:
        print(f"FAILED: {failure}")
    return int(bool(failures))


def _times(each: Measured) -> str:
    return f"median {each.typical:5.2f} s ({' '.join(f'{seconds:.2f}' for seconds in each.seconds)})"


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
