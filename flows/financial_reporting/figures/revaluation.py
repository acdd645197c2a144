"""Revaluation of monetary accounts in a foreign currency at the period's closing rate."""

from flows.financial_reporting.figures.financial_figures import RevaluationLine
from flows.financial_reporting.figures.ledger import Ledger
from flows.financial_reporting.figures.periods import ReportingPeriod
from flows.financial_reporting.figures.rates import Rates
from flows.financial_reporting.figures.view import shown
from reports.money import minor_units, quantize


def revaluation(ledger: Ledger, rates: Rates, currency: str, period: ReportingPeriod) -> tuple[RevaluationLine, ...]:
    """Return each foreign-currency asset and liability with what its revaluation would still book.

    Amounts are debit positive: a positive `unrealised` is a gain. Raise `RateMissing` without a closing rate.
    """
    day, decimals = period.span.end, minor_units(currency)
    lines: list[RevaluationLine] = []
    for code in ledger.chart.of_type("asset", "liability"):
        account = ledger.chart.accounts[code]
        if not currency or account.currency in (None, currency):
            continue
        foreign, carrying = ledger.foreign_balance(code, day), ledger.balance(code, day)
        if foreign or carrying:
            rate = rates.closing_rate(account.currency, currency, day)
            revalued = quantize(foreign * rate, currency)
            lines.append(
                RevaluationLine(
                    account=code,
                    name=account.name,
                    currency=account.currency,
                    balance=shown(foreign, minor_units(account.currency)),
                    rate=rate,
                    carrying=shown(carrying, decimals),
                    revalued=revalued,
                    unrealised=shown(revalued - carrying, decimals),
                )
            )
    return tuple(lines)
