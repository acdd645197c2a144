"""The sample company's figures: a month that can be released, with the work in it that the demo shows."""

from datetime import date
from decimal import Decimal
from functools import cache

import pytest

from flows.financial_reporting.books.books import Books
from flows.financial_reporting.brief import ReportingBrief
from flows.financial_reporting.figures.engine import financial_figures_of
from flows.financial_reporting.figures.financial_figures import FinancialFigures
from flows.financial_reporting.sample import FOLDER

TODAY = date(2026, 11, 21)
PERIODS = ("2026-10", "2026-Q3", "2025", "2024", "2024-12", "2025-01")


@cache
def figures() -> dict[str, FinancialFigures]:
    briefs = [ReportingBrief.model_validate({"period": period}) for period in PERIODS]
    computed = financial_figures_of(Books.from_folder(FOLDER), briefs, today=TODAY)
    return dict(zip(PERIODS, computed, strict=True))


def october() -> FinancialFigures:
    return figures()["2026-10"]


def test_the_last_closed_month_can_be_released() -> None:
    assert october().releasable
    assert october().missing == ()
    assert october().currency == "EUR"


def test_the_company_reports_under_its_own_name_as_without_one() -> None:
    brief = ReportingBrief.model_validate({"period": "2026-10", "entity": "Brightwater"})
    (named,) = financial_figures_of(Books.from_folder(FOLDER), [brief], today=TODAY)
    assert named.income_statement == october().income_statement
    assert named.ageing == october().ageing
    assert named.releasable


def test_the_data_steward_has_one_check_to_explain() -> None:
    failed = [check for check in october().checks if not check.passed]
    assert [(check.id, check.severity, check.actual) for check in failed] == [("identical_entries", "soft", "1")]


@pytest.mark.parametrize("period", PERIODS)
def test_statements_are_proved_in_closed_and_unclosed_years(period: str) -> None:
    computed = figures()[period]
    sheet, flow, earnings = computed.balance_sheet, computed.cash_flow, computed.retained_earnings
    assert sheet and flow and earnings
    assert (sheet.check, flow.residual, earnings.adjustments) == (0, 0, 0)
    assert flow.opening_cash + flow.net_change == flow.closing_cash
    assert sheet.retained_earnings is not None
    assert sheet.current_year_earnings is not None
    assert sheet.retained_earnings + sheet.current_year_earnings == earnings.closing
    assert computed.releasable


@pytest.mark.parametrize("kind", ["receivable", "payable"])
def test_open_items_are_the_control_accounts(kind: str) -> None:
    control = next(check for check in october().checks if check.id == f"{kind}_control")
    assert control.passed
    assert Decimal(control.expected) > 0


def test_every_material_variance_of_the_month_has_its_event() -> None:
    material = {row.account: row for row in october().budget_variances or () if row.material}
    assert {account: row.favourable for account, row in material.items()} == {
        "4120": True,  # the framework order delivered early
        "4900": False,  # the batch returned
        "5110": False,  # the materials of the framework order
        "5410": False,  # the new electricity tariff
        "6230": False,  # the clean room's air handling
        "6320": False,  # the second stand at the fair
        "6340": False,  # the travel to the fair
        "6520": True,  # the firmware milestone moved
    }


def test_some_receivables_are_more_than_ninety_days_late_and_one_was_paid_twice_in_part() -> None:
    ageing = october().ageing
    assert ageing and ageing.receivable and ageing.payable
    assert ageing.receivable.d90_plus > 100_000
    assert ageing.receivable.unapplied == Decimal("1250.00")
    assert ageing.payable.d90_plus == Decimal("17466.00")
