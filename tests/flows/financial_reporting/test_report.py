"""The financial pack: every part in its place, every total a sum, what is missing said in words."""

from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from flows.financial_reporting.brief import Materiality, ReportingBrief
from flows.financial_reporting.figures.financial_figures import (
    FinancialFigures,
    IncomeLine,
    Missing,
    Period,
    RevaluationLine,
)
from flows.financial_reporting.pack.cover import period_name
from flows.financial_reporting.report import financial_pack
from flows.financial_reporting.words.commentary import Commentary
from flows.financial_reporting.words.requests import summary_request, variance_requests
from reports.canonical import canonical_json
from reports.document import Document, Section
from reports.render import render
from reports.standing import Standing
from reports.table import Row, Table
from reports.text import Callout, Heading, Paragraph
from tests.flows.financial_reporting import pack_figures

D = Decimal
BOOKS = "9f" * 32
PARTS = (
    "income_statement",
    "balance_sheet",
    "cash_flow",
    "trial_balance",
    "ageing",
    "budget_variances",
    "retained_earnings",
    "kpis",
)


def pack(figures: FinancialFigures | None = None, commentary: Commentary | None = None, **changes: Any) -> Document:
    return financial_pack(
        figures or pack_figures.figures(),
        commentary or pack_figures.commentary(),
        pack_figures.postings(),
        ReportingBrief(revision=changes.pop("revision", 1), materiality=changes.pop("materiality", Materiality())),
        **{"books": BOOKS, **changes},
    )


def section(document: Document, title: str) -> Section:
    return next(section for section in document.sections if section.title == title)


def table(document: Document, title: str, at: int = 0) -> Table:
    return [block for block in section(document, title).blocks if isinstance(block, Table)][at]


def row(found: Table, name: str) -> Row:
    return next(row for row in found.rows if row.cells[0] == name)


def text(part: Section) -> str:
    said: list[str] = []
    for block in part.blocks:
        if isinstance(block, Heading):
            said.append(block.text)
        elif isinstance(block, Paragraph):
            said.append(block.plain)
        elif isinstance(block, Callout):
            said += [block.title, *(paragraph.plain for paragraph in block.paragraphs)]
    return "\n".join(said)


def test_the_pack_has_every_part_in_the_order_a_cfo_reads() -> None:
    assert [part.title for part in pack().sections] == [
        "Executive summary",
        "Income statement",
        "Balance sheet",
        "Cash flow",
        "Receivables and payables",
        "Variances to budget",
        "Checks",
        "Appendix: trial balance",
        "Appendix: postings behind variances",
    ]


def test_the_same_figures_and_words_make_the_same_document() -> None:
    assert canonical_json(pack()) == canonical_json(pack())
    assert Document.model_validate_json(canonical_json(pack())) == pack()


def test_the_cover_names_entity_period_currency_revision_and_books() -> None:
    facts = {fact.label: fact.value for fact in pack(revision=2, restates=1).facts}
    assert facts["Period"] == "1 October 2026 to 31 October 2026 (2026-10)"
    assert facts["Currency"] == "EUR, in full"
    assert facts["Revision"] == "2"
    assert facts["Restates"] == "revision 1; the executive summary lists what differs"
    assert facts["Books (SHA-256)"] == BOOKS
    assert facts["Checks"] == "4 of 5 passed; failed: 0 hard, 1 soft"


def test_a_period_that_is_no_month_is_named_by_its_dates() -> None:
    assert period_name(Period(label="2026-10", start=date(2026, 10, 1), end=date(2026, 10, 31))) == "October 2026"
    quarter = Period(label="2026-Q4", start=date(2026, 10, 1), end=date(2026, 12, 31))
    assert period_name(quarter) == "2026-Q4, 1 October 2026 to 31 December 2026"
    short = Period(label="2026", start=date(2026, 10, 15), end=date(2026, 10, 31))
    assert period_name(short) == "2026, 15 October 2026 to 31 October 2026"


def test_income_and_expenses_are_groups_whose_totals_add_up_to_net_income() -> None:
    statement = table(pack(), "Income statement")
    figures = pack_figures.figures().income_statement
    assert figures is not None
    net = row(statement, "Net income")
    assert net.cells[1] == figures.net_income
    assert [statement.rows[at].cells[0] for at in (*net.adds, *net.subtracts)] == ["Total income", "Total expenses"]
    premises = row(statement, "Total Premises")
    assert [statement.rows[at].cells[0] for at in premises.adds][:2] == ["6110 Rent", "6120 Energy"]
    assert all(one.adds or one.subtracts for one in statement.rows if one.role in ("subtotal", "total"))


def test_variance_and_percent_stand_beside_actual_and_budget() -> None:
    energy = row(table(pack(), "Income statement"), "6120 Energy")
    assert energy.cells[1:4] == (D("41980.77"), D(24000), D("17980.77"))
    assert round(energy.cells[4], 1) == D("74.9")  # pyright: ignore[reportArgumentType, reportCallIssue]


