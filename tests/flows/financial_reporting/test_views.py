"""The books of a case can be queried as they were when the case read them."""

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from flows.financial_reporting.books.library import import_books
from flows.financial_reporting.brief import PROCESS
from tasks.casebook import cases
from tasks.casebook.answers import freeze_answer
from tasks.casebook.cases import Case
from tasks.casebook.tool_terms import Caller
from tasks.settings import settings
from tasks.tools.builtin.query import QUERY
from tasks.tools.tool import ArgumentsRefused

SAMPLE = Path(__file__).parents[3] / "flows" / "financial_reporting" / "sample"


async def _case() -> Case:
    row = await cases.claim(PROCESS.name, {"period": "2026-10"}, {}, owner=uuid4(), requester=None)
    return Case(
        id=row.id, tenant=row.tenant, process=PROCESS.name, steps=PROCESS.steps, epoch=row.epoch, requester=None,
        views=PROCESS.views,
    )  # fmt: skip


async def _asked(case: Case, **arguments: Any) -> Any:
    return await QUERY.call(Caller(case, "planner"), arguments)


def test_the_frozen_books_are_queried_whatever_is_imported_later(casebook: Any, tmp_path: Path) -> None:
    async def story() -> None:
        case = await _case()
        with pytest.raises(ArgumentsRefused, match="has not read its books yet"):
            await _asked(case, sql="SELECT 1 FROM journal")
        manifest, _ = await import_books(SAMPLE, None, closed_through={}, note="sample")
        await freeze_answer(case, "books", manifest, request_sha256="0" * 64, provenance={})
        contract = await _asked(case)
        assert {row["view"] for row in contract["rows"]} >= {"journal", "accounts", "budget", "invoices"}
        assert {"view": "journal", "column": "date", "holds": "Posting date."} in contract["rows"]
        balanced = await _asked(case, sql="SELECT sum(base_amount) AS total, count(*) AS n FROM journal")
        [first] = balanced["rows"]
        assert float(first["total"]) == 0
        small = tmp_path / "more"
        small.mkdir()
        (small / "journal.csv").write_text(
            "entry_id,date,account,amount,description\nX1,2026-11-02,1111,5,x\nX1,2026-11-02,1115,-5,x\n",
            encoding="utf-8",
        )
        await import_books(small, None, closed_through={}, note="more")
        assert (await _asked(case, sql="SELECT sum(base_amount) AS total, count(*) AS n FROM journal"))["rows"] == [
            first
        ]
        [file] = (settings().home / "views" / settings().tenant).iterdir()
        file.unlink()  # a cache, which is made again
        again = await _asked(case, sql="SELECT count(*) AS n FROM journal j JOIN accounts a ON a.code = j.account")
        assert again["rows"] == [{"n": first["n"]}]
        with pytest.raises(ArgumentsRefused, match="There is no view 'journal_rows'"):
            await _asked(case, sql="SELECT * FROM journal_rows")

    casebook(story())


def test_a_process_without_views_says_so(casebook: Any) -> None:
    async def story() -> None:
        bare = (await _case()).model_copy(update={"views": ""})
        with pytest.raises(ArgumentsRefused, match="has no views to query"):
            await _asked(bare, sql="SELECT 1")

    casebook(story())
