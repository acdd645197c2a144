"""An operator adds a source of tools, grants, limits, reads and revokes in the terminal, and the next call sees it."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from flows.cli import main
from tasks.casebook import tokens
from tests.fakes.web_server import Page, web_server
from tests.tasks.casebook.desk import opened
from tests.tasks.tools.workbench import agent, end_of

pytestmark = pytest.mark.usefixtures("rules")
WHY = ("--comment", "The planner needs rates.")


def countersign(*words: str, fails: bool = False) -> str:
    done: Result = CliRunner().invoke(main, ["tools", *words])
    assert (done.exit_code != 0) == fails, done.output
    return done.output


def test_a_source_is_added_granted_limited_revoked_and_removed(casebook: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COUNTERSIGN_TOKEN", casebook(tokens.issue("ada")))
    planner = agent("rates.get", name="narrator")
    with web_server() as web:
        web.pages["/usd"] = Page(b'{"rate": "1.0842"}', headers={"Content-Type": "application/json"})
        config = {"hosts": [f"127.0.0.1:{web.port}"], "allow_http": True, "allow_private": True}
        assert "rates has rates.get" in countersign("add", "rates", "http-hosts", json.dumps(config), *WHY)
        step = iter(range(100))

        def used() -> str:
            async def story() -> str:
                asked = {"url": f"{web.address}/usd"}
                return await end_of(await opened(), planner, "rates.get", asked, f"books/{next(step)}")

            return casebook(story())

        assert used() == "not granted"
        said = countersign("grant", "rates.get", "--agent", "narrator", "--per-case", "2", *WHY)
        assert "once it names it: add it to `tools` in agents/narrator.py" in said
        assert [used() for _ in range(3)] == ["answered", "answered", "over quota"]
        listed = countersign()
        assert "rates.get: source rates (http-hosts), reads; usable where it is granted" in listed
        assert "granted to narrator, 2 calls a case by ada" in listed
        assert "4 calls, 2 of them with a result, 2 refused" in listed
        shown = countersign("show", "rates.get")
        assert "its schema is the accepted one" in shown
        assert "sends its arguments out" in shown
        countersign("grant", "rates.get", "--every-agent", *WHY)
        countersign("grant", "rates.get", "--agent", "narrator", *WHY)
        assert used() == "answered"
        assert "narrator may no longer use" in countersign("revoke", "rates.get", "--agent", "narrator", *WHY)
        assert used() == "revoked"
        countersign("grant", "rates.get", "--agent", "narrator", *WHY)
        assert "no agent may use rates.get" in countersign("revoke", "rates.get", *WHY)
        assert used() == "revoked"
        assert "rates.get is accepted as it is now" in countersign("accept", "rates.get", *WHY)
        assert "are gone" in countersign("remove", "rates", *WHY)
        assert used() == "unknown tool"
    assert len(web.requests) == 3


def test_what_cannot_be_is_refused_with_the_mend(casebook: Any, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Prove who you are" in countersign("revoke", "calculator", *WHY, fails=True)
    monkeypatch.setenv("COUNTERSIGN_TOKEN", casebook(tokens.issue("ada")))
    every = ("--every-agent", *WHY)
    assert "There is no tool 'nothing'" in countersign("grant", "nothing", *every, fails=True)
    assert "There is no tool 'nothing'" in countersign("revoke", "nothing", *WHY, fails=True)
    assert "There is no agent 'nobody'" in countersign("grant", "query", "--agent", "nobody", *WHY, fails=True)
    assert "Say whom" in countersign("grant", "query", *WHY, fails=True)
    assert "is no kind of source" in countersign("add", "x", "ftp", "{}", *WHY, fails=True)
    assert "hosts: Field required" in countersign("add", "x", "http-hosts", "{}", *WHY, fails=True)
    assert "is no JSON" in countersign("add", "x", "http-hosts", "hosts", *WHY, fails=True)
    assert "There is no source 'x'" in countersign("remove", "x", *WHY, fails=True)
    file = home / "hosts.json"
    file.write_text('{"hosts": ["rates.example"]}', encoding="utf-8")
    assert "x has x.get" in countersign("add", "x", "http-hosts", f"@{file}", *WHY)
    monkeypatch.setenv("COUNTERSIGN_TOKEN", casebook(tokens.issue("dee")))
    assert "x and its tools are gone" in countersign("remove", "x", *WHY)  # the policy's owner may say it too
