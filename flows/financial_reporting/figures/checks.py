"""The checks page of one period: what must agree, and what must not be there.

A failed hard check blocks the release. Differences within the residues that the import accepted are soft.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from flows.financial_reporting.figures.cash_flow import cash_accounts
from flows.financial_reporting.figures.cash_flow_lines import unmapped_accounts
from flows.financial_reporting.figures.chart import BALANCE_TYPES, ZERO
from flows.financial_reporting.figures.check_results import agreement, nothing
from flows.financial_reporting.figures.financial_figures import (
    BalanceSheet,
    CashFlow,
    Check,
    RetainedEarnings,
    RevaluationLine,
    TrialBalance,
)
from flows.financial_reporting.figures.residues import Residues
from flows.financial_reporting.figures.view import View


@dataclass(frozen=True)
class Statements:
    """The statements that prove each other; None where one is missing."""

    sheet: BalanceSheet
    trial: TrialBalance | None
    cash: CashFlow | None
    retained: RetainedEarnings | None
    revaluation: tuple[RevaluationLine, ...]


def statement_checks(view: View, statements: Statements, residues: Residues, today: date) -> Iterator[Check]:
    """Yield the checks that the ledger and its statements alone allow; `residues` as accepted by the import.

    Balances may be off by the residues up to their day, movements by those of the period.
    """
    span = view.period.span
    in_balances, in_movements = (
        view.shown(view.ledger.residue(own.absolute, span.end))
        for own in (residues.up_to(span.end), residues.within(span))
    )
    yield agreement(
        "balance_sheet",
        "Assets equal liabilities and equity",
        statements.sheet.liabilities + statements.sheet.equity,
        statements.sheet.assets,
        allowed=in_balances,
        failing="Look for entries that do not balance, or balances that are not complete.",
    )
    if statements.trial and view.ledger.earnings_place == "apart":
        yield agreement(
            "trial_balance",
            "Debits of the period equal its credits",
            statements.trial.credit,
            statements.trial.debit,
            allowed=in_movements,
            failing="Look for entries that do not balance within the period.",
        )
    yield from _cash_checks(view, statements.cash, in_movements)
    if statements.retained:
        yield _retained_check(view, statements.retained)
    yield from _account_checks(view)
    if statements.revaluation:
        yield _revaluation_check(statements.revaluation)
    yield from _period_checks(view, today)


def _cash_checks(view: View, cash: CashFlow | None, allowed: Decimal) -> Iterator[Check]:
    if cash is None:
        return
    unmapped = [code for code in unmapped_accounts(view.chart) if view.ledger.flow(code, view.period.span)]
    yield agreement(
        "cash_flow",
        "The cash flow's lines explain the change of the cash accounts",
        cash.net_change,
        cash.operating + cash.investing + cash.financing + cash.fx_effect,
        allowed=allowed,
        failing="See the check of cash flow lines." if unmapped else "Look for closing entries on cash accounts.",
    )
    yield nothing(
        "cash_flow_lines",
        "Balance sheet accounts that moved and stand on no line of the cash flow",
        unmapped,
        mend="Give them a cash_flow_line such as 'operating: Other receivables'.",
    )


def _retained_check(view: View, kept: RetainedEarnings) -> Check:
    if view.ledger.earnings_place == "in equity":
        return agreement(
            "retained_earnings",
            "Retained earnings move by net income and dividends",
            kept.opening + kept.net_income - kept.dividends,
            kept.closing,
            severity="soft",
            failing="The balances given hold other movements; find out what was booked to retained earnings.",
        )
    return agreement(
        "retained_earnings",
        "Retained earnings roll forward from opening to closing",
        kept.opening + kept.net_income - kept.dividends + kept.adjustments,
        kept.closing,
        failing="Closing entries must move earnings between income accounts and retained earnings only.",
    )


def _account_checks(view: View) -> Iterator[Check]:
    day, chart = view.period.span.end, view.chart
    suspense = [code for code in chart.on_lines(("suspense",)) if view.ledger.balance(code, day)]
    yield nothing(
        "suspense",
        "Suspense accounts with a balance",
        [f"{code} ({view.shown(view.ledger.balance(code, day)):f})" for code in suspense],
        mend="Post the amounts where they belong.",
    )
    unlined = [code for code in chart.accounts if not chart.report_lines[code] and _used(view, code)]
    if any(chart.report_lines.values()):
        yield nothing(
            "report_lines",
            "Accounts with amounts that have no report line",
            unlined,
            mend="Give them, or an account above them, a report_line.",
        )
    intercompany = chart.on_lines(("intercompany",), BALANCE_TYPES)
    if intercompany:
        yield agreement(
            "intercompany",
            "Balances between the companies of the books cancel out",
            ZERO,
            view.sum(view.ledger.balance(code, day) for code in intercompany),
            severity="soft",
            failing="Agree the balances between the companies before consolidating.",
        )
    if not cash_accounts(view):
        yield nothing(
            "cash_accounts",
            "Books without cash accounts",
            ["no account has the cash_flow_line 'cash'"],
            mend="Mark the accounts of cash and cash equivalents.",
        )


def _revaluation_check(lines: tuple[RevaluationLine, ...]) -> Check:
    open_ones = [f"{line.account} ({line.unrealised:f})" for line in lines if line.unrealised]
    return nothing(
        "fx_revaluation",
        "Foreign-currency accounts that are not at the closing rate",
        open_ones,
        mend="Post the unrealised differences in parentheses (positive: a gain).",
    )


def _period_checks(view: View, today: date) -> Iterator[Check]:
    span, ledger = view.period.span, view.ledger
    yield nothing(
        "period_over",
        "Days of the period still to come",
        [f"{span.end} is the period's last day"] if today <= span.end else [],
        mend="Figures will change: report the period when it is over.",
    )
    yield nothing(
        "period_posted",
        "Periods without postings",
        [] if any(ledger.moved(code, span) for code in view.chart.accounts) else [view.period.label],
        mend=f"The books reach from {ledger.first} to {ledger.last}.",
    )
    stale = ledger.balances_dated.get(span.end)
    if stale is not None:
        yield nothing(
            "balances_dated",
            "Closing balances from before the period",
            [f"the latest are of {stale}"] if stale < span.start else [],
            mend=f"Import the closing balances of {view.period.label}.",
        )
    if ledger.reaches(view.period.prior):
        yield nothing(
            "prior_year_complete",
            "Prior-year columns that cover less than their period",
            [] if ledger.covers(view.period.prior) else [f"the books begin on {ledger.first}"],
            mend="Compare with the short period in mind.",
        )


def _used(view: View, code: str) -> bool:
    return bool(view.ledger.balance(code, view.period.span.end)) or view.ledger.moved(code, view.period.span)
