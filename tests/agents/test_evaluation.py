"""Cases of an evaluation: what they expect, and how an answer is held against it."""

from dataclasses import replace
from typing import Any

import pytest
from pydantic import Field, ValidationError

from agents.evaluation import Evaluation, EvaluationCase, Expectation
from agents.harms import HARMS
from agents.judging import judged, unanswered
from agents.spec import Agent, AgentRequest, AgentResponse


class Question(AgentRequest):
    text: str


class Answer(AgentResponse):
    word: str = Field(description="One word.")


def _check(request: Question, response: Answer) -> list[str]:
    return ["word: too rude, be kind."] if response.word == "fool" else []


AGENT = Agent(
    name="namer", title="Namer", capabilities=frozenset(), request=Question, response=Answer,
    baseline=lambda request: Answer(word="rule"), check=_check,
)  # fmt: skip


def case(**more: Any) -> EvaluationCase:
    return EvaluationCase.model_validate({"name": "a case", "request": {"text": "?"}, **more})


def failed(word: str, **more: Any) -> list[str]:
    return [check.failed for check in judged(AGENT, case(**more), Answer(word=word)) if not check.held]


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        ("EUR 12,500", "it is eur 12,500 now"),
        ("-EUR 5", "it is −EUR 5"),
        ("EUR 5", "it is EUR\u00a05"),
        ("controller's", "the controller’s desk"),
        ("/above|over/", "Above it"),
        ("/^pass$/", "first\npass\nlast"),
    ],
)
def test_words_are_found_however_they_are_written(expected: str, text: str) -> None:
    assert Expectation(text=expected).found_in(text)
    assert not Expectation(text=expected).found_in("something else")


@pytest.mark.parametrize(
    ("expected", "found", "not_found"),
    [
        (
            "21",
            ["21 days", "(21)", "21.", "21, then 22", "21.00", "21%"],
            ["121", "21.5", "2,021", "210", "21,000"],
        ),
        ("EUR 9,310", ["EUR 9,310.", "EUR 9,310.00"], ["EUR 9,310,000", "EUR 9,310.50", "EUR 9,3100", "EUR 19,310"]),
        ("310", ["310"], ["9,310", "9.310", "9’310"]),
        ("1", ["1.0"], ["1.000", "1.005"]),
        ("rose", ["it rose", "Rose."], ["prose", "roses"]),
        ("JE-10", ["(JE-10)", "JE-10:"], ["JE-1042", "XJE-10"]),
        ("-EUR 5", ["a loss of -EUR 5"], ["-EUR 50"]),
        ("good news", ["no good news yet"], ["good newspaper"]),
        ("38 %", ["38 %, above"], ["138 %"]),
    ],
)
def test_words_and_numbers_are_found_whole(expected: str, found: list[str], not_found: list[str]) -> None:
    assert [text for text in found if not Expectation(text=expected).found_in(text)] == []
    assert [text for text in not_found if Expectation(text=expected).found_in(text)] == []


def test_an_expression_is_only_one_between_slashes() -> None:
    assert not Expectation(text="a.c").found_in("abc")
    assert Expectation(text="/a.c/").found_in("abc")


def test_what_is_not_met_is_told_by_the_harm_that_it_does() -> None:
    must = [{"text": "kind", "harm": "the reader is hurt"}]
    assert failed("blunt", must=must) == ["The reader is hurt (it does not say “kind”)."]
    assert failed("kind", must=must) == []
    assert failed("blunt", must_not=["blunt"]) == ["It says “blunt”."]


def test_what_an_answer_quotes_it_does_not_say() -> None:
    assert failed("they wrote “approved”", must_not=["approved"]) == []
    assert failed('they wrote "approved" and it is approved', must_not=["approved"])
    assert failed("they wrote “approved”", must=["approved"]) == []


def test_the_agents_own_check_counts_in_every_case() -> None:
    assert failed("fool", must=["fool"]) == ["word: too rude, be kind."]


def test_an_answer_that_breaks_a_checker_fails_it_and_ends_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(request: Any, response: Any) -> list[str]:
        return [{}["question"]]

    monkeypatch.setitem(HARMS, "breaks", breaks)
    broken = "It could not be checked (KeyError: 'question')."
    assert failed("blunt", checker="breaks") == [broken]
    of_itself = replace(AGENT, check=breaks)
    checks = judged(of_itself, case(must=["kind"]), Answer(word="kind"))
    assert [check.failed for check in checks] == ["", broken]


def test_without_an_answer_no_check_is_met() -> None:
    expected = case(must=["a"], must_not=["b"], checker="writes_for_machines")
    missing = unanswered(expected, "it timed out")
    assert len(missing) == len(judged(AGENT, expected, Answer(word="a"))) == 4
    assert {check.failed for check in missing} == {"There is no valid answer: it timed out."}


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({}, "nothing is expected of the answer"),
        ({"checker": "is_nice"}, "there is no checker 'is_nice'"),
        ({"must": ["/(/"]}, "is no regular expression"),
        ({"must": ["a"], "shoud": 1}, "Extra inputs are not permitted"),
    ],
)
def test_a_case_that_cannot_judge_is_refused(more: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        case(**more)


def test_two_cases_of_one_name_are_refused() -> None:
    one = {"name": "a", "request": {}, "must": ["b"]}
    with pytest.raises(ValidationError, match="two cases are named 'a'"):
        Evaluation.model_validate({"cases": [one, one]})


def test_a_case_asks_the_same_under_another_name_and_expectation_and_not_with_another_request() -> None:
    one = case(must=["a"])
    assert one.sha256 == case(must=["b"], name="other", good={"word": "a"}).sha256
    assert one.sha256 != case(must=["a"], request={"text": "!"}).sha256
