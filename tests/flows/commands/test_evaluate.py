"""`countersign evaluate`: what people read, what is written, and when it ends with an error."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from prefect.settings import get_current_settings

from agents.narrator import NARRATOR
from agents.roster import AGENTS
from agents.variance_analyst import VARIANCE_ANALYST
from blocks.language_model import LanguageModel
from reports.terminal import WIDTH
from tasks.evaluating.files import evaluation_of
from tasks.evaluating.run import Candidate, by_rules
from tests.fakes.openai_server import FakeOpenAI, Reply, openai_server
from tests.flows.commands.terminal import typed
from tests.tasks.evaluating.scripted import asked, best, language_model

pytestmark = pytest.mark.parametrize("casebook", ["sqlite"], indirect=True)


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """No stack runs, and the shell names no server."""
    monkeypatch.delenv("PREFECT_API_URL", raising=False)


@pytest.fixture
def model(prefect_server: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeOpenAI]:
    """A scripted provider that answers every case well, in the block of a running stack."""
    monkeypatch.setenv("PREFECT_API_URL", str(get_current_settings().api.url))
    with openai_server(answer=best(*AGENTS.values())) as server:
        language_model(server).save("default", overwrite=True)
        yield server
        LanguageModel.delete("default")


@pytest.mark.usefixtures("alone")
def test_without_a_stack_the_rules_of_every_agent_are_evaluated_and_the_page_is_written(
    casebook: Callable[[Any], Any], home: Path
) -> None:
    told = typed("countersign evaluate")
    assert "No stack of this home is running, so no language model is known: only the rules are evaluated." in told
    assert [name for name in AGENTS if f"  {name:<20}  rules" not in told] == []
    assert max(len(line) for line in told.splitlines() if str(home) not in line) <= WIDTH
    [page] = (home / "evaluations").iterdir()
    assert str(page) in told
    assert "How agents answer their cases" in page.read_text(encoding="utf-8")


@pytest.mark.usefixtures("alone")
def test_the_page_is_written_where_and_as_what_one_wants_it(casebook: Callable[[Any], Any], tmp_path: Path) -> None:
    beginnings = {"html": b"<!doctype html>", "pdf": b"%PDF", "xlsx": b"PK"}
    for suffix, beginning in beginnings.items():
        typed(f"countersign evaluate narrator --html {tmp_path / 'new' / 'page'}.{suffix}")
        assert (tmp_path / "new" / f"page.{suffix}").read_bytes().startswith(beginning)
    assert "must end in .html, .pdf or .xlsx" in typed("countersign evaluate narrator --html page.doc", fails=True)


@pytest.mark.usefixtures("alone")
def test_what_cannot_be_evaluated_is_refused_before_anything_is_asked(casebook: Callable[[Any], Any]) -> None:
    assert "There is no agent 'poet': there are controllers_reviewer" in typed("countersign evaluate poet", fails=True)
    assert "--version needs the AGENT" in typed("countersign evaluate --version abc", fails=True)
    assert "No versions of agent 'narrator'" in typed("countersign evaluate narrator --version zz", fails=True)
    assert "start it with `countersign up`" in typed("countersign evaluate narrator --provider x", fails=True)


@pytest.mark.parametrize(
    ("page", "why"), [("/dev/null/x.html", "nothing can be in /dev/null"), ("d.html", "is a folder")]
)
def test_a_page_that_cannot_be_written_is_refused_before_anybody_is_asked(
    casebook: Callable[[Any], Any], model: FakeOpenAI, tmp_path: Path, page: str, why: str
) -> None:
    (tmp_path / "d.html").mkdir()
    assert why in " ".join(typed(f"countersign evaluate narrator --html {tmp_path / page}", fails=True).split())
    assert model.requests == []


def test_an_evaluation_file_that_is_refused_is_so_before_the_agents_before_it_are_asked(
    casebook: Callable[[Any], Any], model: FakeOpenAI, monkeypatch: pytest.MonkeyPatch
) -> None:
    last = list(AGENTS.values())[-1]
    monkeypatch.setitem(AGENTS, last.name, replace(last, name="poet"))
    assert "poet.yaml does not exist: agent 'poet' has no cases" in typed("countersign evaluate", fails=True)
    assert model.requests == []


def test_rules_and_provider_stand_side_by_side_with_cost_and_a_lower_score_is_said(
    casebook: Callable[[Any], Any], model: FakeOpenAI
) -> None:
    first = typed("countersign evaluate variance_analyst")
    [row] = [line.split() for line in first.splitlines() if "first/large" in line]
    every = str(len(evaluation_of(VARIANCE_ANALYST).cases))
    assert row[2:7] == [every, "of", every, "100.0%", every]
    assert float(row[7]) == pytest.approx(0.0012 * int(every))
    assert "LOWER" not in first
    good = model.answer
    assert good is not None

    def guesses(body: dict[str, Any]) -> str | Reply:
        answer = json.loads(str(good(body)))
        if not asked(body)["postings"]:
            answer["why"] += " It was postponed."
        return json.dumps(answer)

    model.answer = guesses
    second = typed("countersign evaluate variance_analyst --provider first --fail-if-lower", fails=True)
    passed = f"{int(every) - 1} of {every} cases passed"
    assert f"LOWER: variance_analyst by first/large: 0.98 with {passed} is lower" in second
    assert "case 'nothing was posted' now fails" in " ".join(second.split())
    assert "a score is lower than before" in second
    versions = typed("countersign agents versions variance_analyst")
    assert f"version {VARIANCE_ANALYST.prompt_version} (as shipped): active" in versions
    assert f"first/large: 0.98, {passed}" in versions


def test_a_provider_that_the_block_does_not_have_is_refused_with_those_that_it_has(
    casebook: Callable[[Any], Any], model: FakeOpenAI
) -> None:
    told = typed("countersign evaluate narrator --provider azure", fails=True)
    assert "the language model has no provider 'azure': it has first" in told
    assert model.requests == []


def test_a_provider_that_refuses_the_key_ends_the_command_with_an_error_and_the_rules_stand(
    casebook: Callable[[Any], Any], model: FakeOpenAI
) -> None:
    model.answer = lambda _: Reply(status=401, body='{"error": {"message": "no"}}')
    told = typed("countersign evaluate narrator", fails=True)
    assert "narrator by first was not evaluated to the end" in told
    [rules] = [line.split() for line in told.splitlines() if " rules " in line]
    passed = by_rules(Candidate(NARRATOR, NARRATOR.prompt_version, evaluation_of(NARRATOR)))
    assert f"{passed.score.passed} of {len(passed.results)}" in " ".join(rules)
