"""Document search as a tool: through the chain, for the agent that calls, with what it gives marked as data."""

from pathlib import Path
from typing import Any

import pytest

from agents.roster import AGENTS
from tasks.casebook.tool_terms import Caller
from tasks.tools.builtin.documents import DOCUMENTS
from tasks.tools.schema import problems
from tasks.tools.tool import ArgumentsRefused
from tests.tasks.casebook.desk import opened
from tests.tasks.documents.shelf import SAMPLE
from tests.tasks.tools.workbench import agent, end_of, read_outside

FILE = """
folders:
  contracts: {{path: "{sample}", readers: {{agents: [planner]}}}}
  manuals: {{path: manuals, readers: {{agents: [planner]}}}}
  board: {{path: board, readers: {{agents: [secretary]}}}}
  elsewhere: {{path: board, tenant: other, readers: {{agents: [planner]}}}}
"""


@pytest.fixture
def shelves(home: Path) -> Path:
    (home / "documents.yaml").write_text(FILE.format(sample=SAMPLE), encoding="utf-8")
    for name, text in {"manuals": "The rent is booked on account 6210.", "board": "The rent is a secret."}.items():
        (home / name).mkdir()
        (home / name / "paper.md").write_text(text, encoding="utf-8")
    return home


def test_an_agent_finds_what_its_folders_hold_and_the_case_is_tainted_by_it(casebook: Any, shelves: Path) -> None:
    async def story() -> None:
        case = await opened()
        arguments = {"question": "What is the rent of the hall?", "limit": 20}
        given = await DOCUMENTS.call(Caller(case, "planner"), arguments)
        assert problems(DOCUMENTS.result, given) == []
        assert {passage["folder"] for passage in given["passages"]} == {"contracts", "manuals"}
        [lease] = [passage for passage in given["passages"] if "EUR 19,795" in passage["text"]]
        assert (lease["document"], lease["page"], lease["heading"][-1]) == ("lease-production-hall.pdf", 1, "Rent")
        assert await end_of(case, agent("documents"), "documents", arguments, "books/1") == "answered"
        assert await read_outside(case)

    casebook(story())


def test_an_agent_that_no_folder_names_finds_nothing(casebook: Any, shelves: Path) -> None:
    async def story() -> None:
        case = await opened()
        for name in ("stranger", "ada", *AGENTS):
            given = await DOCUMENTS.call(Caller(case, name), {"question": "What is the rent?"})
            assert given == {"passages": [], "away": []}

    casebook(story())


def test_what_is_no_question_is_refused(casebook: Any, shelves: Path) -> None:
    async def story() -> None:
        with pytest.raises(ArgumentsRefused, match="holds no word"):
            await DOCUMENTS.call(Caller(await opened(), "planner"), {"question": "?!"})

    casebook(story())
    for wrong in ({}, {"question": ""}, {"question": "rent", "limit": 0}, {"question": "rent", "folder": "board"}):
        assert problems(DOCUMENTS.arguments, wrong)
