"""`countersign demo` as its users meet it: interrupted, gone on with, decided by the commands that it prints."""

import re
import shlex
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from tests.flows.office import environment, in_another_terminal

pytestmark = pytest.mark.timeout(600)  # a demo starts a stack of its own, which takes minutes on a busy machine


@dataclass(frozen=True)
class Demos:
    """Two demos in one home, one after the other: what each printed, and what it left running."""

    home: Path
    interrupted: str
    resumed: str
    left_running: list[list[str]]


@pytest.fixture(scope="module")
def demos(tmp_path_factory: pytest.TempPathFactory) -> Demos:
    """Interrupt a demo while it waits, and let the next one go on from there."""
    home = tmp_path_factory.mktemp("demo") / "home" / "demo"
    with _demo(home, "--interactive") as first:
        interrupted = "".join(_until_it_is_your_turn(first))
        first.send_signal(signal.SIGINT)
        interrupted += first.stdout.read() if first.stdout else ""
    assert first.returncode != 0
    left = _still_running(home)
    with _demo(home) as second:
        resumed = second.communicate()[0]
    assert second.returncode == 0, resumed
    return Demos(home, interrupted, resumed, left + _still_running(home))


def test_a_demo_that_is_interrupted_goes_on_from_there_and_releases_its_pack(demos: Demos) -> None:
    assert "the case stays where it is: start the demo again" in demos.interrupted
    assert "is open already: run" in demos.resumed
    assert "the demo controller decides, through the same door as a person" in demos.resumed
    assert "approve on release#1" in demos.resumed
    assert re.search(r"Prefect UI: http://127\.0\.0\.1:\d+/runs/flow-run/", demos.resumed)
    assert {path.suffix for path in _printed_files(demos.resumed)} == {".pdf", ".xlsx", ".html", ".eml"}
    assert "Signed and released." in _page(demos.home, 1)


@pytest.mark.long
def test_an_interactive_demo_is_decided_by_the_commands_it_prints_and_restates_the_one_before(demos: Demos) -> None:
    with _demo(demos.home, "--interactive") as demo:
        told = _until_it_is_your_turn(demo)
        show, approve, *_ = told[-4:]
        in_another_terminal(show)
        in_another_terminal(approve)
        interactive = "".join(told) + (demo.stdout.read() if demo.stdout else "")
    assert demo.returncode == 0, interactive
    assert _still_running(demos.home) == []
    assert "this run is revision 2, which restates what was released" in interactive
    assert "the demo controller decides" not in interactive
    assert len(_printed_files(interactive)) == 4
    assert "restates revision 1" in _page(demos.home, 2)


def test_a_demo_leaves_nothing_running_and_says_how_its_home_is_started_again(demos: Demos) -> None:
    assert demos.left_running == []
    [again] = re.findall(r"nothing is left running; `(.+ up)` starts it again", demos.resumed)
    assert shlex.split(again)[0] == f"COUNTERSIGN_HOME={demos.home}"


def test_the_demo_touches_nothing_of_the_installation_in_whose_home_it_lives(demos: Demos) -> None:
    assert [path.name for path in demos.home.parent.iterdir()] == ["demo"]


def _demo(home: Path, *words: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [Path(sys.executable).parent / "countersign", "demo", *words],
        env=environment(home.parent), cwd=home.parents[1],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip


def _until_it_is_your_turn(demo: "subprocess.Popen[str]") -> list[str]:
    """Return the lines that the demo printed, the last four being the commands that show and decide its draft."""
    assert demo.stdout is not None
    told = []
    for line in demo.stdout:
        told.append(line)
        if " reject " in line:
            return told
    raise AssertionError(f"it was never the user's turn:\n{''.join(told)}")


def _printed_files(told: str) -> list[Path]:
    paths = [Path(path) for path in re.findall(r"^  (?:publish_file|file_mail) +(/.+)$", told, flags=re.MULTILINE)]
    assert [path for path in paths if not path.is_file()] == []
    return paths


def _page(home: Path, revision: int) -> str:
    [path] = home.glob(f"reports/*/2026-10/*-r{revision}.html")
    return path.read_text(encoding="utf-8")


def _still_running(home: Path) -> list[list[str]]:
    found = []
    for process in psutil.process_iter():
        try:
            if process.environ().get("COUNTERSIGN_HOME") == str(home) and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process.cmdline())
        except psutil.Error:  # it ended, or is another account's
            continue
    return found
