"""The finance researcher with a language model over HTTP: what it plans is looked up, once."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from blocks.language_model import LanguageModel
from flows.financial_reporting.words.found import Found
from flows.financial_reporting.words.writers import Writers
from tasks.approval import Round
from tasks.casebook.answers import spent_at
from tests.fakes.openai_server import FakeOpenAI
from tests.flows.financial_reporting.conftest import Serve
from tests.flows.financial_reporting.test_research import Run, _calls, _case, _nobody_may_read, researches, run, writes

__all__ = ["run"]

pytestmark = pytest.mark.filterwarnings("ignore:.*<socket.socket:pytest.PytestUnraisableExceptionWarning")

Plan = list[dict[str, Any]]
Plans = Callable[..., FakeOpenAI]


def _call(name: str, tool: str, **arguments: Any) -> dict[str, Any]:
    return {"id": name, "tool": tool, "arguments": arguments}


FAIRS: Plan = [
    _call("v1-name", "query", sql="select name from accounts where code = '6320'"),
    _call("v1-memo", "documents", question={"from": "v1-name", "path": "/rows/0/name"}, limit=2),
]
FOR_EACH: Plan = [
    {**call, "id": call["id"].replace("v1", f"v{number}"), "arguments": arguments}
    for number in range(1, 6)
    for call, arguments in (
        (FAIRS[0], FAIRS[0]["arguments"]),
        (FAIRS[1], {"question": {"from": f"v{number}-name", "path": "/rows/0/name"}}),
    )
]
UNFIT: Plan = [_call("v1-memo", "documents", question={"from": "v1-nowhere", "path": "/rows/0/name"})]


@pytest.fixture
def planner(model: Serve) -> Plans:
    """Let a model answer with these plans, one after another, and the last of them from then on."""

    def serve(*plans: Plan) -> FakeOpenAI:
        given = list(plans)

        def answer(body: dict[str, Any]) -> str:
            assert body["response_format"]["json_schema"]["name"] == "Research"
            return json.dumps({"calls": given.pop(0) if len(given) > 1 else given[0]})

        return model(answer)

    return serve


async def _told(*rounds: int) -> tuple[Found, list[tuple[str, str]]]:
    found = (await researches(*rounds))[2][-1]
    return found, await _calls()


def _asked(fake: FakeOpenAI) -> list[dict[str, Any]]:
    return [json.loads(body["messages"][1]["content"]) for body in fake.requests]


def test_what_the_model_plans_is_looked_up_and_it_reads_no_word_of_the_books(run: Run, planner: Plans) -> None:
    fake = planner(FAIRS)
    found, calls = run(_told(1))
    assert calls == [("look-up/1/v1-memo", "answered"), ("look-up/1/v1-name", "answered")]
    first = next(iter(found.passages.values()))
    assert [(passage.mark, passage.folder) for passage in first] == [("P1", "sample"), ("P2", "sample")]
    assert any("fairs" in passage.text.lower() for passage in first)
    [asked] = _asked(fake)
    assert {account["account"] for account in asked["variances"]}
    assert "fair" not in json.dumps(asked).lower()


def test_what_the_planner_takes_counts_towards_the_bounds_of_the_first_round(run: Run, planner: Plans) -> None:
    planner(UNFIT, FAIRS)

    async def story() -> list[int]:
        figures, postings, _ = await researches(1)
        case = await _case()
        rounds = [Writers(case, figures, postings.root, Round(number=number, step="release")) for number in (1, 2)]
        return [(await spent_at(case, crew.steps(1, ()))).calls for crew in rounds]

    assert run(story()) == [2, 0]


def test_a_refused_plan_goes_back_with_its_reasons(run: Run, planner: Plans) -> None:
    fake = planner(UNFIT, FAIRS)
    found, calls = run(_told(1))
    first, second = _asked(fake)
    assert first["findings"] == []
    assert "v1-nowhere" in second["findings"][0]
    assert [step for step, _ in calls] == ["look-up/2/v1-memo", "look-up/2/v1-name"]
    assert any(found.passages.values())


def test_after_two_refused_plans_the_rules_plan(run: Run, planner: Plans) -> None:
    fake = planner(UNFIT)
    found, calls = run(_told(1))
    assert len(fake.requests) == 2
    assert {step.rpartition("/")[0] for step, _ in calls} == {"look-up/3"}
    assert any(found.passages.values())


def test_a_refused_look_up_leaves_the_others_and_is_not_tried_again(run: Run, planner: Plans) -> None:
    fake = planner([_call("v1-a", "query", sql="select secret from payroll"), *FAIRS])

    async def story() -> Any:
        return await _told(1), await _told(1)

    (first, before), (again, after) = run(story())
    assert dict(before)["look-up/1/v1-a"] not in ("answered", "cached")
    assert any(first.passages.values())
    assert (again, after, len(fake.requests)) == (first, before, 1)


def test_a_crash_between_the_look_ups_and_the_writing_asks_and_looks_up_nothing_again(run: Run, planner: Plans) -> None:
    fake = planner(FOR_EACH)

    async def story() -> Any:
        found, before = await _told(1)
        await LanguageModel.adelete("default")  # who writes after the crash are the rules
        _nobody_may_read()
        return found, before, await writes(), await _calls()

    found, before, written, after = run(story())
    assert (len(fake.requests), after) == (1, before)
    cited = [document for passage in written.variances.values() for document in passage.documents]
    places = {f"[{one.mark}] {one.place}" for passages in found.passages.values() for one in passages}
    assert cited
    assert set(cited) <= places
