"""Past cases are those of the reader's tenant and process that are closed, and never itself."""

from typing import Any
from uuid import uuid4

import pytest

from tasks.casebook import attempts, cases
from tasks.casebook.answers import freeze_answer
from tasks.casebook.cases import Case
from tasks.casebook.tool_terms import Caller
from tasks.settings import settings
from tasks.tools.builtin.past_cases import PAST_CASES
from tasks.tools.schema import problems
from tasks.tools.tool import ArgumentsRefused


async def _case(process: str, period: str, *, ended: bool) -> Case:
    row = await cases.claim(process, {"period": period}, {}, owner=uuid4(), requester=None)
    steps = frozenset({"explain", "books", "look-up"})
    case = Case(id=row.id, tenant=row.tenant, process=process, steps=steps, epoch=row.epoch, requester=None)
    if ended:
        wrote = {"by": "large-2026-01", "agent": "Narrator", "prompt_version": "0" * 12}
        await freeze_answer(case, "explain#1", {"why": period}, request_sha256="0" * 64, provenance=wrote)
        await freeze_answer(case, "books", {"tables": {}}, request_sha256="0" * 64, provenance={})
        gave = {"by": "tool query", "call": "1"}
        await freeze_answer(case, "look-up", {"result": "1"}, request_sha256="0" * 64, provenance=gave)
        await attempts.close(case, {"status": "released", "period": period})
    return case


async def _asked(reader: Case, **arguments: Any) -> Any:
    assert problems(PAST_CASES.arguments, arguments) == []
    given = await PAST_CASES.call(Caller(reader, "planner"), arguments)
    assert problems(PAST_CASES.result, given) == []
    return given


def test_only_closed_cases_of_the_tenant_and_the_process_are_read(
    casebook: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story() -> None:
        monkeypatch.setenv("COUNTERSIGN_TENANT", "rival")
        settings.cache_clear()
        theirs = await _case("close", "2026-06", ended=True)
        monkeypatch.setenv("COUNTERSIGN_TENANT", "default")
        settings.cache_clear()
        await _case("launch", "2026-07", ended=True)
        await _case("close", "2026-08", ended=False)
        august = await _case("close", "2026-09", ended=True)
        october = await _case("close", "2026-10", ended=True)
        reader = await _case("close", "2026-11", ended=False)
        found = await _asked(reader)
        assert [each["key"]["period"] for each in found["cases"]] == ["2026-10", "2026-09"]
        assert found["cases"][0]["outcome"] == {"status": "released", "period": "2026-10"}
        assert (await _asked(reader, limit=1))["more"] is True
        assert [each["case"] for each in (await _asked(reader, key={"period": "2026-09"}))["cases"]] == [str(august.id)]
        assert [each["key"]["period"] for each in (await _asked(october))["cases"]] == ["2026-09"]
        one = await _asked(reader, case=str(october.id))
        assert one["steps"] == {"explain#1": {"why": "2026-10"}}  # neither what it read nor what tools gave
        assert (await _asked(reader, case=str(october.id), step="summarise"))["steps"] == {}
        for hidden in (theirs.id, reader.id, uuid4()):
            with pytest.raises(ArgumentsRefused, match="There is no closed case"):
                await _asked(reader, case=str(hidden))

    casebook(story())
