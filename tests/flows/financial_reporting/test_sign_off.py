"""What approvers are asked about a close: how much is at stake, and what keeps it from being released."""

from decimal import Decimal

import pytest

from flows.financial_reporting.figures.financial_figures import Check, FinancialFigures
from flows.financial_reporting.phases import blockers, exposure_of
from tests.flows.financial_reporting import pack_figures


def result(income: int, expenses: int) -> FinancialFigures:
    figures = pack_figures.figures()
    assert figures.income_statement
    totals = {"income": Decimal(income), "expenses": Decimal(expenses), "net_income": Decimal(income - expenses)}
    return figures.model_copy(update={"income_statement": figures.income_statement.model_copy(update=totals)})


@pytest.mark.parametrize(
    ("income", "expenses", "stake"),
    [(900, 500, 900), (0, 50_000_000, 50_000_000), (-200, 100, 200), (10, -400, 400)],
    ids=["a profit", "expenses without income", "returns beyond sales", "reversed expenses"],
)
def test_at_stake_is_the_larger_of_income_and_expenses(income: int, expenses: int, stake: int) -> None:
    assert str(exposure_of(result(income, expenses))) == f"EUR {stake:,}.00"


def test_at_stake_in_a_pack_of_invoices_alone_are_the_open_items() -> None:
    figures = pack_figures.figures().model_copy(update={"income_statement": None})
    assert figures.ageing and figures.ageing.receivable and figures.ageing.payable
    open_items = figures.ageing.receivable.total + figures.ageing.payable.total
    assert exposure_of(figures).amount == open_items > 0


def test_what_has_no_size_is_comparable_with_no_policy_so_that_everyone_signs() -> None:
    figures = result(0, 0).model_copy(update={"ageing": None})
    assert exposure_of(figures).currency == ""


def test_approvers_read_a_blocker_by_its_title() -> None:
    check = Check(
        id="balance_sheet", severity="hard", passed=False, expected="1", actual="2", message="Off by EUR 1.00."
    )
    figures = pack_figures.figures()
    blocked = figures.model_copy(update={"checks": (*figures.checks, check)})
    assert blockers(blocked) == ("Balance sheet balances: Off by EUR 1.00.",)
    assert blockers(figures) == (), "a soft check blocks nothing"
