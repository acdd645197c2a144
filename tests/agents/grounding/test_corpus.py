import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from agents.grounding import Evidence, findings
from agents.measure import Measure
from reports.figure import Figure

NOW, BEFORE = "2026-10", "2025-10"


def _measure(name: str, value: str, budget: str = "", prior: str = "", unit: str = "EUR", good: str = "") -> Measure:
    return Measure.model_validate(
        {
            "name": name,
            "value": value,
            "unit": unit,
            "period": NOW,
            "budget": budget or None,
            "prior_year": prior or None,
            "prior_period": BEFORE,
            "good": good,
        }
    )


MEASURES = (
    _measure("Income", "1184220", "1150000", "1042500", good="up"),
    _measure("Expenses", "1041350", "1020000", "990000", good="down"),
    _measure("Net income", "142870", "130000", "52500", good="up"),
    _measure("4100 Product sales", "910000", "960000", good="up"),
    _measure("6100 Travel", "24310", "15000", good="down"),
    _measure("6200 Energy", "88400", "96000", good="down"),
    _measure("Cash at the end of the period", "3210400"),
    _measure("Net change in cash", "-45600"),
    _measure("Investing cash flow", "-120000"),
    _measure("Open receivables", "1655000"),
    _measure("Overdue receivables", "410000"),
    _measure("Bank loan", "500000", unit="USD"),
    _measure("Gross margin", "45.2", prior="43.9", unit="percent"),
    _measure("Operating margin", "12.1", unit="percent"),
    _measure("Days sales outstanding", "47.3", unit="days"),
    _measure("Current ratio", "1.84", unit="ratio"),
    _measure("Material variances", "3", unit="count"),
    _measure("Failed checks", "2", unit="count"),
)
EVIDENCE = Evidence(
    figures=(
        *(figure for measure in MEASURES for figure in measure.figures),
        Figure(name="Posting JE-1042", value=Decimal(12500), unit="EUR", period=date(2026, 10, 14).isoformat()),
    ),
    references=("JE-1042", "Messe Berlin", "2026-10-14"),
    quotations=("Stand fee Analytica 2 of 3",),
)


@dataclass(frozen=True)
class Case:
    line: int
    text: str
    planted: tuple[tuple[int, int], ...]


def _cases(name: str) -> list[Case]:
    cases = []
    lines = (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines, 1):
        if line.startswith(("+ ", "- ")):
            text, planted, rest = "", [], line[2:]
            while match := re.search(r"\[\[(.*?)\]\]", rest):
                text += rest[: match.start()]
                planted.append((len(text), len(text) + len(match[1])))
                text, rest = text + match[1], rest[match.end() :]
            cases.append(Case(number, text + rest, tuple(planted)))
            assert bool(planted) == line.startswith("-"), f"line {number} contradicts itself"
    return cases


CASES = _cases("corpus.txt")
APART = _cases("corpus_apart.txt")


def _is_found(case: Case) -> bool:
    found = findings(case.text, EVIDENCE)
    return any(item.start < end and start < item.end for item in found for start, end in case.planted)


@pytest.mark.parametrize("case", [case for case in CASES if not case.planted], ids=lambda case: f"line {case.line}")
def test_a_grounded_sentence_has_no_finding(case: Case) -> None:
    assert findings(case.text, EVIDENCE) == ()


@pytest.mark.parametrize("case", [case for case in CASES if case.planted], ids=lambda case: f"line {case.line}")
def test_a_planted_error_is_found_where_it_stands(case: Case) -> None:
    assert _is_found(case), findings(case.text, EVIDENCE)


def test_the_part_kept_from_tuning_is_judged_nearly_as_well(capsys: pytest.CaptureFixture[str]) -> None:
    clean, planted = [case for case in APART if not case.planted], [case for case in APART if case.planted]
    alarms = [case for case in clean if findings(case.text, EVIDENCE)]
    missed = [case for case in planted if not _is_found(case)]
    with capsys.disabled():
        print(print(f"\n{len(missed)} of {len(planted)} errors missed, {len(alarms)} of {len(clean)} false alarms"))
    assert len(missed) * 100 <= 5 * len(planted), missed
    assert len(alarms) * 100 <= 3 * len(clean), alarms


def test_the_corpus_is_large_enough_to_mean_something() -> None:
    assert sum(1 for case in CASES if not case.planted) >= 90
    assert sum(1 for case in CASES if case.planted) >= 90
