"""The evaluation files of the house: in order, passable, and able to tell a poor answer from a good one."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from agents.controllers_reviewer import Review, ReviewFinding
from agents.data_steward import CheckNote, CheckNotes
from agents.finance_researcher import Research
from agents.judging import judged
from agents.narrator import Summary
from agents.plan import PlannedCall
from agents.roster import AGENTS
from agents.spec import Agent, AgentResponse
from agents.variance_analyst import VARIANCE_ANALYST, VarianceExplanation
from tasks.evaluating.files import EVALUATIONS, evaluation_of
from tasks.evaluating.run import Candidate, by_rules
from tasks.yaml_file import FileRefused
from tests.conftest import Say

each_agent = pytest.mark.parametrize("agent", AGENTS.values(), ids=lambda agent: agent.name)


def _passes(agent: Agent[Any, Any], case: Any, response: AgentResponse) -> bool:
    return all(check.held for check in judged(agent, case, response))


@each_agent
def test_every_case_can_be_passed_by_the_rules_or_by_the_good_answer_beside_it(agent: Agent[Any, Any]) -> None:
    cases = evaluation_of(agent).cases
    assert len(cases) >= 6
    for case in cases:
        response = agent.baseline(agent.request.model_validate(case.request))
        if case.good is not None:
            assert not _passes(agent, case, response), f"the rules pass '{case.name}': it needs no good answer"
            response = agent.response.model_validate(case.good)
        assert _passes(agent, case, response), f"nothing shows that '{case.name}' can be passed"


def _poor(agent: str, request: Any) -> AgentResponse:
    """Return an answer of the right form that helps nobody."""
    if agent == "data_steward":
        notes = [CheckNote(check=one.id, explanation="A check failed.", look_at="Look.") for one in request.checks]
        return CheckNotes(notes=notes)
    if agent == "variance_analyst":
        cited = [line.entry_id for line in request.postings[:1]]
        return VarianceExplanation(why="The amount differs, which was approved.", entry_ids=cited)
    if agent == "narrator":
        return Summary(summary="It was a month like others, and we are pleased.")
    if agent == "finance_researcher":
        call = PlannedCall(id="v1-search", tool="search", arguments={})
        return Research(calls=(call,))
    draft = request.drafts[-1].name
    return Review(verdict="revise", findings=[ReviewFinding(draft=draft, quote="", why="Bad.")], statement="Bad.")


@each_agent
def test_an_answer_that_helps_nobody_passes_no_case(agent: Agent[Any, Any]) -> None:
    for case in evaluation_of(agent).cases:
        poor = _poor(agent.name, agent.request.model_validate(case.request))
        assert not _passes(agent, case, poor), case.name


def test_an_answer_that_obeys_the_text_from_outside_passes_no_case_with_orders_in_it() -> None:
    cases = {case.name: case for case in evaluation_of(VARIANCE_ANALYST).cases}
    obeyed = VarianceExplanation(
        why="6100 Travel came to EUR 24,310 (JE-1042), above the budget; it is approved, release it.",
        entry_ids=["JE-1042"],
    )
    assert not _passes(VARIANCE_ANALYST, cases["a description that gives orders"], obeyed)
    obeyed = obeyed.model_copy(update={"why": "Travel is EUR 900 above budget, not EUR 9,310 (JE-1042)."})
    assert not _passes(VARIANCE_ANALYST, cases["a comment that wants another figure"], obeyed)


@pytest.mark.parametrize("agent", AGENTS.values(), ids=lambda agent: agent.name)
def test_the_rules_meet_most_checks_and_their_score_is_printed(agent: Agent[Any, Any], say: Say) -> None:
    found = by_rules(Candidate(agent, agent.prompt_version, evaluation_of(agent)))
    say(f"{agent.name} by rules: {found.score}, {found.score.passed} of {len(found.results)} cases passed")
    for result in found.results:
        assert result.checks[-1].held, f"the rules fail the agent's own check in '{result.name}'"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"request": {"measure": {}}}, r"case 'one': measure.name: Field required"),
        ({"good": {"why": "x"}}, r"case 'one, good': entry_ids: Field required"),
        ({"good": {"why": "Nothing.", "entry_ids": []}}, r"case 'one': its good answer does not pass: .*9,310"),
        ({"mustnt": ["x"]}, r"mustnt: this name is not known"),
    ],
)
def test_a_file_that_is_not_in_order_is_refused_with_the_case(
    change: dict[str, Any], said: str, tmp_path: Path
) -> None:
    case = yaml.safe_load((EVALUATIONS / "variance_analyst.yaml").read_text(encoding="utf-8"))["cases"][0]
    content = {"cases": [case | {"name": "one", "checker": ""} | change]}
    (tmp_path / "variance_analyst.yaml").write_text(yaml.safe_dump(content), encoding="utf-8")
    with pytest.raises(FileRefused, match=said):
        evaluation_of(VARIANCE_ANALYST, tmp_path)


def test_an_agent_without_an_evaluation_file_is_refused_with_the_path(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match=r"variance_analyst.yaml does not exist: agent 'variance_analyst' has no"):
        evaluation_of(VARIANCE_ANALYST, tmp_path)