def test_accounts_without_any_amount_are_left_out_and_a_lone_child_stands_for_its_group() -> None:
    names = [row.cells[0] for row in table(pack(), "Income statement").rows]
    assert "6990 Unused account" not in names
    assert "4510 Rental income" in names
    assert "4500 Other income" not in names


def test_the_balance_sheet_proves_itself_and_shows_what_is_not_yet_closed() -> None:
    sheet = table(pack(), "Balance sheet")
    assert row(sheet, "Earnings of the year to date").cells[1] == pack_figures.UNCLOSED
    check = row(sheet, "Check: assets less liabilities and equity")
    assert check.cells[1] == D(0)
    assert check.adds and check.subtracts
    assert row(sheet, "1590 Accumulated depreciation").cells[1] == D("-1284000.00")


def test_a_parent_with_postings_of_its_own_says_how_much_its_accounts_leave_out() -> None:
    figures = pack_figures.figures()
    statement = figures.income_statement
    assert statement is not None
    lines = tuple(
        line.model_copy(update={"amount": line.amount + 100}) if line.account == "6100" else line
        for line in statement.lines
    )
    changed = statement.model_copy(
        update={"lines": lines, "expenses": statement.expenses + 100, "net_income": statement.net_income - 100}
    )
    found = table(pack(figures.model_copy(update={"income_statement": changed})), "Income statement")
    assert row(found, "Not in the accounts above").cells[1] == D(100)
    assert row(found, "Net income").adds


def test_an_expense_beneath_an_income_group_is_taken_off() -> None:
    def line(account: str, type_: str, level: int, amount: int) -> IncomeLine:
        return IncomeLine.model_validate(
            {
                "account": account,
                "name": account,
                "type": type_,
                "level": level,
                "leaf": level == 1,
                "amount": amount,
                "year_to_date": amount,
                "prior_year": None,
                "budget": None,
            }
        )

    figures = pack_figures.figures()
    statement = figures.income_statement
    assert statement is not None
    mixed = statement.model_copy(
        update={
            "lines": (line("Result", "income", 0, 60), line("Sales", "income", 1, 100), line("Cost", "expense", 1, 40)),
            "income": D(100),
            "expenses": D(40),
            "net_income": D(60),
            "prior_year": None,
            "budget": None,
            "year_to_date": statement.year_to_date.model_copy(
                update={"income": D(100), "expenses": D(40), "net_income": D(60)}
            ),
        }
    )
    found = table(pack(figures.model_copy(update={"income_statement": mixed})), "Income statement")
    assert [row(found, name).cells[1] for name in ("Total income", "Total expenses", "Net income")] == [100, 40, 60]
    assert "Not in the accounts above" not in [row.cells[0] for row in found.rows]
    assert row(found, "Total income").adds == (1,)
    assert row(found, "Total expenses").adds == (2,)


def test_cash_flow_runs_from_opening_to_closing_cash() -> None:
    flow = table(pack(), "Cash flow")
    closing = row(flow, "Cash at the end of the period")
    assert [flow.rows[at].cells[0] for at in closing.adds] == ["Net change in cash", "Cash before the period"]


def test_each_material_variance_has_its_explanation_and_its_evidence() -> None:
    document = pack()
    said = text(section(document, "Variances to budget"))
    assert "6120 Energy\nEUR 17,980.77 (74.9%) above budget, unfavourable.\nThe tariff rose" in said
    spans = [
        span
        for block in section(document, "Variances to budget").blocks
        if isinstance(block, Paragraph)
        for span in block.spans
    ]
    targets = {span.text: span.target for span in spans if span.target}
    assert set(targets) == {"JE-10412", "JE-10455", "JE-10499"}
    rows = [row for block in section(document, "Appendix: postings behind variances").blocks for row in block.rows]  # pyright: ignore
    assert {row.anchor for row in rows if row.anchor} == set(targets.values())
    assert {span.note for span in spans if span.note} == {"Drafted by the variance analyst, rules (offline)."}


def test_a_material_variance_without_explanation_says_so() -> None:
    assert "No explanation was written" in text(section(pack(), "Variances to budget"))


def test_the_drill_down_is_bounded_and_says_how_much_more_there_is() -> None:
    energy = table(pack(), "Appendix: postings behind variances", at=1)
    assert energy.rows[2].cells == ("", None, "3 further postings", "", D("4650.20"))
    assert energy.rows[3].cells[-1] == D("41980.77")
    assert energy.notes == ()


def test_postings_that_do_not_come_to_the_actual_say_so() -> None:
    behind = {"6120": pack_figures.postings()["6120"].model_copy(update={"others": 0, "others_amount": D(0)})}
    document = financial_pack(pack_figures.figures(), pack_figures.commentary(), behind, ReportingBrief(), books=BOOKS)
    note = table(document, "Appendix: postings behind variances").notes[0]
    assert note == "These postings come to EUR 37,330.57; the account's actual is EUR 41,980.77."


def test_failed_checks_come_first_with_what_the_data_steward_says() -> None:
    checks = section(pack(), "Checks")
    assert table(pack(), "Checks").rows[0].cells[:3] == ("Duplicate entries", "soft", "FAILED")
    assert "Two invoices carry the same number" in text(checks)
    assert "Budget by department: The budget names no department" in text(checks)


