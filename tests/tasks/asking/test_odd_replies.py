"""Replies that nobody foresaw: one provider's are no reason not to ask the next, nor to leave its call unsettled."""

import json
from decimal import Decimal
from typing import Any

import pytest

from tasks.casebook import budgets, model_calls
from tests.fakes.openai_server import Reply
from tests.tasks.asking.desk import GOOD, Desk, Question, Word, changed
from tests.tasks.casebook.desk import opened

ODD = [
    Reply(body='{"id": "x", "object": "chat.completion", "created": 1, "model": "m", "choices": []}'),
    Reply(body="[]"),
    Reply(body="[" * 100_000),
    Reply('{"word": "a\ud800"}', finish="length"),
    Reply('{"word": 1, "why": "\ud800\x00"}'),
    Reply('{"word": 1, "\x00": 2}'),
    Reply('{"word": "\\ud800"}'),
]
NAMES = ["no choices", "a list", "too deep a list", "half a pair, cut off", "half a pair", "NUL", "half a pair escaped"]


async def _standing() -> tuple[list[str], dict[str, int]]:
    rows = await model_calls.of_case((await opened()).id)
    return [row.outcome for row in rows], {scope: each.reserved for scope, each in (await budgets.listing()).items()}


@pytest.mark.parametrize("streams", [False, True], ids=["whole", "in pieces"])
@pytest.mark.parametrize("odd", ODD, ids=NAMES)
def test_the_next_provider_answers_and_every_call_is_settled(desk: Desk, odd: Reply, streams: bool) -> None:
    first, second = desk.provider(*[odd] * 4), desk.provider(*[GOOD] * 4)
    desk.agent = changed(streams=streams)

    async def story() -> tuple[Word, list[str], dict[str, int]]:
        answer, _ = await desk.answer(day_budget=Decimal(5))
        return answer, *await _standing()

    answer, outcomes, reserved = desk.run(story())
    assert answer.word == "kind"
    assert first.requests
    assert second.requests
    assert len(outcomes) == len(first.requests) + len(second.requests)
    assert "in flight" not in outcomes
    assert set(reserved.values()) == {0}


def test_signs_that_no_database_holds_are_replaced_in_an_answer(desk: Desk) -> None:
    body: dict[str, Any] = {"role": "assistant", "content": '{"word": "a\ud800"}'}
    choice = {"index": 0, "finish_reason": "stop", "message": body}
    reply = {"id": "x", "object": "chat.completion", "created": 1, "model": "m\x00", "choices": [choice]}
    desk.provider(Reply(body=json.dumps(reply)))
    assert desk.run(desk.ask()).word == "a\ufffd"
    assert desk.log.model == "m\ufffd"


def test_an_answer_that_its_agents_check_cannot_read_is_an_invalid_one(desk: Desk) -> None:
    def check(request: Question, response: Word) -> list[str]:
        return [] if response.word == "kind" else [response.word[99]]

    server = desk.provider('{"word": "short"}', GOOD)
    desk.agent = changed(check=check)
    answer = desk.run(desk.ask())
    assert answer.word == "kind"
    assert "- answer: it could not be checked (IndexError)." in server.messages(1)[-1]["content"]
    assert desk.run(_standing())[0] == ["invalid answer", "answered"]
