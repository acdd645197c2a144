"""A long answer comes in pieces: shown as it grows, and no answer before all of it is there."""

import json
from typing import Any

import pytest

from tasks.asking.failures import NoModelAnswer
from tasks.casebook import model_calls
from tests.fakes.openai_server import EVERY_MEANS, FakeOpenAI, Means, Reply
from tests.tasks.asking.desk import GOOD, Desk, Onlookers, changed
from tests.tasks.casebook.desk import opened

LONG = json.dumps({"word": "Travel rose, since the team went to the fair in Lyon and stayed for a week."})
IN_PIECES = Reply(LONG, pause=0.01)


@pytest.fixture
def streaming(desk: Desk) -> Desk:
    desk.agent = changed(streams=True)
    return desk


def _asked_in_pieces(server: FakeOpenAI) -> list[bool]:
    return [bool(request["stream"]) for request in server.requests]


@pytest.mark.parametrize("means", ["json_schema", "tool_call", "json_mode"])
def test_an_answer_grows_piece_by_piece_in_every_form(streaming: Desk, means: Means) -> None:
    streaming.provider(IN_PIECES)
    answer = streaming.run(streaming.ask(means=means))
    assert answer.word == json.loads(LONG)["word"]
    seen = [draft for draft in streaming.onlookers.seen if draft]
    assert len(set(seen)) > 5
    assert seen[0] != LONG == seen[-1]
    assert all(LONG.startswith(draft) for draft in seen)


def test_a_streamed_call_is_recorded_like_another_with_the_time_to_its_first_piece(streaming: Desk) -> None:
    streaming.provider(IN_PIECES)

    async def story() -> list[Any]:
        await streaming.ask()
        return await model_calls.of_case((await opened()).id)

    (row,) = streaming.run(story())
    assert (row.outcome, row.answered_by, row.input_tokens, row.output_tokens) == ("answered", "large-2026-01", 100, 20)
    assert 0 <= row.first_token_ms < row.latency_ms


def test_an_agent_that_does_not_stream_is_answered_whole(desk: Desk) -> None:
    server = desk.provider(GOOD)

    async def story() -> list[Any]:
        await desk.ask()
        return await model_calls.of_case((await opened()).id)

    (row,) = desk.run(story())
    assert (_asked_in_pieces(server), desk.onlookers.seen, row.first_token_ms) == ([False], [], None)


@pytest.mark.parametrize(
    "broken",
    [Reply(LONG, hang_up_after=4), Reply(LONG, stop_after=4), Reply(LONG, stop_after=10)],
    ids=["hangs up", "stops", "stops after the last piece"],
)
def test_a_stream_that_breaks_is_asked_again_and_half_an_answer_is_kept_nowhere(streaming: Desk, broken: Reply) -> None:
    server = streaming.provider(broken, IN_PIECES)

    async def story() -> list[Any]:
        await streaming.ask()
        return await model_calls.of_case((await opened()).id)

    first, second = streaming.run(story())
    assert (first.outcome, second.outcome) == ("disconnected", "answered")
    assert first.response_sha256 != second.response_sha256
    assert first.input_tokens > 0  # what came is charged for all the same
    assert len(server.requests) == 2
    assert "Travel" not in streaming.run(_texts_of_failed_calls())


async def _texts_of_failed_calls() -> str:
    from sqlalchemy import select

    from tasks.casebook.database import reading
    from tasks.casebook.tables import model_calls as calls
    from tasks.casebook.tables import model_texts

    failed = select(calls.c.id).where(calls.c.outcome == "disconnected")
    async with reading() as connection:
        query = select(model_texts.c.response).where(model_texts.c.call_id.in_(failed))
        return "".join((await connection.execute(query)).scalars())


def test_a_stream_that_breaks_again_leaves_no_answer(streaming: Desk) -> None:
    streaming.provider(*[Reply(LONG, hang_up_after=4)] * 2)
    with pytest.raises(NoModelAnswer, match="disconnected"):
        streaming.run(streaming.ask())


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        (Reply(refusal="I will not."), "refused"),
        (Reply(LONG, finish="content_filter"), "filtered"),
        (Reply(LONG[:20], finish="length"), "cut off"),
        (Reply(GOOD.replace("kind", "fool")), "invalid answer"),
    ],
    ids=["refusal", "filter", "cut off", "invalid"],
)
def test_what_goes_wrong_in_a_stream_is_in_the_table_too(streaming: Desk, reply: Reply, outcome: str) -> None:
    streaming.provider(*[reply] * 3)
    streaming.provider(GOOD)

    async def story() -> str:
        assert (await streaming.ask()).word == "kind"
        return (await model_calls.of_case((await opened()).id))[0].outcome

    assert streaming.run(story()) == outcome


@pytest.mark.parametrize("how", ["refused", "ignored"])
def test_a_provider_that_cannot_stream_answers_whole_and_is_asked_for_that_at_once_the_next_time(
    streaming: Desk, how: Any
) -> None:
    server = streaming.provider(*[GOOD] * 3)
    server.streams = how
    assert streaming.run(streaming.ask("books/1")).word == "kind"
    assert [call["stream_options"] for call in server.requests if "stream_options" in call] == [{"include_usage": True}]
    assert len(server.requests) == 2
    streaming.run(streaming.ask("books/2"))
    assert len(server.requests) == 3
    assert "stream_options" not in server.requests[2]


def test_a_provider_without_schemas_streams_the_form_that_it_has(streaming: Desk) -> None:
    streaming.servers.clear()
    streaming.provider(*[IN_PIECES] * 2, means=EVERY_MEANS - {"json_schema"})
    assert streaming.run(streaming.ask()).word == json.loads(LONG)["word"]
    assert streaming.onlookers.seen[-1] == LONG


class Clumsy(Onlookers):
    async def see(self, agent: Any, draft: str, *, share: float) -> None:
        raise TypeError("this page takes no drafts")


def test_onlookers_who_stumble_over_a_draft_neither_end_its_call_nor_are_blamed_on_the_provider(
    streaming: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    server = streaming.provider(IN_PIECES)
    streaming.onlookers = Clumsy()
    assert streaming.run(streaming.ask()).word == json.loads(LONG)["word"]
    assert len(server.requests) == 1
    assert "A growing draft could not be shown: TypeError." in caplog.text
