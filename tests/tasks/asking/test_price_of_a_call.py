"""What one call may cost, and what a tenant may spend in all."""

import asyncio
import json
from decimal import Decimal

import pytest

from agents.spec import Limits
from blocks.language_model import Model, Provider
from tasks.asking.answering import Answering
from tasks.asking.failures import NoModelAnswer
from tasks.asking.turns import opening, tokens_in
from tasks.casebook import budgets, notices, words
from tasks.casebook.budgets import BudgetReached, nanodollars
from tasks.wait import MustWait
from tests.fakes.openai_server import Reply
from tests.tasks.asking.desk import AGENT, DOWN, GOOD, RULES, Desk, Question, changed
from tests.tasks.casebook.desk import opened

CUT_OFF = Reply(GOOD[:5], finish="length")
ENOUGH, HALF, TOO_LITTLE = Decimal("0.05"), Decimal("0.015"), Decimal("0.004")
"""US dollars for a call that reads some 250 tokens and may write 2,000, at 10 dollars a million."""


def test_an_answer_is_made_as_short_as_its_call_may_cost(desk: Desk) -> None:
    server = desk.provider(GOOD, GOOD)

    async def story() -> None:
        for number, price in enumerate((ENOUGH, HALF)):
            desk.agent = changed(limits=Limits(dollars_per_call=price))
            await desk.ask(f"books/{number}")

    desk.run(story())
    whole, shorter = (request["max_completion_tokens"] for request in server.requests)
    schema = len(json.dumps(AGENT.response_schema)) // 3
    read = sum(len(message["content"]) // 3 for message in server.messages(1)) + schema + 200
    assert whole == 2000
    assert shorter == 1500 - read


def test_a_call_that_would_leave_too_little_of_its_answer_is_not_made_until_a_person_allows_more(desk: Desk) -> None:
    server = desk.provider(GOOD)
    desk.agent = changed(limits=Limits(dollars_per_call=TOO_LITTLE))

    async def story() -> None:
        scope = f"call/{(await opened()).id}/books"
        with pytest.raises(MustWait, match=f"countersign budgets raise {scope}") as wait:
            await desk.answer()
        assert wait.value.waits_for == {"budget": scope}
        assert server.requests == []
        await budgets.raise_by(scope, nanodollars(ENOUGH), words.Word("ada", "It is worth it.", True, RULES))
        await desk.answer()

    desk.run(story())
    assert len(server.requests) == 1


def test_a_person_may_leave_what_costs_too_much_a_call_to_the_rules(desk: Desk) -> None:
    server = desk.provider(GOOD)
    desk.agent = changed(limits=Limits(dollars_per_call=TOO_LITTLE))

    async def story() -> str:
        word = words.Word("ada", "The rules will do.", True, RULES)
        await budgets.go_on_by_rules(f"call/{(await opened()).id}/books", word)
        return (await desk.answer())[0].word

    assert desk.run(story()) == "rule"
    assert server.requests == []


def test_a_cut_off_answer_gets_no_second_call_where_its_price_allows_no_longer_one(desk: Desk) -> None:
    server = desk.provider(CUT_OFF, GOOD)
    desk.agent = changed(limits=Limits(dollars_per_call=HALF))
    with pytest.raises(NoModelAnswer, match="cut off"):
        desk.run(desk.ask())
    assert len(server.requests) == 1


def test_twenty_flows_at_once_keep_to_the_tenants_budget(desk: Desk) -> None:
    server = desk.provider(*[Reply(GOOD, delay=0.05)] * 200)

    async def one(number: int) -> tuple[int, str]:
        for turn in range(10):
            try:
                await desk.answer(f"books/{turn}", key=str(number), tenant_budget=Decimal("0.2"))
            except MustWait as wait:
                return turn, wait.waits_for["budget"]
        return 10, ""

    async def story() -> list[tuple[int, str]]:
        return await asyncio.gather(*(one(number) for number in range(20)))

    done = desk.run(story())
    standing = desk.run(budgets.listing())
    assert list(standing) == ["tenant"]
    assert {scope for _, scope in done} <= {"tenant", ""}
    assert 0 < sum(turns for turns, _ in done) == len(server.requests) < 200
    assert (
        standing["tenant"].spent == len(server.requests) * nanodollars(Decimal("0.0012")) <= nanodollars(Decimal("0.2"))
    )
    assert standing["tenant"].reserved == 0


def test_a_budget_that_passes_four_fifths_is_a_notice_once_and_again_after_it_was_raised(desk: Desk) -> None:
    desk.provider(*[GOOD] * 9)
    desk.model = Model(name="large", output_price=Decimal(10))  # each call costs what it may: 20 tokens, 0.0002
    desk.agent = changed(limits=Limits(answer_tokens=20))

    async def story() -> list[str]:
        for number in range(5):
            await desk.answer(f"books/{number}", tenant_budget=Decimal("0.001"))
        await budgets.raise_by("tenant", nanodollars(Decimal("0.001")), words.Word("ada", "Go on.", True, RULES))
        for number in range(5, 9):
            await desk.answer(f"books/{number}", tenant_budget=Decimal("0.001"))
        return [row.text for row in await notices.latest()]

    mend = "US dollars are spent. `countersign budgets raise tenant AMOUNT --comment TEXT` gives it more."
    assert desk.run(story()) == [
        f"The budget of tenant is at 80 %: 0.0008 of 0.0010 {mend}",
        f"The budget of tenant is at 80 %: 0.0016 of 0.0020 {mend}",
    ]


def test_reaching_a_budget_says_what_is_left_and_what_a_call_may_cost(desk: Desk) -> None:
    desk.provider(GOOD)
    with pytest.raises(BudgetReached, match=r"has 0\.0100 of 0\.0100 US dollars left, and a call may cost 0\.02"):
        desk.run(desk.ask(caps={"tenant": nanodollars(Decimal("0.01"))}))


@pytest.mark.parametrize("limit", ["a call", "the tenant"])
def test_what_is_too_dear_at_one_provider_is_asked_of_a_cheaper_one(desk: Desk, limit: str) -> None:
    dear, cheap = desk.provider(GOOD), desk.provider(GOOD)
    model = desk.language_model(**({"tenant_budget": Decimal("0.01")} if limit == "the tenant" else {}))
    price = Model(name="small", input_price=Decimal(1), output_price=Decimal(1))
    model.providers[1] = model.providers[1].model_copy(update={"careful": price})
    if limit == "a call":
        desk.agent = changed(limits=Limits(dollars_per_call=TOO_LITTLE))

    async def story() -> str:
        case = await opened()
        return (await Answering(case, "books", desk.agent, Question(text="?"), model, desk.onlookers).answer())[0].word

    assert desk.run(story()) == "kind"
    assert (dear.requests, len(cheap.requests)) == ([], 1)


def test_a_person_is_asked_where_only_the_provider_that_is_too_dear_could_have_answered(desk: Desk) -> None:
    desk.provider(GOOD)
    desk.provider(*[DOWN] * 2)
    model = desk.language_model(tenant_budget=Decimal("0.01"))
    model.providers[1] = model.providers[1].model_copy(update={"careful": Model(name="free")})

    async def story() -> None:
        with pytest.raises(MustWait) as wait:
            await Answering(await opened(), "books", AGENT, Question(text="?"), model, desk.onlookers).answer()
        assert wait.value.waits_for == {"budget": "tenant"}

    desk.run(story())


@pytest.mark.parametrize(
    ("text", "tokens"),
    [("財務報告の注記を作成してください。", 17), ("🦑🧿", 2), ("Travel is above budget.", 5)],
    ids=["Japanese", "emojis", "English"],
)
def test_a_text_is_estimated_at_no_fewer_tokens_than_it_has_words(text: str, tokens: int) -> None:
    assert tokens_in(text) >= tokens


def test_what_is_set_aside_for_a_call_counts_the_schema_wherever_it_is_sent() -> None:
    provider = Provider(name="p0", careful=Model(name="large"))
    schema, read = tokens_in(json.dumps(AGENT.response_schema)), list[int]()
    for form in ("json_schema", "tool_call", "json_mode"):
        turn = opening(provider.model_copy(update={"means": form}), {}, AGENT, Question(text="?"))
        assert turn is not None
        read.append(turn.reading - sum(map(tokens_in, turn.texts)) - 200)
    assert read == [schema, schema, 0]
