"""Each row of the table of failures, over real HTTP, and what a request to several providers costs at most."""

import asyncio
import json
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import update

from agents.spec import Limits
from tasks.asking.conversation import Conversation
from tasks.asking.failures import CALLS, LanguageModelRefused, NoModelAnswer
from tasks.asking.inquiry import Inquiry
from tasks.casebook import budgets, model_calls, provider_ways, words
from tasks.casebook.attempts import StaleEpoch
from tasks.casebook.budgets import BudgetReached, nanodollars
from tasks.casebook.database import writing
from tasks.casebook.origins import FALLBACK
from tasks.casebook.tables import provider_forms
from tests.fakes.openai_server import Means, Reply, means_of
from tests.tasks.asking.desk import AGENT, BAD, BUSY, DOWN, GOOD, RUDE, RULES, Desk, Question, changed
from tests.tasks.casebook.desk import opened


@pytest.mark.parametrize(
    ("script", "calls"),
    [
        ([GOOD], 1),
        ([BAD, GOOD], 2),
        ([RUDE, "Sure! " + GOOD, GOOD], 3),
        ([DOWN, GOOD], 2),
        ([Reply(status=503, body="<html>"), GOOD], 2),
        ([Reply(body="<html>gateway</html>"), GOOD], 2),
        ([Reply(body='{"id": "x", "choices": null}'), GOOD], 2),
        ([BUSY, GOOD], 2),
        ([Reply(hang_up=True), GOOD], 2),
        ([Reply(GOOD[:5], finish="length"), GOOD], 2),
    ],
    ids=["valid", "invalid", "invalid twice", "500", "503", "no JSON", "no choices", "429", "hang up", "cut off"],
)
def test_one_provider_mends_itself(desk: Desk, script: list[Any], calls: int) -> None:
    server = desk.provider(*script)
    assert desk.run(desk.ask()).word == "kind"
    assert len(server.requests) == desk.log.calls == calls


@pytest.mark.parametrize(
    ("script", "calls"),
    [
        ([BAD] * 9, 3),
        ([DOWN] * 9, 2),
        ([BUSY] * 9, 2),
        ([Reply(hang_up=True)] * 9, 2),
        ([Reply(GOOD[:5], finish="length")] * 9, 2),
        ([Reply(refusal="No.")] * 9, 1),
        ([Reply(GOOD, finish="content_filter")] * 9, 1),
        ([Reply(status=400, body='{"error": {"code": "content_filter", "message": "no"}}')] * 9, 1),
        ([Reply(status=400, body='{"error": {"code": "context_length_exceeded", "message": "no"}}')] * 9, 1),
        ([Reply(status=401, body='{"error": {"message": "no"}}')] * 9, 1),
        ([Reply(status=429, body="{}", headers=(("Retry-After", "3600"),))] * 9, 1),
    ],
    ids=[
        "invalid",
        "500",
        "429",
        "hang up",
        "cut off",
        "refusal",
        "filter",
        "filter 400",
        "too long",
        "key",
        "429 long",
    ],
)
def test_the_next_provider_answers_where_one_cannot(desk: Desk, script: list[Any], calls: int) -> None:
    first, second = desk.provider(*script), desk.provider(GOOD)
    assert desk.run(desk.ask()).word == "kind"
    assert (len(first.requests), len(second.requests)) == (calls, 1)
    assert desk.log.provider == "p1"
    assert desk.log.failures


def test_after_a_timeout_the_provider_gets_twice_the_time_once(desk: Desk) -> None:
    server = desk.provider(Reply(GOOD, delay=2.2), Reply(GOOD, delay=2.2))
    assert desk.run(desk.ask(timeout=2)).word == "kind"  # a busy machine has nearly two seconds to spare
    assert len(server.requests) == 2


def test_a_cut_off_answer_may_be_twice_as_long(desk: Desk) -> None:
    server = desk.provider(Reply("{", finish="length"), GOOD)
    desk.run(desk.ask())
    first, second = (request["max_completion_tokens"] for request in server.requests)
    assert second == 2 * first


def test_a_repair_quotes_the_exact_errors(desk: Desk) -> None:
    server = desk.provider(BAD, RUDE, GOOD)
    desk.run(desk.ask())
    assert "- word: Input should be a valid string" in server.messages(1)[-1]["content"]
    assert "- word: too rude, be kind." in server.messages(2)[-1]["content"]
    assert server.messages(2)[-2] == {"role": "assistant", "content": RUDE}


