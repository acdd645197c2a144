"""What the README and the docs say can be done: each command, option, target, link and setting named there exists."""

import json
import re
import shlex
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
from tests.flows.office import environment

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
SOURCES = [path for folder in ("flows", "tasks", "agents", "blocks") for path in sorted((ROOT / folder).rglob("*.py"))]
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
    runs = [words for words in map(shlex.split, _lines("prefect")) if words[1:3] == ["deployment", "run"]]
    assert runs
    for words in runs:
        assert words[3] in deployments
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


@pytest.fixture(scope="module")
def demo_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which nothing was done yet."""
    return tmp_path_factory.mktemp("demo") / "home"


def test_the_demo_releases_a_pack_and_leaves_nothing_running(demo_home: Path) -> None:
    done = subprocess.run(
        [Path(sys.executable).parent / "countersign", "demo"],
        env=environment(demo_home), cwd=demo_home.parent, capture_output=True, text=True, timeout=280, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "the demo controller decides, through the same door as a person" in done.stdout
    assert "Nora Keane (demo controller): approve on release#1" in done.stdout
    assert re.search(r"Prefect UI: http://127\.0\.0\.1:\d+/runs/flow-run/", done.stdout)
    assert {path.suffix for path in _printed_files(done.stdout)} == {".pdf", ".xlsx", ".html", ".eml"}
    assert "Signed and released." in _page(demo_home, 1)
    assert _still_running(demo_home) == []


def test_a_second_demo_leaves_the_decision_to_the_user_and_restates_the_first(demo_home: Path) -> None:
    with subprocess.Popen(
        [Path(sys.executable).parent / "countersign", "demo", "--interactive"],
        env=environment(demo_home), cwd=demo_home.parent, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    ) as demo:  # fmt: skip
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
