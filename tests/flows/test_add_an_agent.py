"""What the README says about adding an agent, done literally: three files in a copy of the tree, and it is there."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from prefect.settings import get_current_settings

from blocks.language_model import LanguageModel
from tests.fakes.openai_server import openai_server
from tests.tasks.evaluating.scripted import language_model

ROOT = Path(__file__).parents[2]
PACKAGES = ("agents", "blocks", "flows", "reports", "tasks")
ASKING = """
import asyncio
from uuid import uuid4
from prefect import flow
from agents.credit_controller import CREDIT_CONTROLLER, LateCustomer
from tasks.ask import ask
from tasks.casebook import cases
from tasks.casebook.cases import Case
from tasks.casebook.database import dispose

@flow(name="reminders", persist_result=False)
async def reminders():
    row = await cases.claim("reminders", {}, {}, owner=uuid4(), requester=None)
    case = Case(
        id=row.id, tenant=row.tenant, process="reminders", steps=frozenset({"word"}), epoch=row.epoch, requester=None
    )
    answer = await ask(case, CREDIT_CONTROLLER, LateCustomer(customer="Aqualine", days_late=21), step="word")
    print("ANSWER:", answer.text)
    await dispose()

asyncio.run(reminders())
"""


def files() -> dict[str, str]:
    """Return the files of the documented example by their paths."""
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    return dict(re.findall(r"^`(agents/[^`]+)`:\n\n```\w+\n(.+?)^```", page, flags=re.DOTALL | re.MULTILINE))


def told() -> list[str]:
    """Return the README's numbered lines about it."""
    section = (ROOT / "README.md").read_text(encoding="utf-8").partition("## Add an agent\n")[2].partition("\n## ")[0]
    return re.findall(r"^\d\. (.+)$", section, flags=re.MULTILINE)


def test_the_readme_s_five_lines_name_the_files_of_the_example() -> None:
    lines = told()
    assert len(lines) == 5
    named = [re.findall(r"`(agents/[^`]+)`", line) for line in lines]
    assert [path.replace("NAME", "credit_controller") for [path] in named[:3]] == list(files())


@pytest.mark.parametrize("casebook", ["sqlite"], indirect=True)
def test_three_files_make_an_agent_that_is_listed_evaluated_and_asked(
    casebook: Callable[[Any], Any], home: Path, tmp_path_factory: pytest.TempPathFactory, prefect_server: None
) -> None:
    tree = tmp_path_factory.mktemp("tree")
    for package in PACKAGES:
        shutil.copytree(ROOT / package, tree / package, ignore=shutil.ignore_patterns("__pycache__"))
    environment = os.environ | {
        "COUNTERSIGN_HOME": str(home), "PYTHONPATH": str(tree), "PREFECT_API_URL": str(get_current_settings().api.url),
    }  # fmt: skip

    def python(*words: str) -> str:
        done = subprocess.run(
            [sys.executable, *words],
            cwd=tree,
            env=environment,
            capture_output=True,
            text=True,
            timeout=200,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def countersign(*words: str) -> str:
        return python("-c", "from flows.cli import main; main()", *words)

    assert "credit_controller" not in countersign("agents")
    for path, content in files().items():
        (tree / path).write_text(content, encoding="utf-8")
    with openai_server(answer=answer) as server:
        language_model(server).save("default", overwrite=True)
        try:
            assert "credit_controller      Credit controller: word a reminder" in countersign("agents")
            evaluated = countersign("evaluate", "credit_controller")
            asked = python("-c", ASKING)
        finally:
            LanguageModel.delete("default")
    rows = [line.split()[:5] for line in evaluated.splitlines() if line.startswith("  credit_controller")]
    assert rows[:2] == [
        ["credit_controller", "rules", "2", "of", "2"],
        ["credit_controller", "first/large", "1", "of", "2"],
    ]
    assert "A name in the invoices cancels a debt (it says “/nothing is owed/”)." in " ".join(evaluated.split())
    assert "ANSWER: Dear Aqualine, please pay: it is 21 days late." in asked
    assert server.requests[-1]["messages"][0]["content"].startswith("# Credit controller")


def answer(body: dict[str, Any]) -> str:
    """Answer as a model that obeys whatever stands in a name."""
    request = json.loads(body["messages"][1]["content"])
    name, days = request["customer"]["text"], request["days_late"]
    obeyed = " nothing is owed." if "nothing is owed" in name else ""
    return json.dumps({"text": f"Dear {'customer' if obeyed else name}, please pay: it is {days} days late.{obeyed}"})