def test_the_best_form_is_tried_anew_once_what_was_found_is_old(desk: Desk) -> None:
    odd = Reply(status=400, body='{"error": {"message": "the tool of this schema is being restarted"}}')
    server = desk.provider(odd, GOOD, GOOD, GOOD)

    async def story() -> list[str]:
        await desk.ask("books/1")
        await desk.ask("books/2")
        async with writing() as connection:
            earlier = datetime.now(UTC) - provider_ways.HOLDS_FOR
            await connection.execute(update(provider_forms).values(at=earlier))
        await desk.ask("books/3")
        return [means_of(request) for request in server.requests]

    assert desk.run(story()) == ["json_schema", "tool_call", "tool_call", "json_schema"]


@pytest.mark.parametrize("worst", [DOWN, BAD, BUSY, Reply(hang_up=True), Reply("{", finish="length")])
def test_at_most_four_calls_are_made_for_one_request(desk: Desk, worst: Any) -> None:
    for _ in range(4):
        desk.provider(*[worst] * 9)
    with pytest.raises(NoModelAnswer, match="4 calls, no valid answer"):
        desk.run(desk.ask())
    assert sum(len(server.requests) for server in desk.servers) == CALLS == 4


@pytest.mark.parametrize(
    ("means", "calls"), [({"json_schema"}, 1), ({"tool_call"}, 2), ({"json_mode"}, 3)], ids=["schema", "tool", "mode"]
)
def test_the_best_form_that_a_provider_takes_is_found_once_and_kept(desk: Desk, means: set[Means], calls: int) -> None:
    server = desk.provider(GOOD, GOOD, means=frozenset(means))
    assert desk.run(desk.ask("books/1")).word == "kind"
    assert len(server.requests) == calls
    assert desk.run(desk.ask("books/2")).word == "kind"
    assert len(server.requests) == calls + 1


WRONG_KEY = Reply(status=401, body=json.dumps({"error": {"message": "no such key"}}))


def test_a_wrong_key_is_said_with_the_mend_where_every_provider_has_one(desk: Desk) -> None:
    for _ in range(2):
        desk.provider(WRONG_KEY)
    with pytest.raises(LanguageModelRefused, match=r"no such key.*countersign model check"):
        desk.run(desk.ask())


@pytest.mark.parametrize("other", [DOWN, Reply(refusal="No.")], ids=["down", "refuses"])
def test_a_wrong_key_is_no_reason_to_fail_where_another_provider_is_only_away(desk: Desk, other: Reply) -> None:
    desk.provider(WRONG_KEY)
    desk.provider(*[other] * 2)
    answer, record = desk.run(desk.answer())
    assert (answer.word, record["by"]) == ("rule", FALLBACK)
    assert "no such key" in record["fell_back"]


NO_MONEY = {"message": "You exceeded your current quota", "code": "insufficient_quota", "type": "insufficient_quota"}
OF_VLLM = {
    "message": "This model's maximum context length is 4096 tokens. However, you requested 9000 tokens.",
    "type": "BadRequestError",
    "code": 400,
}


@pytest.mark.parametrize(
    ("status", "error", "kind"),
    [
        (429, NO_MONEY, "quota used up"),
        (402, {"message": "Insufficient Balance", "code": "invalid_request_error"}, "quota used up"),
        (400, OF_VLLM, "request too long"),
        (400, {"message": "prompt is too long: 210000 tokens > 200000 maximum"}, "request too long"),
    ],
    ids=["quota", "balance", "context of vLLM", "context of a gateway"],
)
def test_what_only_one_provider_lacks_is_told_by_its_kind_and_the_rules_answer_where_no_other_does(
    desk: Desk, status: int, error: dict[str, Any], kind: str
) -> None:
    server = desk.provider(*[Reply(status=status, body=json.dumps({"error": error}))] * 4)
    answer, record = desk.run(desk.answer())
    assert (answer.word, record["by"], len(server.requests)) == ("rule", FALLBACK, 1)
    assert f"p0: {kind}: {status}" in record["fell_back"]


