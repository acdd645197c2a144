"""What the README and the docs say can be done: each command, option, target, link and setting named there exists."""

import json
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
import yaml

from blocks.language_model import LanguageModel
from flows.cli import main
from flows.financial_reporting.brief import ReportingBrief
from tasks.asking.failures import REMEDIES
from tasks.settings import Settings
from tests.flows.office import Office

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
    rooms: dict[str, list[str]] = {}
    for folder, told in re.findall(r"^ {4}(\w+/| ) +(.*)$", house, flags=re.MULTILINE):
        name = folder if folder.strip() else list(rooms)[-1]
        rooms.setdefault(name, []).extend(re.findall(r"\w+/", told))
    assert len(rooms) == 6
    assert {"period_close/", "financial_reporting/"} <= {*rooms["flows/"]}
    assert {"asking/", "deciding/", "casebook/"} <= {*rooms["tasks/"]}
    for folder, inner in rooms.items():
        assert [name for name in ("", *inner) if not (ROOT / folder / name).is_dir()] == []


def _models() -> str:
    page = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    return page.partition("## Language models")[2].partition("\n## ")[0]


def test_the_table_of_failures_says_what_is_done_about_each() -> None:
    times = {0: "not", 1: "once", 2: "twice"}
    rows = dict(re.findall(r"^\| ([a-z ]+?)(?: \([^)]+\))? \| ([^|]+ \| .+) \|$", _models(), flags=re.MULTILINE))
    assert {str(kind) for kind in REMEDIES} <= set(rows)
    for kind, remedy in REMEDIES.items():
        again, _, then = rows[str(kind)].partition(" | ")
        told, _, different = again.partition(", ")
        assert (told, different.endswith(remedy.with_)) == (times[remedy.again], True), f"{kind}: {rows[str(kind)]}"
        assert then.startswith("the next provider"), f"{kind}: {then}"


@pytest.mark.usefixtures("prefect_server")
def test_the_language_model_of_the_page_is_a_block_that_can_be_saved_and_its_fields_are_explained() -> None:
    [example] = re.findall(r"```python\n(.+?)```", _models(), flags=re.DOTALL)
    exec(example, {})
    try:
        saved = LanguageModel.load("default")
        assert isinstance(saved, LanguageModel)
        assert [provider.name for provider in saved.providers] == ["openai", "own"]
    finally:
        LanguageModel.delete("default")
    explained = re.findall(r"^\| (`.+?) \|", _models(), flags=re.MULTILINE)
    assert set(re.findall(r"`(\w+)`", " ".join(explained))) == set(LanguageModel.model_json_schema()["properties"])


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
