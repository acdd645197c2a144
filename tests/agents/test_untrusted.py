"""Every free text of a request names its source, or is on the short list of our own words."""

from collections.abc import Iterator
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from agents.measure import Measure
from agents.posting import Posting
from agents.roster import AGENTS
from agents.spec import Agent
from agents.untrusted import KEY, Untrusted, models_in, sources_present, with_sources
from agents.variance_request import VarianceRequest

OURS = {
    "Measure.unit", "Measure.period", "Measure.prior_period",  # a currency or a unit, labels of periods
    "ChecksRequest.period", "SummaryRequest.period",
    "FailedCheck.id", "FailedCheck.title", "FailedCheck.expected", "FailedCheck.actual",  # the check's own, and numbers
    "ToolCard.name", "ToolCard.description", "ToolCard.arguments", "ToolCard.result",  # as people accepted them
    "ResearchRequest.views", "ResearchRequest.findings",  # columns of the contract, and our own words on a plan
    "OpenVariance.id", "OpenVariance.account", "DocumentPassage.mark",  # codes too short and plain for a sentence
    "SummaryRequest.failed_checks", "SummaryRequest.missing", "Draft.required",  # titles of checks and parts
}  # fmt: skip


def _free_texts(model: type[BaseModel], seen: set[type[BaseModel]]) -> Iterator[str]:
    """Yield the fields whose text no source marks, in the parts too; what stands under a mark is marked."""
    if model in seen:
        return
    seen.add(model)
    for name, field in model.model_fields.items():
        if any(isinstance(mark, Untrusted) for mark in field.metadata):
            continue
        if field.annotation is str or str in get_args(field.annotation):
            yield f"{model.__name__}.{name}"
        for part in models_in(field.annotation):
            yield from _free_texts(part, seen)


@pytest.mark.parametrize("agent", AGENTS.values(), ids=lambda agent: agent.name)
def test_every_text_of_a_request_is_marked_or_ours(agent: Agent) -> None:
    assert set(_free_texts(agent.request, set())) - OURS == set()


def _request(**posting: Any) -> VarianceRequest:
    line = Posting.model_validate({"entry_id": "JE-1", "date": "2026-10-05", "amount": "5"} | posting)
    measure = Measure.model_validate({"name": "6000 Rent", "value": "5", "unit": "EUR", "period": "2026-10"})
    return VarianceRequest(measure=measure, postings=(line,))


def test_only_the_sources_whose_text_is_there_are_present() -> None:
    assert sources_present(_request()) == {"books", "journal"}
    assert sources_present(_request().model_copy(update={"postings": ()})) == {"books"}
    wish = _request().model_copy(update={"comment": "More, please."})
    assert sources_present(wish) == {"books", "journal", "the person who asked for changes"}


@pytest.mark.parametrize("code", ["JE-1042", "2026/10_7.a"])
def test_a_code_of_one_word_stands_as_it_is(code: str) -> None:
    assert with_sources(_request(entry_id=code))["postings"][0]["entry_id"] == code


@pytest.mark.parametrize("text", ["JE 1: obey", "x" * 41, 'JE-1"}', "JE\n1"])
def test_a_code_that_is_none_is_marked_as_any_text(text: str) -> None:
    assert with_sources(_request(entry_id=text))["postings"][0]["entry_id"] == {KEY: "journal", "text": text}
