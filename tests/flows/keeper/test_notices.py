"""The keeper tells people of each notice once: in Slack where there is a workspace, else in its log."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from flows.keeper.loop import ROUNDS
from flows.keeper.notices import look_at_notices
from flows.keeper.one_by_one import OneByOne
from tasks.casebook import circuits, notices, tables
from tasks.casebook.circuits import FAILURES, Circuit
from tasks.casebook.database import database_now, writing
from tests.fakes.prefect_client import FakePrefect
from tests.fakes.slack_server import FakeSlack, Fault

KEY = "circuit/provider/openai/2026-11-21T09:00:00+00:00"
pytestmark = pytest.mark.usefixtures("prefect_server")
on_one_casebook = pytest.mark.parametrize("casebook", ["sqlite"], indirect=True)


async def _look() -> None:
    await look_at_notices(FakePrefect(), OneByOne())  # pyright: ignore[reportArgumentType]


async def _said(key: str = KEY, text: str = "Provider openai is <left> alone.") -> None:
    async with writing() as connection:
        await notices.say(connection, key, text)


async def _opened_circuit(name: str) -> None:
    """Let a receiver fail until its circuit opens, and twice more."""
    at = await database_now()
    for number in range(FAILURES + 2):
        async with writing() as connection:
            circuit: Circuit = (await circuits.load(connection, [name]))[name]
            await circuits.save(connection, {name: circuit.failed(at + timedelta(seconds=number))})


async def _claims_run_out() -> None:
    async with writing() as connection:
        await connection.execute(update(tables.notices).values(claimed_until=None))


def test_a_circuit_that_opens_is_told_in_slack_once_by_however_many_keepers(casebook: Any, slack: FakeSlack) -> None:
    async def story() -> None:
        await _opened_circuit("provider/openai")
        await _opened_circuit("tool/past-cases")
        await asyncio.gather(*(_look() for _ in range(4)))
        await _look()
        assert [row.told_at is not None for row in await notices.latest()] == [True, True]
        assert {row.message for row in await notices.latest()} == {f"C0FINANCE/{one['ts']}" for one in slack.messages}

    casebook(story())
    assert sorted(message["text"] for message in slack.messages) == [
        "Provider openai failed 5 times within 60 s: it is left alone, and tried once in 30 s until it answers.",
        "Tool past-cases failed 5 times within 60 s: it is left alone, and tried once in 30 s until it answers.",
    ]
    assert look_at_notices in ROUNDS


def test_a_notice_of_which_nobody_knows_whether_it_was_posted_is_looked_for_and_not_posted_again(
    casebook: Any, slack: FakeSlack
) -> None:
    slack.faults["chat.postMessage"] = [Fault(hang_up=True, carried_out=True)]

    async def story() -> None:
        await _said()
        await _look()
        await _look()  # the claim holds: nobody touches it yet
        assert [row.told_at for row in await notices.latest()] == [None]
        await _claims_run_out()
        await _look()
        assert [row.message for row in await notices.latest()] == [f"C0FINANCE/{slack.messages[0]['ts']}"]

    casebook(story())
    assert [message["text"] for message in slack.messages] == ["Provider openai is &lt;left&gt; alone."]


@on_one_casebook
def test_a_keeper_that_died_before_it_posted_leaves_the_notice_to_another(casebook: Any, slack: FakeSlack) -> None:
    async def story() -> None:
        await _said()
        assert await notices.claim(KEY) == 0
        assert await notices.claim(KEY) is None
        await _claims_run_out()
        await _look()

    casebook(story())
    assert len(slack.messages) == 1


@on_one_casebook
def test_while_slack_refuses_the_notice_waits_and_is_told_later(casebook: Any, slack: FakeSlack) -> None:
    slack.faults["chat.postMessage"] = [Fault(error="channel_not_found")]

    async def story() -> None:
        await _said()
        await _look()
        await _look()  # put off
        assert slack.messages == []
        await _claims_run_out()
        await _look()

    casebook(story())
    assert len(slack.messages) == 1
    assert "conversations.history" not in slack.methods()  # it certainly was not posted before


@on_one_casebook
def test_without_slack_the_notice_is_in_the_keepers_log_once(casebook: Any, caplog: pytest.LogCaptureFixture) -> None:
    async def story() -> None:
        await _said()
        await _look()
        await _look()
        assert [row.message for row in await notices.latest()] == ["log"]

    casebook(story())
    assert [record.message for record in caplog.records].count("Provider openai is <left> alone.") == 1


@on_one_casebook
def test_another_tenants_notices_are_not_told(casebook: Any, slack: FakeSlack, monkeypatch: pytest.MonkeyPatch) -> None:
    from tasks.settings import settings

    casebook(_said())
    monkeypatch.setenv("COUNTERSIGN_TENANT", "somebody-else")
    settings.cache_clear()
    casebook(_look())
    assert slack.messages == []