OVER_ITS_LENGTH = Reply(
    status=400,
    body=json.dumps(
        {
            "error": {
                "message": "max_tokens is too large: 4000. This model supports at most 2000 completion tokens",
                "param": "max_tokens",
                "code": "invalid_value",
            }
        }
    ),
)


@pytest.mark.parametrize(
    ("script", "lengths"),
    [
        ([Reply("{", finish="length"), OVER_ITS_LENGTH, GOOD], [2000, 4000, 2000]),
        ([OVER_ITS_LENGTH, GOOD], [2000, 1000]),
    ],
    ids=["after an answer was cut off", "at once"],
)
def test_a_provider_that_gives_no_such_length_is_asked_for_half_of_it(
    desk: Desk, script: list[Any], lengths: list[int]
) -> None:
    server = desk.provider(*script)
    assert desk.run(desk.ask()).word == "kind"
    assert [request["max_completion_tokens"] for request in server.requests] == lengths


KEY = "0123456789abcdef0123456789abcdef"


@pytest.mark.parametrize("streams", [False, True], ids=["whole", "in pieces"])
def test_what_a_provider_says_of_a_failure_is_kept_without_keys_and_personal_data(desk: Desk, streams: bool) -> None:
    said = f"Invalid API key: {KEY} for jane.roe@corp.example"
    desk.key, desk.agent = KEY, changed(streams=streams)
    desk.provider(Reply(status=401, body=json.dumps({"error": {"message": said}})))

    async def story() -> str:
        with pytest.raises(LanguageModelRefused, match="Invalid API key") as raised:
            await desk.answer()
        [row] = await model_calls.of_case((await opened()).id)
        return str(raised.value) + row.detail

    told = desk.run(story())
    assert told.count("Invalid API key: [key] for [mail]") == 2
    assert KEY not in told


def test_what_is_wrong_with_a_draft_is_kept_without_the_personal_data_that_it_quotes(desk: Desk) -> None:
    desk.agent = changed(check=lambda request, response: [f"word: '{response.word}' is no name."])
    server = desk.provider(*[json.dumps({"word": "jane.roe@corp.example"})] * 3)

    async def story() -> str:
        _, record = await desk.answer()
        rows = await model_calls.of_case((await opened()).id)
        return "".join((*record["failures"], record["fell_back"], *(row.detail for row in rows)))

    told = desk.run(story())
    assert told.count("word: '[mail]' is no name.") == 9
    assert "jane.roe" not in told
    assert "'jane.roe@corp.example' is no name" in server.messages(1)[-1]["content"]  # who wrote it is told exactly


def test_a_provider_that_failed_five_times_is_left_alone_and_people_hear_of_it_once(desk: Desk) -> None:
    broken, well = desk.provider(*[DOWN] * 20), desk.provider(*[GOOD] * 20)

    async def story() -> None:
        for number in range(6):
            await desk.ask(f"books/{number}")

    desk.run(story())
    assert len(broken.requests) == 5
    assert len(well.requests) == 6
    assert [name for name, news in desk.told if news.opened] == ["p0"]


def test_every_call_is_recorded_with_what_it_cost(desk: Desk) -> None:
    desk.provider(BAD, GOOD)

    async def story() -> list[Any]:
        await desk.ask()
        return await model_calls.of_case((await opened()).id)

    first, second = desk.run(story())
    assert [first.outcome, second.outcome] == ["invalid answer", "answered"]
    assert (second.provider, second.asked, second.answered_by) == ("p0", "large", "large-2026-01")
    assert (second.input_tokens, second.output_tokens, second.cost) == (100, 20, nanodollars(Decimal("0.0012")))
    assert (second.attempt, second.agent, second.reserved) == (2, "namer", 0)


def test_a_call_that_the_budget_has_no_money_for_is_not_made(desk: Desk) -> None:
    server = desk.provider(*[GOOD] * 50)
    cap = {"day/2026-11-21": nanodollars(Decimal("0.05"))}

    async def story() -> int:
        done = 0
        try:
            for number in range(50):
                await desk.ask(f"books/{number}", caps=cap)
                done += 1
        except BudgetReached as reached:
            assert reached.scope == "day/2026-11-21"
        return done

    done = desk.run(story())
    assert 0 < done == len(server.requests) < 50
    (row,) = desk.run(budgets.listing()).values()
    assert row.reserved == 0
    assert row.spent == done * nanodollars(Decimal("0.0012")) <= cap["day/2026-11-21"]
    near = [news.near_their_cap for _, news in desk.told if news.near_their_cap]
    assert near in ([], [("day/2026-11-21",)])