def test_a_failed_hard_check_is_the_first_thing_the_pack_says() -> None:
    figures = pack_figures.figures()
    checks = tuple(
        one.model_copy(update={"passed": False}) if one.severity == "hard" else one for one in figures.checks
    )
    first = pack(figures.model_copy(update={"checks": checks})).sections[0].blocks[0]
    assert isinstance(first, Callout)
    assert first.tone == "danger"
    assert first.title == "3 hard checks failed: this pack cannot be released"


def test_a_variance_and_a_missing_part_have_one_name_for_agents_and_readers() -> None:
    figures = pack_figures.figures()
    assert figures.budget_variances
    first = figures.budget_variances[0].model_copy(update={"material": True})
    departments = tuple(first.model_copy(update={"department": name}) for name in (None, "Sales", ""))
    lacking = tuple(Missing(part=part, reason="None.") for part in ("ageing.payable", "budget_variances"))
    changed = figures.model_copy(update={"budget_variances": departments, "missing": lacking})
    requests = variance_requests(changed, {})
    names = {request.measure.name for request in requests.values()}
    plain = f"{first.account} {first.name}"
    assert names == {plain, f"{plain} (Sales)", f"{plain} (no department)"}
    assert names == {row.cells[0] for row in table(pack(changed), "Variances to budget").rows}
    assert summary_request(figures=changed, requests={}, explained={}).missing == (
        "ageing of payables",
        "budget variances",
    )
    assert "Ageing of payables: None." in text(section(pack(changed), "Checks"))


def test_revaluation_is_in_the_books_currency_and_balances_below_zero_stand_in_parentheses() -> None:
    line = RevaluationLine(
        account="1010",
        name="USD account",
        currency="USD",
        balance=D("-1234"),
        rate=D("0.5"),
        carrying=D(-600),
        revalued=D(-617),
        unrealised=D(-17),
    )
    figures = pack_figures.figures().model_copy(update={"fx_revaluation": (line,), "books_currency": "GBP"})
    found = table(pack(figures), "Balance sheet", at=-1)
    assert (found.currency, row(found, "1010 USD account").cells[1]) == ("GBP", "USD (1,234.00)")


def test_a_revision_says_what_it_restates() -> None:
    words = pack_figures.commentary().model_copy(
        update={"restatement": ("Net income changes from EUR 1.00 to EUR 2.00.",)}
    )
    assert "Net income changes from EUR 1.00" in text(pack(commentary=words, revision=2).sections[0])


@pytest.mark.parametrize("part", PARTS)
def test_a_part_that_is_missing_says_why_instead_of_showing_zeros(part: str) -> None:
    figures = pack_figures.figures()
    reason = "The books have no such table: add it."
    missing = figures.missing[0].model_copy(update={"part": part, "reason": reason})
    without = figures.model_copy(update={part: None, "missing": (missing,)})
    document = pack(without)
    assert (
        reason in "\n".join(text(section) for section in document.sections if section.title != "Checks")
        or part == "kpis"
    )
    assert reason in text(section(document, "Checks"))


def test_a_pack_of_nothing_but_reasons_is_still_a_pack() -> None:
    figures = pack_figures.figures()
    empty = figures.model_copy(update={**dict.fromkeys(PARTS), "trend": (), "checks": (), "missing": ()})
    document = financial_pack(empty, Commentary(), {}, ReportingBrief(), books=BOOKS)
    for name in ("pdf", "html", "xlsx"):
        assert render(document, Standing(), name)  # pyright: ignore[reportArgumentType]


def test_the_workbook_of_the_pack_adds_up_when_excel_does_the_adding() -> None:
    """A tiny evaluator of the only formulas we write stands in for the spreadsheet."""
    source = BytesIO(render(pack(), Standing(), "xlsx"))
    formulas, values = load_workbook(source), load_workbook(source, data_only=True)
    checked = 0
    for sheet in formulas:
        for cells in sheet.iter_rows():
            for cell in cells:
                if cell.data_type == "f":
                    found = _evaluated(str(cell.value), values[sheet.title])
                    assert found == pytest.approx(values[sheet.title][cell.coordinate].value, abs=0.005)
                    checked += 1
    assert checked > 100


def _evaluated(formula: str, sheet: Any) -> float:
    """Return the value of `=SUM(B1:B3,B5)-SUM(B7)` or `=B1-C1`, text counting as nothing in a sum."""
    total = 0.0
    for sign, term in _terms(formula.removeprefix("=")):
        names = term.removeprefix("SUM(").removesuffix(")").split(",")
        for name in names:
            cells = [cell for line in sheet[name] for cell in line] if ":" in name else [sheet[name]]
            total += sign * sum(cell.value for cell in cells if isinstance(cell.value, int | float))
    return total


def _terms(formula: str) -> list[tuple[int, str]]:
    first, *rest = formula.split("-")
    return [*([(1, first)] if first else []), *((-1, term) for term in rest)]
