"""The words that accounts may carry, and the page that lists them."""

from pathlib import Path

import pytest

from flows.financial_reporting.figures import report_lines
from flows.financial_reporting.figures.report_lines import normalised

PAGE = Path(__file__).parents[3] / "docs" / "report-lines.md"


def test_the_page_lists_every_word_that_means_something() -> None:
    words = {
        *report_lines.CURRENT_ASSETS,
        *report_lines.NONCURRENT_ASSETS,
        *report_lines.CURRENT_LIABILITIES,
        *report_lines.NONCURRENT_LIABILITIES,
        *report_lines.QUICK_ASSETS,
        *report_lines.SALES,
        *report_lines.COST_OF_SALES,
        *report_lines.BELOW_OPERATING,
        *report_lines.CASH_FLOW_OF_REPORT_LINE,
        *report_lines.CASH_FLOW_SECTION_OF_WORD,
        "current_year_earnings",
    }
    text = PAGE.read_text(encoding="utf-8")
    assert [word for word in sorted(words) if f"`{word}`" not in text] == []


@pytest.mark.parametrize(
    ("written", "word"),
    [("Trade receivables", "receivables"), ("Cost-of-Sales", "cost_of_sales"), (" COGS ", "cost_of_sales"), ("", "")],
)
def test_a_word_is_known_however_it_is_written(written: str, word: str) -> None:
    assert normalised(written) == word


def test_a_synonym_leads_to_a_word_of_the_list() -> None:
    known = set(report_lines.CASH_FLOW_OF_REPORT_LINE) | report_lines.SALES | report_lines.COST_OF_SALES
    known |= report_lines.BELOW_OPERATING | {"current_year_earnings"}
    assert set(report_lines.SYNONYMS.values()) <= known