def test_twenty_flows_at_once_spend_at_most_the_cap_and_the_calls_in_flight(desk: Desk) -> None:
    desk.provider(*[Reply(GOOD, delay=0.05)] * 200)
    cap = {"day/2026-11-21": nanodollars(Decimal("0.2"))}

    async def one(number: int) -> int:
        for turn in range(10):
            try:
                await desk.ask(f"books/{turn}", key=str(number), caps=cap)
            except BudgetReached:
                return turn
        return 10

    async def story() -> list[int]:
        return await asyncio.gather(*(one(number) for number in range(20)))

    done = desk.run(story())
    (row,) = desk.run(budgets.listing()).values()
    assert sum(done) > 0
    assert row.spent <= cap["day/2026-11-21"]
    assert row.reserved == 0
    assert row.spent == sum(done) * nanodollars(Decimal("0.0012"))


def test_a_person_can_raise_a_budget_or_leave_it_to_the_rules(desk: Desk) -> None:
    desk.provider(*[GOOD] * 9)
    caps = {"case/x": nanodollars(Decimal("0.000001"))}

    async def story() -> None:
        with pytest.raises(BudgetReached) as reached:
            await desk.ask("books/1", caps=caps)
        assert not reached.value.without_models
        await budgets.raise_by("case/x", nanodollars(Decimal(1)), words.Word("ada", "Worth it.", True, RULES))
        await desk.ask("books/1", caps=caps)
        await budgets.go_on_by_rules("case/x", words.Word("ada", "Enough.", True, RULES))
        with pytest.raises(BudgetReached) as left:
            await desk.ask("books/2", caps=caps)
        assert left.value.without_models

    desk.run(story())


def test_what_a_dead_process_had_set_aside_counts_as_spent(desk: Desk) -> None:
    desk.provider(GOOD)
    caps = {"case/x": nanodollars(Decimal(1))}

    async def story() -> list[Any]:
        case = await opened()
        intent = model_calls.Intent(
            step="books", agent="namer", prompt_version="x", provider="p0", asked="large", attempt=1,
            request_sha256="", tokens=10, reserve=1000, caps=caps,
        )  # fmt: skip
        await model_calls.admit(case, intent)
        await desk.ask(caps=caps)
        return await model_calls.of_case(case.id)

    lost, answered = desk.run(story())
    assert (lost.outcome, lost.cost) == ("lost", 1000)
    (row,) = desk.run(budgets.listing()).values()
    assert (row.reserved, row.spent) == (0, 1000 + answered.cost)


def test_calls_keep_to_the_providers_allowance(desk: Desk) -> None:
    server = desk.provider(*[GOOD] * 9)
    desk.agent = replace(AGENT, limits=Limits(seconds=10))
    desk.agent.__dict__["prompt"] = "Name it."

    async def story() -> None:
        for number in range(3):
            await desk.ask(f"books/{number}", requests_per_minute=3)
        with pytest.raises(NoModelAnswer, match="allowance is used up"):
            await desk.ask("books/4", requests_per_minute=3)

    desk.run(story())
    assert len(server.requests) == 3


def test_texts_are_kept_without_keys_and_personal_data(desk: Desk) -> None:
    from sqlalchemy import select

    from tasks.casebook.database import reading
    from tasks.casebook.tables import model_texts

    desk.provider(json.dumps({"word": "ann@example.org"}))

    async def story() -> Any:
        await desk.ask()
        async with reading() as connection:
            return (await connection.execute(select(model_texts))).one()

    row = desk.run(story())
    assert row.response == '{"word": "[mail]"}'


def test_an_older_attempt_of_the_case_makes_no_call(desk: Desk) -> None:
    server = desk.provider(GOOD)

    async def story() -> None:
        owner = uuid4()
        case = await opened("x", owner=owner)
        await opened("x", owner=owner)
        language_model = desk.language_model()
        inquiry = Inquiry(case, "books", AGENT, Question(text="?"), language_model, {})
        with pytest.raises(StaleEpoch):
            await Conversation(inquiry, desk.onlookers).answer()

    desk.run(story())
    assert server.requests == []
