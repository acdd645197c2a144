"""The cash flow statement, indirect: net income and the movement of every balance sheet account but cash.

Each balance sheet account stands on exactly one line (see `cash_flow_lines`). The net change comes from the cash
accounts alone, the lines from all other accounts: the residual proves that the lines are complete.
"""

from collections.abc import Iterator
from decimal import Decimal

from flows.financial_reporting.figures.cash_flow_lines import CASH, FX_EFFECT, SECTIONS, Line, mapped_lines
from flows.financial_reporting.figures.chart import BALANCE_TYPES, INCOME_TYPES, ZERO
from flows.financial_reporting.figures.financial_figures import CashFlow, CashFlowLine
from flows.financial_reporting.figures.retained_earnings import current_accounts, retained_accounts
from flows.financial_reporting.figures.view import View

NET_INCOME = Line("operating", "Net income")
ELSEWHERE = Line("operating", "Income and expenses shown below")
EXCHANGE = Line("operating", "Unrealised exchange differences on cash")
KEPT = Line("financing", "Dividends and other movements of retained earnings")


def cash_accounts(view: View) -> list[str]:
    """Return the accounts of cash and cash equivalents."""
    return [code for code, line in mapped_lines(view.chart).items() if line == CASH]


def cash_flow(view: View) -> CashFlow:
    """Return the period's cash flow; there must be cash accounts.

    Cash held in a foreign currency and revalued, and cash translated, make the exchange-rate effect: it is shown
    below the three sections and taken out of operating.
    """
    amounts: dict[Line, Decimal] = {}
    for line, amount in _parts(view):
        amounts[line] = amounts.get(line, ZERO) + amount
    cash, span = cash_accounts(view), view.period.span
    opening, closing = (
        view.ledger.total(view.ledger.balance(code, day) for code in cash) for day in (span.eve, span.end)
    )
    fx_effect = amounts.pop(FX_EFFECT, ZERO) + view.ledger.translation_of_cash(cash, span)
    sections = {
        each: view.ledger.total(amount for line, amount in amounts.items() if line.section == each) for each in SECTIONS
    }
    return CashFlow(
        **{each: view.shown(amount) for each, amount in sections.items()},
        fx_effect=view.shown(fx_effect),
        net_change=view.shown(closing - opening),
        opening_cash=view.shown(opening),
        closing_cash=view.shown(closing),
        residual=view.shown(closing - opening - sum(sections.values(), fx_effect)),
        lines=tuple(
            CashFlowLine(section=section, line=line.words, amount=view.shown(amount))
            for section in SECTIONS
            for line, amount in amounts.items()
            if line.section == section and (amount or line == NET_INCOME)
        ),
    )


def _parts(view: View) -> Iterator[tuple[Line, Decimal]]:
    """Yield what each account adds to its line, cash received positive."""
    span, lines = view.period.span, mapped_lines(view.chart)
    net_income = view.ledger.net_income(span)
    yield NET_INCOME, net_income
    kept = {*retained_accounts(view), *current_accounts(view)} if view.ledger.earnings_place == "in equity" else set()
    if kept:
        yield KEPT, -net_income
    for code in view.chart.of_type(*BALANCE_TYPES):
        line = KEPT if code in kept else lines.get(code)
        if line not in (None, CASH):
            yield line, -view.ledger.flow(code, span)
    for code in view.chart.of_type(*INCOME_TYPES):
        line = lines.get(code)
        if line is not None and line.section != "operating":
            amount = -view.ledger.flow(code, span)
            yield ELSEWHERE, -amount
            yield line, amount
    if FX_EFFECT not in lines.values():
        revalued = view.ledger.total(view.ledger.revaluation(code, span) for code in cash_accounts(view))
        yield EXCHANGE, -revalued
        yield FX_EFFECT, revalued
