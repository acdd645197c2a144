"""What look-ups gave becomes passages: one mark for each in a case, rows whole, folders told apart."""

import json
from datetime import UTC, datetime
from typing import Any

from flows.financial_reporting.words.found import LONGEST, MORE, Found, found_by
from tasks.carry_out import Carried
from tasks.tools.builtin.query import QUERY
from tasks.tools.schema import problems
from tasks.tools.tool import Used

AT = datetime(2026, 11, 21, tzinfo=UTC)
VARIANCES = {"v1": "6320/Marketing", "v2": "6100", "v10": "6200"}


def documents(*places: str) -> Used:
    """Return what a search gives: "folder/name" each."""
    passages = [
        {"folder": folder, "document": name, "page": None, "heading": [], "text": f"Text of {name} in {folder}."}
        for folder, name in (place.split("/") for place in places)
    ]
    return Used(tool="documents", value={"passages": passages, "away": []}, outside=True, at=AT)


def query(rows: list[list[Any]]) -> Used:
    columns = ["month", "amount"]
    value = {"columns": columns, "rows": [dict(zip(columns, row, strict=True)) for row in rows], "more": False}
    assert problems(QUERY.result, value) == []
    return Used(tool="query", value=value, outside=True, at=AT)


def found(**used: Used) -> Found:
    return found_by(Carried(used={name.replace("_", "-"): one for name, one in used.items()}), VARIANCES)


def marks(given: Found, variance: str) -> list[tuple[str, str]]:
    return [(one.mark, one.place) for one in given.of(variance)]


def test_marks_go_on_from_one_variance_to_the_next() -> None:
    given = found(v10_memo=documents("a/three.md"), v2_memo=documents("a/two.md"), v1_memo=documents("a/one.md"))
    assert [marks(given, key) for key in VARIANCES.values()] == [
        [("P1", "a/one.md")],
        [("P2", "a/two.md")],
        [("P3", "a/three.md")],
    ]


def test_a_passage_that_bears_on_two_variances_has_one_mark() -> None:
    given = found(v1_memo=documents("a/memo.md", "a/lease.md"), v2_memo=documents("a/memo.md"))
    assert marks(given, "6100") == [("P1", "a/memo.md")]


def test_documents_of_one_name_in_two_folders_are_two() -> None:
    given = found(v1_memo=documents("a/memo.md", "b/memo.md"))
    assert marks(given, "6320/Marketing") == [("P1", "a/memo.md"), ("P2", "b/memo.md")]


def test_a_long_query_is_cut_between_rows_and_says_so() -> None:
    [passage] = found(v1_months=query([[f"2026-{month:02}", "x" * 90] for month in range(1, 40)])).of("6320/Marketing")
    *rows, last = passage.text.splitlines()
    assert last == MORE
    assert [json.loads(row)["month"] for row in rows] == [f"2026-{month:02}" for month in range(1, len(rows) + 1)]
    assert LONGEST - 150 < len(passage.text) <= LONGEST


def test_a_query_of_one_row_only_led_on() -> None:
    assert found(v1_name=query([["Trade fairs", "1"]])).of("6320/Marketing") == ()


def test_what_may_not_be_read_any_more_goes_and_the_other_marks_stay() -> None:
    given = found(v1_memo=documents("a/memo.md", "b/memo.md"), v2_months=query([["10", "1"], ["11", "2"]]))
    kept = given.within({"b"})
    assert marks(kept, "6320/Marketing") == [("P2", "b/memo.md")]
    assert marks(kept, "6100") == [("P3", "query of the books")]


def test_of_a_past_case_one_reads_what_was_answered_and_not_only_at_which_steps() -> None:
    value = {"cases": [{"case": "c1"}], "more": False, "steps": {"summarise#1": {"summary": "Rent rose."}}}
    past = Used(tool="past_cases", value=value, outside=True, at=AT)
    [passage] = found(v1_past=past).of("6320/Marketing")
    assert [json.loads(line) for line in passage.text.splitlines()] == [
        {"case": "c1"},
        {"step": "summarise#1", "answer": {"summary": "Rent rose."}},
    ]
