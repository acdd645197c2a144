"""One period's figures, part by part; a part whose input is missing says what it would need."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flows.financial_reporting.brief import ReportingBrief
from flows.financial_reporting.figures.book_checks import book_checks, control_check, direction_check
from flows.financial_reporting.figures.budget import budget_of, names_entities
from flows.financial_reporting.figures.cash_flow import cash_accounts, cash_flow
from flows.financial_reporting.figures.check_titles import TITLES
from flows.financial_reporting.figures.checks import Statements, statement_checks
from flows.financial_reporting.figures.financial_figures import (
    CashFlow,
    Check,
    FinancialFigures,
    Missing,
    Period,
    TrialBalance,
)
from flows.financial_reporting.figures.inputs import Inputs
from flows.financial_reporting.figures.kpis import kpis, kpis_of_invoices
from flows.financial_reporting.figures.open_items import OpenItems, invoice_currencies
from flows.financial_reporting.figures.periods import ReportingPeriod
from flows.financial_reporting.figures.rates import RateMissing
from flows.financial_reporting.figures.retained_earnings import retained_earnings
from flows.financial_reporting.figures.revaluation import revaluation
from flows.financial_reporting.figures.statements import balance_sheet, income_statement
from flows.financial_reporting.figures.translation import translated
from flows.financial_reporting.figures.trend import trend
from flows.financial_reporting.figures.trial_balance import trial_balance
from flows.financial_reporting.figures.variances import budget_variances
from flows.financial_reporting.figures.view import View
from reports.money import minor_units


@dataclass
class Close:
    """The making of one period's figures."""

    inputs: Inputs
    brief: ReportingBrief
    period: ReportingPeriod
    today: date
    missing: list[Missing] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)

    @property
    def currency(self) -> str:
        """The report's currency, "" where neither brief nor books say one."""
        return self.brief.currency or self.inputs.home

    @property
    def _translating(self) -> bool:
        return self.currency != self.inputs.home

    def figures(self) -> FinancialFigures:
        """Return every part that the books allow; raise `RateMissing` where a translation lacks a rate."""
        items = self._open_items()
        view = self._view()
        parts = self._without_ledger(items) if view is None else self._with_ledger(view, items)
        return FinancialFigures(
            company=self.inputs.books.company,
            entity=self.brief.entity,
            currency=self.currency,
            books_currency=self.inputs.home,
            period=Period(label=self.period.label, start=self.period.span.start, end=self.period.span.end),
            ageing=items.report,
            checks=tuple(self.checks),
            missing=tuple(self.missing),
            **parts,
        )

    def _view(self) -> View | None:
        ledger = self.inputs.ledger
        if ledger is None or not ledger.reaches(self.period.span):
            reason = (
                f"The books begin on {ledger.first}, after {self.period.label}."
                if ledger
                else "It needs accounts together with journal or trial_balances."
            )
            self._lacks(reason, *_STATEMENTS)
            return None
        if self._translating:
            ledger = translated(ledger, self.inputs.rates, self.inputs.home, self.currency)
        return View(ledger, self.period, minor_units(self.currency))

    def _with_ledger(self, view: View, items: OpenItems) -> dict[str, Any]:
        budget = budget_of(self.inputs.budget, self.period.span, view.decimals, view.ledger)
        if budget is None:
            self._lacks(self._unplanned(), "budget_variances")
        income, sheet = income_statement(view, budget), balance_sheet(view)
        cash, trial, kept = self._cash(view), self._trial(view), retained_earnings(view)
        if kept is None:
            self._lacks(
                "The equity balances hold the earnings: mark their accounts with the report lines retained_earnings "
                "and current_year_earnings.",
                "retained_earnings",
            )
        revalued = self._revaluation()
        statements = Statements(sheet, trial, cash, kept, revalued)
        self.checks += statement_checks(view, statements, self.inputs.residues, self.today)
        self.checks += book_checks(view, self.inputs.books, self.inputs.evidence, self.brief.entity)
        self.checks += self._control_checks(items)
        return {
            "income_statement": income,
            "balance_sheet": sheet,
            "cash_flow": cash,
            "trial_balance": trial,
            "budget_variances": budget_variances(view, budget, self.brief.materiality) if budget else None,
            "retained_earnings": kept,
            "kpis": kpis(view, income, sheet, items.dso, items.dpo),
            "trend": trend(view),
            "fx_revaluation": revalued,
        }

    def _unplanned(self) -> str:
        """Return why the period has no budget."""
        if not self.brief.entity:
            return f"There is no budget for {self.period.label}."
        if self.inputs.entities > 1 and not names_entities(self.inputs.books):
            return f"The budget carries no entity, and the books hold {self.inputs.entities}."
        return f"There is no budget of {self.brief.entity} for {self.period.label}."

    def _without_ledger(self, items: OpenItems) -> dict[str, Any]:
        return {
            **dict.fromkeys(_STATEMENTS),
            "kpis": kpis_of_invoices(items.dso, items.dpo) if items.report else None,
            "trend": (),
        }

    def _cash(self, view: View) -> CashFlow | None:
        if not cash_accounts(view):
            self._lacks("No account has the cash_flow_line 'cash'.", "cash_flow")
            return None
        if view.ledger.earnings_place == "in equity" and retained_earnings(view) is None:
            self._lacks("The equity balances hold the net income, and no account is marked for it.", "cash_flow")
            return None
        try:
            return cash_flow(view)
        except RateMissing as missing:
            self._lacks(str(missing), "cash_flow")
            return None

    def _trial(self, view: View) -> TrialBalance | None:
        if self._translating:
            self._lacks(f"It is kept in {self.inputs.home}, the currency of the books.", "trial_balance")
            return None
        return trial_balance(view)

    def _revaluation(self) -> tuple[Any, ...]:
        assert self.inputs.ledger is not None
        try:
            return revaluation(self.inputs.ledger, self.inputs.rates, self.inputs.home, self.period)
        except RateMissing as missing:
            self._lacks(str(missing), "fx_revaluation")
            self._rate_check(missing)
            return ()

    def _open_items(self) -> OpenItems:
        day = min(self.brief.as_of or self.period.span.end, self.today)
        try:
            items = self._items_at(day, self.currency)
        except RateMissing as missing:
            self._rate_check(missing)
            items = OpenItems.missing(str(missing))
        for part, reason in items.lacking.items():
            self._lacks(reason, part)
        undirected = direction_check(self.inputs.books, day) if items.report else None
        self.checks += [undirected] if undirected else []
        return items

    def _items_at(self, day: date, currency: str) -> OpenItems:
        return OpenItems.at(self.inputs.books, day, currency, self.inputs.home, self.inputs.rates, self._unusable())

    def _unusable(self) -> str:
        """Return why invoices are no part of this report, "" where they are."""
        if self.brief.entity and self.inputs.entities > 1:
            return f"Invoices carry no entity, and the books hold {self.inputs.entities}."
        named = [currency for currency in invoice_currencies(self.inputs.books) if currency]
        if named and not self.currency:
            return (
                f"The books name no currency, and invoices are in {', '.join(named)}: add the books' `currency` to "
                "books.yaml or the mapping file."
            )
        return ""

    def _control_checks(self, items: OpenItems) -> list[Check]:
        """Compare open items with control accounts in the currency of the books, at the period's end."""
        ledger = self.inputs.ledger
        end = min(self.period.span.end, self.today)
        if items.report is None or ledger is None or end != self.period.span.end:
            return []
        if end != items.day or self._translating:
            try:
                items = self._items_at(end, self.inputs.home)
            except RateMissing as missing:
                self._rate_check(missing)
                return []
        view = View(ledger, self.period, minor_units(self.inputs.home))
        assert items.report is not None
        checks = (
            control_check(view, "receivable", items.report.receivable),
            control_check(view, "payable", items.report.payable),
        )
        return [check for check in checks if check is not None]

    def _rate_check(self, missing: RateMissing) -> None:
        if all(check.id != "fx_rates" for check in self.checks):
            self.checks.append(
                Check(
                    id="fx_rates",
                    title=TITLES["fx_rates"],
                    severity="hard",
                    passed=False,
                    expected="a rate for every amount",
                    actual="missing",
                    message=str(missing),
                )
            )

    def _lacks(self, reason: str, *parts: str) -> None:
        self.missing += [Missing(part=part, reason=reason) for part in parts]


_STATEMENTS = (
    "income_statement",
    "balance_sheet",
    "cash_flow",
    "trial_balance",
    "budget_variances",
    "retained_earnings",
)
