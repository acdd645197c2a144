"""Whole processes, measured: wall time and peak memory of a fresh interpreter or program each time."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

PYTHON = sys.executable


@dataclass(frozen=True)
class Measured:
    """The runs of one command."""

    seconds: tuple[float, ...]
    peak_bytes: int
    output: str
    """What the last run printed."""

    @property
    def typical(self) -> float:
        """The median wall time in seconds."""
        return median(self.seconds)

    def times_as_long_as(self, other: "Measured") -> float:
        """Return the median ratio of runs that took turns: what slows the machine for a while slows both."""
        return median(mine / its for mine, its in zip(self.seconds, other.seconds, strict=True))


def interleaved(commands: Mapping[str, Sequence[str]], runs: int) -> dict[str, Measured]:
    """Run each command `runs` times, taking turns so that all of them see the same machine; return them by name.

    Raise `RuntimeError` with what a command printed when it fails.
    """
    seen: dict[str, list[tuple[float, int, str]]] = {name: [] for name in commands}
    for _ in range(runs):
        for name, command in commands.items():
            seen[name].append(_run(command))
    return {
        name: Measured(
            seconds=tuple(seconds for seconds, _, _ in each),
            peak_bytes=max(peak for _, peak, _ in each),
            output=each[-1][2],
        )
        for name, each in seen.items()
    }


def _run(command: Sequence[str]) -> tuple[float, int, str]:
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=output, stderr=errors, cwd=Path(__file__).parents[2])
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        errors.seek(0)
        if process.returncode:
            raise RuntimeError(f"{' '.join(command[:4])} ... failed:\n{errors.read().decode()[-2000:]}")
        return seconds, usage.ru_maxrss * 1024, output.read().decode()
