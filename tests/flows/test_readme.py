"""What the README and the docs say can be done: each command, option, target, link and setting named there exists."""

import json
import re
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import psutil
import pytest
import yaml

from flows.cli import main
from flows.financial_reporting.brief import ReportingBrief
from tasks.settings import Settings
from tests.flows.office import Office, environment

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
SOURCES = [path for folder in ("flows", "tasks", "agents", "blocks") for path in sorted((ROOT / folder).rglob("*.py"))]
RUN = "prefect deployment run "
BESIDE_THE_SETTINGS = {"COUNTERSIGN_TOKEN"}
"""A secret of the person who types, not of the installation."""


def _said(text: str, program: str) -> Iterator[str]:
    """Give each command line of `program` in a page: in a code span, or in an indented block."""
    for span in re.findall(r"`([^`\n]+)`", text) + re.findall(r"^ {4}(\S[^#\n]*)", text, flags=re.MULTILINE):
        if span.split()[0] == program:
            yield span.strip()


def _lines(program: str) -> list[str]:
    """Return each command line of `program` in the README and the docs."""
    return [line for page in PAGES for line in _said(page.read_text(encoding="utf-8"), program)]


def _commands(paths: list[Path]) -> list[tuple[str, str]]:
    """Return each `countersign` command line with the page it stands in."""
    pages = [(str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")) for path in paths]
    return [(line, page) for page, text in pages for line in _said(text, "countersign") if len(line.split()) > 1]


@pytest.mark.parametrize(("line", "page"), dict.fromkeys(_commands(PAGES) + _commands(SOURCES)))
def test_a_command_that_is_named_exists_with_its_options(line: str, page: str) -> None:
    words = shlex.split(line)[1:]
    if words[0] == "COMMAND":
        return
    command: click.Command = main
    context = click.Context(main, info_name="countersign")
    while isinstance(command, click.Group) and words:
        name = words.pop(0).partition("|")[0]
        found = command.get_command(context, name)
        assert found is not None, f"{page}: `{line}`: there is no command '{name}'"
        command, context = found, click.Context(found, info_name=name, parent=context)
    given, _, _ = command.make_parser(context).parse_args(list(words))
    if "brief" in given and given["brief"].startswith("{"):
        ReportingBrief.model_validate_json(given["brief"])


def test_pages_name_commands_at_all() -> None:
    assert len(_commands(PAGES)) > 15
    assert len(_commands(SOURCES)) > 10


def test_a_prefect_command_that_is_named_starts_a_deployment_that_exists_with_a_brief() -> None:
    declared = yaml.safe_load((ROOT / "prefect.yaml").read_text())["deployments"]
    deployments = {f"{one['name']}/{one['name']}" for one in declared}
    runs = [shlex.split(line.partition(RUN)[2]) for line in _lines("eval") + _lines("prefect") if RUN in line]
    assert runs
    for words in runs:
        assert words[0] in deployments
        ReportingBrief.model_validate(json.loads(words[words.index("--params") + 1])["brief"])


def test_every_make_target_that_is_named_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), flags=re.MULTILINE))
    named = {line.split()[1] for line in _lines("make") if " " in line}
    assert {"demo", "test", "check", "up", "down"} <= named
    assert named <= targets


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_points_at_a_file_and_a_heading(page: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
        if target.startswith("https://"):
            continue
        name, _, heading = target.partition("#")
        linked = (page.parent / name).resolve() if name else page
        assert linked.is_file(), f"{page.name} links to {target}, and there is no such file"
        headings = re.findall(r"^#+ (.+)$", linked.read_text(encoding="utf-8"), flags=re.MULTILINE)
        slugs = {re.sub(r"[^\w -]", "", one.lower()).replace(" ", "-") for one in headings}
        assert not heading or heading in slugs, f"{page.name} links to {target}, and there is no such heading"


def test_the_settings_and_their_page_name_the_same_variables() -> None:
    page = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    fields = {f"COUNTERSIGN_{name.upper()}" for name in Settings.model_fields}
    assert set(re.findall(r"COUNTERSIGN_[A-Z_]+", page)) == fields | BESIDE_THE_SETTINGS


def test_every_folder_of_the_house_is_there() -> None:
    house = (ROOT / "README.md").read_text(encoding="utf-8").partition("## The house")[2]
    folders = re.findall(r"^ {4}(\w+)/ ", house, flags=re.MULTILINE)
    assert len(folders) == 6
    assert all((ROOT / folder).is_dir() for folder in folders)


def test_the_prefect_command_of_the_readme_reaches_the_embedded_stack(office: Office) -> None:
    [line] = [line for line in _lines("eval") if RUN in line]
    scripts = Path(sys.executable).parent
    done = subprocess.run(
        ["sh", "-ec", line],
        env=office.environment | {"PATH": f"{scripts}:/usr/bin:/bin"},
        cwd=office.home, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    [run] = re.findall(r"UUID: ([0-9a-f-]{36})", done.stdout)
    assert office.api.state(run).name
    assert "temporary server" not in done.stdout + done.stderr
    assert office.sleeping(run).state == "waiting"


@pytest.fixture(scope="module")
def demo_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of the demo, in a home in which nothing was done yet."""
    return tmp_path_factory.mktemp("demo") / "home" / "demo"


def test_a_demo_that_is_interrupted_goes_on_from_there_releases_its_pack_and_leaves_nothing_running(
    demo_home: Path,
) -> None:
    with _demo(demo_home, "--interactive") as first:
        told = _until_it_is_your_turn(first)
        first.send_signal(signal.SIGINT)
        told += first.stdout.read() if first.stdout else ""
    assert first.returncode != 0
    assert "the case stays where it is: start the demo again" in told
    assert _still_running(demo_home) == []

    with _demo(demo_home) as second:
        told = second.communicate()[0]
    assert second.returncode == 0, told
    assert "is open already: run" in told
    assert "the demo controller decides, through the same door as a person" in told
    assert "approve on release#1" in told
    assert re.search(r"Prefect UI: http://127\.0\.0\.1:\d+/runs/flow-run/", told)
    assert {path.suffix for path in _printed_files(told)} == {".pdf", ".xlsx", ".html", ".eml"}
    assert "Signed and released." in _page(demo_home, 1)
    assert _still_running(demo_home) == []


def test_the_next_demo_leaves_the_decision_to_the_user_and_restates_the_first(demo_home: Path) -> None:
    with _demo(demo_home, "--interactive") as demo:
        assert demo.stdout is not None
        said: list[str] = []
        for line in demo.stdout:
            said.append(line)
            if " approve " in line:
                _in_another_terminal(line, demo_home)
    told = "".join(said)
    assert demo.returncode == 0, told
    assert "this run is revision 2 and restates it" in told
    assert "the demo controller decides" not in told
    assert len(_printed_files(told)) == 4
    assert "restates revision 1" in _page(demo_home, 2)
    assert _still_running(demo_home) == []


def test_the_demo_touches_nothing_of_the_installation_in_whose_home_it_lives(demo_home: Path) -> None:
    assert [path.name for path in demo_home.parent.iterdir()] == ["demo"]


def _demo(home: Path, *words: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [Path(sys.executable).parent / "countersign", "demo", *words],
        env=environment(home.parent), cwd=home.parents[1],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip


def _until_it_is_your_turn(demo: "subprocess.Popen[str]") -> str:
    assert demo.stdout is not None
    told = ""
    for line in demo.stdout:
        told += line
        if " reject " in line:
            return told
    raise AssertionError(f"it was never the user's turn:\n{told}")


def _in_another_terminal(line: str, home: Path) -> None:
    """Give the command as the screen shows it, where no variable of the first terminal is set."""
    bare = {name: value for name, value in environment(home).items() if name != "COUNTERSIGN_HOME"}
    subprocess.run(["sh", "-c", line.strip()], env=bare, cwd="/", check=True, capture_output=True, timeout=60)


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
