"""The pack of the sample company's month: what a CFO reads before signing it."""

from datetime import date
from decimal import Decimal

import pytest

from flows.financial_reporting.books.books import Books
from flows.financial_reporting.brief import Materiality, ReportingBrief
from flows.financial_reporting.figures.engine import financial_figures
from flows.financial_reporting.figures.financial_figures import FinancialFigures
from flows.financial_reporting.report import financial_pack
from flows.financial_reporting.sample import FOLDER
from flows.financial_reporting.words.commentary import Commentary
from reports.chart import Chart
from reports.document import Document
from reports.table import Row, Table
from reports.text import Paragraph

D = Decimal
BRIEF = ReportingBrief(period="2026-10", materiality=Materiality(amount=D(10000), percent=D(10)))


@pytest.fixture(scope="module")
def figures() -> FinancialFigures:
    return financial_figures(Books.from_folder(FOLDER), BRIEF, today=date(2026, 11, 4))


@pytest.fixture(scope="module")
def pack(figures: FinancialFigures) -> Document:
    return financial_pack(figures, Commentary(), {}, BRIEF, books="9f" * 32)


def table(pack: Document, title: str) -> Table:
    return next(
        block
        for section in pack.sections
        for block in section.blocks
        if isinstance(block, Table) and block.title.startswith(title)
    )


def row(found: Table, name: str) -> Row:
    return next(row for row in found.rows if row.cells[0] == name)


def said(pack: Document, title: str) -> str:
    found = next(section for section in pack.sections if section.title == title)
    return "\n".join(block.plain for block in found.blocks if isinstance(block, Paragraph))


def test_the_cover_names_the_company_where_the_brief_names_no_entity(pack: Document) -> None:
    assert pack.entity == "Brightwater Instruments"
    facts = {fact.label: fact.value for fact in pack.facts}
    assert (facts["Company"], facts["Entity"]) == ("Brightwater Instruments", "all entities of the books")
    assert "Restates" not in facts


def test_the_times_of_signatures_are_those_of_the_brief(pack: Document) -> None:
    assert pack.time_zone == "Europe/Berlin"


def test_every_total_of_the_balance_sheet_has_its_comparatives(pack: Document) -> None:
    sheet = table(pack, "Balance sheet")
    totals = [one for one in sheet.rows if one.role == "total"]
    assert len(totals) == 5
    assert all(isinstance(cell, Decimal) for one in totals for cell in one.cells[1:])
    assert row(sheet, "Check: assets less liabilities and equity").cells[1:] == (0, 0, 0, 0)
    assert all(one.adds for one in totals)


def test_profits_by_stage_stand_before_net_income_with_every_comparison(pack: Document) -> None:
    statement = table(pack, "Income statement")
    names = [str(one.cells[0]) for one in statement.rows]
    assert names[-5:] == ["Result", "Gross profit", "Operating profit", "Profit before tax", "Net income"]
    before_tax, tax, net = (
        row(statement, name) for name in ("Profit before tax", "8100 Corporation tax", "Net income")
    )
    for at in (1, 2, 5, 6):
        assert before_tax.cells[at] - tax.cells[at] == net.cells[at]  # pyright: ignore[reportOperatorIssue]


def test_the_trial_balance_comes_to_nil_with_the_earnings_that_no_account_holds_yet(pack: Document) -> None:
    balance = table(pack, "Trial balance")
    unclosed = row(balance, "Earnings of earlier years, not yet closed to an account")
    assert unclosed.cells[1:] == (D("-1613033.59"), 0, 0, D("-1613033.59"))
    assert row(balance, "Total").cells[1::3] == (0, 0)


def test_balances_that_do_not_cancel_out_say_by_how_much(figures: FinancialFigures) -> None:
    balance = figures.trial_balance
    assert balance is not None
    bent = balance.lines[0].model_copy(update={"closing": balance.lines[0].closing + 5})
    broken = figures.model_copy(
        update={"trial_balance": balance.model_copy(update={"lines": (bent, *balance.lines[1:])})}
    )
    notes = table(financial_pack(broken, Commentary(), {}, BRIEF, books="9f" * 32), "Trial balance").notes
    assert notes[-1] == "Balances do not cancel out: opening by EUR 0.00, closing by EUR 5.00."


def test_the_ageing_says_whose_the_unapplied_amount_is_and_what_it_is(pack: Document) -> None:
    text = said(pack, "Receivables and payables")
    assert "Unapplied: EUR 1,250.00 of Chimie du Vercors SA." in text
    assert "received from customers beyond their open invoices" in text
    assert "Taking it off, EUR 2,954,408.55 is open" in text


def test_the_variances_say_what_is_material(pack: Document) -> None:
    text = said(pack, "Variances to budget")
    assert "Material is a variance of at least EUR 10,000.00 and 10.0% of the budget" in text


def test_checks_are_read_by_title_and_traced_by_id(pack: Document) -> None:
    first = table(pack, "All checks").rows[0]
    assert (first.cells[0], first.aside) == ("No entry was posted twice", "identical_entries")


def test_the_axis_of_the_cash_bridge_begins_where_its_steps_can_be_seen(pack: Document) -> None:
    bridge = next(
        block
        for section in pack.sections
        for block in section.blocks
        if isinstance(block, Chart) and block.type == "waterfall"
    )
    levels = bridge.series[0].values
    assert levels[0] is not None and levels[-1] is not None
    assert 0 < bridge.axis_start < min(levels[0], levels[-1])
