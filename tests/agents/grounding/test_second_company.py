"""The grounding check on another company's figures: a loss, dollars, other accounts, another month."""

from datetime import date
from decimal import Decimal
from functools import partial

import pytest

from agents.grounding import Evidence, findings
from reports.figure import Figure
from tests.agents.grounding.test_corpus import Case, cases, measure

NOW, BEFORE = "2027-03", "2026-03"


_measure = partial(measure, now=NOW, before=BEFORE, unit="USD")


def _posting(name: str, value: int, day: int) -> Figure:
    return Figure(name=name, value=Decimal(value), unit="USD", period=date(2027, 3, day).isoformat())


MEASURES = (
    _measure("Income", "742300", "801500", "688150", good="up"),
    _measure("Expenses", "835940", "818000", "702300", good="down"),
    _measure("Net income", "-93640", "-16500", "-14150", good="up"),
    _measure("4000 Subscriptions", "598400", "640000", good="up"),
    _measure("4400 Consulting revenue", "143900", "161500", good="up"),
    _measure("5200 Cloud hosting", "118620", "97000", good="down"),
    _measure("6010 Salaries", "467800", "489000", good="down"),
    _measure("6500 Marketing", "74350", "42000", good="down"),
    _measure("Cash at the end of the period", "1918260"),
    _measure("Net change in cash", "-211480"),
    _measure("Operating cash flow", "-176230"),
    _measure("Investing cash flow", "-35250"),
    _measure("Open receivables", "934700"),
    _measure("Overdue receivables", "187450"),
    _measure("Receivables over 90 days past due", "61300"),
    _measure("Gross margin", "61.8", prior="64.3", unit="percent"),
    _measure("Days sales outstanding", "39.1", unit="days"),
    _measure("Current ratio", "2.31", unit="ratio"),
    _measure("Material variances", "4", unit="count"),
    _measure("Failed checks", "1", unit="count"),
)
EVIDENCE = Evidence(
    figures=(
        *(figure for measure in MEASURES for figure in measure.figures),
        _posting("Posting INV-20817", 28400, 9),
        _posting("Posting INV-20833", 16900, 22),
    ),
    references=("INV-20817", "INV-20833", "Northwind Media", "Delta Compute", "2027-03-09", "2027-03-22"),
    quotations=("Spring campaign instalment 1 of 2", "Reserved capacity"),
)
CASES = cases("corpus_second_company.txt")


@pytest.mark.parametrize("case", [case for case in CASES if not case.planted], ids=lambda case: case.id)
def test_a_grounded_text_on_other_figures_has_no_finding(case: Case) -> None:
    assert findings(case.text, EVIDENCE) == ()


@pytest.mark.parametrize("case", [case for case in CASES if case.planted], ids=lambda case: case.id)
def test_an_error_planted_among_other_figures_is_found_where_it_stands(case: Case) -> None:
    found = findings(case.text, EVIDENCE)
    assert any(item.start < end and start < item.end for item in found for start, end in case.planted), found
