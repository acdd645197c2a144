"""Incidents and borders of the grounding check that need evidence of their own."""

from decimal import Decimal

import pytest

from agents.grounding import Evidence, findings
from reports.figure import Figure


def figure(name: str, value: str | None, unit: str = "EUR", period: str = "2026-10") -> Figure:
    return Figure(name=name, value=None if value is None else Decimal(value), unit=unit, period=period)


INCOME = Evidence(figures=(figure("Income", "1200"),))


def test_a_finding_says_where_and_why() -> None:
    (found,) = findings("First, income was EUR 1,300.", INCOME)
    assert (found.start, found.end, found.quote) == (18, 27, "EUR 1,300")
    assert "the sentence speaks of Income 1,200 EUR" in found.why


def test_an_undefined_figure_is_not_zero() -> None:
    assert findings("The runway is 0 months.", Evidence(figures=(figure("Runway", None, "months"),)))


def test_without_evidence_every_number_is_a_finding() -> None:
    assert [found.quote for found in findings("Income was EUR 1,200, up 3%.", Evidence())] == ["EUR 1,200", "3%"]


def test_a_counterparty_cannot_lend_its_digits_to_a_statement() -> None:
    evidence = INCOME.model_copy(update={"quotations": ("Income rose by 20%",)})
    assert findings("Income rose by 20%.", evidence)
    assert findings("The payee is “Income rose by 20%”.", evidence) == ()


def test_an_account_code_is_no_amount() -> None:
    evidence = Evidence(figures=(figure("6100 Travel", "250"),), references=("4711",))
    assert findings("Account 6100 has EUR 250 (entry 4711).", evidence) == ()
    assert [found.quote for found in findings("Travel was EUR 6100.", evidence)] == ["EUR 6100"]
    assert [found.quote for found in findings("Travel came to 4711 EUR.", evidence)] == ["4711 EUR"]


def test_a_name_of_digits_is_not_cut_out_of_a_number() -> None:
    evidence = Evidence(figures=(figure("Receivables over 90 days past due", "300"), figure("Rent", "16.90")))
    assert findings("Rent was EUR 16.90.", evidence) == ()
    assert [found.quote for found in findings("Rent was EUR 17.90.", evidence)] == ["EUR 17.90"]


def test_a_check_may_be_repeated_in_its_own_numbers_and_dates() -> None:
    evidence = Evidence(statements=("Entries 104297 and 104298 of 2026-10-15: off by 12.50.",))
    assert findings("Entry 104298 of 15 October 2026 is off by 12.50.", evidence) == ()
    assert findings("Entry 104299 is off by 12.50.", evidence)


def test_a_fiscal_period_is_known_by_its_label() -> None:
    evidence = Evidence(figures=(figure("Income", "1200", period="2026-P10"),))
    assert findings("In 2026-P10, income was EUR 1,200.", evidence) == ()


@pytest.mark.parametrize("number", ["1.200,00", "1,20,0", "12,00", "1.2.3"])
def test_a_number_in_a_form_that_is_not_english_is_never_passed_over(number: str) -> None:
    assert findings(f"Income was EUR {number}.", INCOME)


def test_a_range_gives_its_unit_to_both_ends() -> None:
    evidence = Evidence(
        figures=(figure("Gross margin", "43.9", "percent", "2025-10"), figure("Gross margin", "45.2", "percent"))
    )
    assert findings("Gross margin rose from 43.9 to 45.2% on October 2025.", evidence) == ()
    assert findings("Gross margin rose from 42.9 to 45.2% on October 2025.", evidence)


def test_a_posting_that_carries_a_variance_is_not_taken_for_the_variance() -> None:
    evidence = Evidence(
        figures=(
            figure("6100 Travel", "900"),
            figure("Budget of 6100 Travel", "700"),
            figure("Variance of 6100 Travel to budget", "200"),
            figure("Posting 104314", "450", period="2026-10-14"),
        ),
        references=("104314",),
    )
    text = "Travel was above budget. One posting alone covers the variance: EUR 450.00 on 14 October 2026 (104314)."
    assert findings(text, evidence) == ()
    assert findings(text.replace("EUR 450.00", "EUR 700.00"), evidence)
