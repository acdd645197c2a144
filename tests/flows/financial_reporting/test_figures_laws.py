"""Laws that hold for the figures of any books."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from flows.financial_reporting.books.books import Books
from flows.financial_reporting.brief import ReportingBrief
from flows.financial_reporting.figures.engine import financial_figures_of
from flows.financial_reporting.figures.financial_figures import FinancialFigures
from tests.flows.financial_reporting.random_journals import CHART, Entry, amounts, balanced_entries, days, journal

PERIODS = ("2023-11", "2023-12", "2023-Q4", "2023", "2024-01", "2024-Q1", "2024")


def figures_of(tables: dict[str, str]) -> list[FinancialFigures]:
    with TemporaryDirectory() as folder:
        for name, text in tables.items():
            (Path(folder) / f"{name}.csv").write_text(text, encoding="utf-8")
        (Path(folder) / "books.yaml").write_text("currency: EUR\n", encoding="utf-8")
        books = Books.from_folder(Path(folder))
    briefs = [ReportingBrief(period=period) for period in PERIODS]
    return financial_figures_of(books, briefs, today=date(2026, 11, 21))


@settings(max_examples=40, deadline=None)
@given(st.lists(balanced_entries(), min_size=1, max_size=12))
def test_any_balanced_journal_balances_rolls_forward_and_ties_to_cash(
    entries: list[Entry],
) -> None:
    for figures in figures_of({"accounts": CHART, "journal": journal(entries)}):
        sheet, kept, flow, trial = (
            figures.balance_sheet,
            figures.retained_earnings,
            figures.cash_flow,
            figures.trial_balance,
        )
        if sheet is None:
            assert figures.period.end < min(entry[0][0] for entry in entries)
            continue
        assert kept and flow and trial and figures.income_statement
        assert sheet.check == 0 and trial.debit == trial.credit
        assert sheet.retained_earnings is not None and sheet.current_year_earnings is not None
        assert kept.closing == sheet.retained_earnings + sheet.current_year_earnings
        assert kept.closing == kept.opening + kept.net_income - kept.dividends + kept.adjustments
        assert flow.residual == 0
        assert flow.net_change == flow.operating + flow.investing + flow.financing + flow.fx_effect
        assert sheet.current_year_earnings == figures.income_statement.year_to_date.net_income
        own = {line.account: line.amount for line in sheet.lines}
        assert sheet.liabilities == own["20"], "the loan rolls up into the creditors"
        assert figures.releasable


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from("AB"), days, st.integers(0, 120), amounts), min_size=1, max_size=10),
    st.lists(st.tuples(st.integers(0, 9), days, amounts), max_size=12),
)
def test_buckets_sum_to_the_total_and_nothing_billed_or_paid_is_lost(
    invoices: list[tuple[str, date, int, Decimal]], payments: list[tuple[int, date, Decimal]]
) -> None:
    issued = [
        f"{number},receivable,{who},{day},{date.fromordinal(day.toordinal() + terms)},{amount}"
        for number, (who, day, terms, amount) in enumerate(invoices)
    ]
    known = [payment for payment in payments if payment[0] < len(invoices)]
    paid = [f"{number},{invoice},{day},{amount}" for number, (invoice, day, amount) in enumerate(known)]
    tables = {
        "invoices": "\n".join(["invoice_id,kind,counterparty,issued,due,amount", *issued]) + "\n",
        "payments": "\n".join(["payment_id,invoice_id,date,amount", *paid]) + "\n",
    }
    for figures in figures_of(tables):
        assert figures.ageing and figures.ageing.receivable
        ageing = figures.ageing.receivable
        assert ageing.total == ageing.current + ageing.d1_30 + ageing.d31_60 + ageing.d61_90 + ageing.d90_plus
        assert ageing.total == sum(line.total for line in ageing.lines)
        billed = sum((amount for _, day, _, amount in invoices if day <= ageing.as_of), Decimal(0))
        received = sum((amount for _, day, amount in known if day <= ageing.as_of), Decimal(0))
        assert ageing.total - ageing.unapplied == billed - received
