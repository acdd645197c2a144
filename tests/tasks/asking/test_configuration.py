"""What cannot work is refused before a case is opened, with the mend."""

import asyncio
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from prefect import flow
from prefect.types import SecretDict
from pydantic import BaseModel

from blocks.language_model import LanguageModel, Model, Provider
from flows.financial_reporting.brief import PROCESS
from tasks.asking.configuration import BadConfiguration, refuse_bad_configuration
from tasks.case import close_case, open_case
from tasks.casebook import case_records, cases, notices
from tasks.process import Process
from tasks.story import story
from tests import block_documents
from tests.fakes.openai_server import FakeOpenAI, Reply, openai_server
from tests.tasks.asking.desk import AGENT, changed

ASKING = Process(name="naming", steps=frozenset({"name"}), agents=(AGENT,))

pytestmark = [
    pytest.mark.usefixtures("prefect_server"),
    pytest.mark.filterwarnings("ignore:.*<socket.socket:pytest.PytestUnraisableExceptionWarning"),
]


class Brief(BaseModel, frozen=True):
    key: str

    def natural_key(self) -> dict[str, Any]:
        return {"key": self.key}


class Named(BaseModel):
    status: str = "named"


@flow(name="naming", persist_result=False)
@story
async def naming(brief: Brief) -> Named:
    return await close_case(await open_case(ASKING, brief), Named())


@pytest.fixture
def server() -> Iterator[FakeOpenAI]:
    """A provider, and the language model's block that names it."""
    with openai_server() as fake:
        _saved(fake.address)
        yield fake
        block_documents.drop(LanguageModel)


def _saved(address: str, key: str = "sk-secret") -> None:
    model = Model(name="large")
    provider = Provider(name="first", base_url=address, fast=model, careful=model)
    block_documents.put(LanguageModel(providers=[provider], keys=SecretDict({"first": key})))


on_one_casebook = pytest.mark.parametrize("casebook", ["sqlite"], indirect=True)


@on_one_casebook
def test_a_wrong_key_ends_the_run_before_its_case_is_opened(casebook: Any, server: FakeOpenAI) -> None:
    server.models = Reply(status=401)
    with pytest.raises(BadConfiguration, match=r"naming was not begun. Provider first refuses its key \(401\)") as told:
        casebook(naming(Brief(key="one")))
    assert "put the right one under 'first' in the LanguageModel block's keys" in str(told.value)
    assert "sk-secret" not in str(told.value)
    assert casebook(case_records.listing()) == []
    assert [row.text for row in casebook(notices.latest())] == [f"{told.value} Then start the same brief again."]
    assert server.asked_for_models == ["Bearer sk-secret"]
    assert server.requests == []

    server.models = Reply(body="{}")  # mended
    assert casebook(naming(Brief(key="one"))).status == "named"


@on_one_casebook
def test_a_case_that_has_begun_goes_on_although_the_key_is_wrong_by_now(casebook: Any, server: FakeOpenAI) -> None:
    brief = Brief(key="begun")

    async def earlier() -> None:
        await cases.claim("naming", brief.natural_key(), brief.model_dump(), owner=uuid4(), requester=None)

    casebook(earlier())
    server.models = Reply(status=401)
    assert casebook(naming(brief)).status == "named"


@pytest.mark.parametrize(
    "answer",
    [Reply(status=403), Reply(status=404), Reply(status=500), Reply(hang_up=True), Reply(body="<html>")],
    ids=["403", "404", "500", "hangs up", "no JSON"],
)
def test_a_provider_that_does_not_say_whether_the_key_is_right_is_no_reason_not_to_begin(
    server: FakeOpenAI, answer: Reply
) -> None:
    server.models = answer
    asyncio.run(refuse_bad_configuration(ASKING))
    assert len(server.asked_for_models) == 1


def test_a_provider_that_cannot_be_reached_is_no_reason_not_to_begin(server: FakeOpenAI) -> None:
    _saved("http://127.0.0.1:9/v1")
    asyncio.run(refuse_bad_configuration(ASKING))


def test_a_process_is_checked_once_and_again_when_the_block_has_changed(server: FakeOpenAI) -> None:
    for key in ("sk-secret", "sk-secret", "sk-other"):
        _saved(server.address, key)
        asyncio.run(refuse_bad_configuration(ASKING))
    assert server.asked_for_models == ["Bearer sk-secret", "Bearer sk-other"]


def test_a_tier_without_a_model_is_refused_with_the_mend(server: FakeOpenAI, monkeypatch: pytest.MonkeyPatch) -> None:
    import blocks.language_model

    # Prefect's form saves a block without asking our code what it thinks of it.
    with monkeypatch.context() as lenient:
        lenient.setattr(blocks.language_model, "TIERS", ())
        provider = Provider(name="first", base_url=server.address, fast=Model(name="small"))
        LanguageModel(providers=[provider], keys=SecretDict({"first": "k"})).save("default", overwrite=True)
    with pytest.raises(BadConfiguration, match=r"No provider has a careful model: name one in at least one provider"):
        asyncio.run(refuse_bad_configuration(ASKING))


@on_one_casebook
def test_a_tool_that_nobody_has_is_refused_with_the_mend_before_a_case_is_opened(
    casebook: Any, server: FakeOpenAI
) -> None:
    with_tool = Process(name="with-tool", steps=ASKING.steps, agents=(changed(tools=frozenset({"crystal.ball"})),))
    with pytest.raises(BadConfiguration, match=r"with-tool was not begun. Agent 'namer' names the tool 'crystal.ball'"):
        casebook(refuse_bad_configuration(with_tool))


def test_the_close_of_a_period_names_the_agents_that_it_asks() -> None:
    asked = {"data_steward", "variance_analyst", "narrator", "controllers_reviewer"}
    assert asked <= {agent.name for agent in PROCESS.agents}
