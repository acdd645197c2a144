"""The figures of one period: every number that a financial pack may print.

Amounts are `Decimal` in the report's currency. Income, expenses, liabilities and equity are positive where they have
their usual sign; a line is signed by its own type, so a contra account within its parent is negative. `None` means
undefined. A field with a default came later than the others: figures that an earlier version kept lack it.
"""

from datetime import date
from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, ConfigDict

AccountType = Literal["asset", "liability", "equity", "income", "expense"]
Severity = Literal["hard", "soft"]
_PARTS = {
    "ageing.receivable": "ageing of receivables",
    "ageing.payable": "ageing of payables",
    "cash_flow": "cash flow statement",
    "company": "name of the company",
    "books_currency": "currency of the books",
    "fx_revaluation": "foreign-currency accounts at closing rates",
    "kpis": "key figures",
    "retained_earnings": "roll-forward of retained earnings",
}
"""Parts whose field is not what a reader calls them."""


def part_title(part: str) -> str:
    """Return a part of the figures in words: "budget variances", or "ageing of payables" for "ageing.payable"."""
    return _PARTS.get(part) or part.replace("_", " ")


class Record(BaseModel):
    """Base of the figures' parts."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Period(Record):
    label: str
    """As in the brief, resolved: "2025-10"."""
    start: date
    end: date
    """Inclusive."""


class Totals(Record):
    income: Decimal
    expenses: Decimal
    net_income: Decimal


class IncomeLine(Record):
    account: str
    name: str
    type: AccountType
    level: int
    """0 for a root, 1 for its children ..."""
    leaf: bool
    amount: Decimal
    year_to_date: Decimal
    prior_year: Decimal | None
    """The same period a year before; None where the books do not reach back."""
    budget: Decimal | None


class Subtotal(Record):
    """A profit between income and net income, positive for a gain."""

    amount: Decimal
    year_to_date: Decimal
    prior_year: Decimal | None
    budget: Decimal | None
    """None also where something is planned on an account above several report lines."""


class IncomeSubtotals(Record):
    """The subtotals that the accounts' report lines define."""

    gross_profit: Subtotal | None
    """Sales less cost of sales; None unless accounts stand on `revenue` and on `cost_of_sales`."""
    operating_profit: Subtotal | None
    """Net income before other, finance and tax lines; None without an account on `revenue`."""
    profit_before_tax: Subtotal | None
    """None without an account on `tax`."""


class IncomeStatement(Totals):
    year_to_date: Totals
    prior_year: Totals | None
    budget: Totals | None
    subtotals: IncomeSubtotals | None = None
    lines: tuple[IncomeLine, ...]


class BalanceLine(Record):
    account: str
    name: str
    type: AccountType
    level: int
    leaf: bool
    amount: Decimal
    opening: Decimal
    """At the end of the day before the period."""
    prior_year: Decimal | None


class BalanceTotals(Record):
    """The totals of one column of the balance sheet."""

    assets: Decimal
    liabilities: Decimal
    equity: Decimal
    """Includes retained and current-year earnings."""
    retained_earnings: Decimal | None
    """Of earlier fiscal years, closed to equity or not, less dividends. None where the equity accounts hold all
    earnings (closing balances) and none of them has the report line `retained_earnings`."""
    current_year_earnings: Decimal | None
    """None likewise, without the report line `current_year_earnings`."""
    translation_adjustment: Decimal
    """Cumulative translation adjustment (CTA), part of equity; 0 where nothing is translated."""
    check: Decimal
    """assets - liabilities - equity; proved, never plugged."""


class BalanceSheet(BalanceTotals):
    as_of: date
    opening: BalanceTotals | None = None
    """At the end of the day before the period, like the lines' `opening`."""
    prior_year: BalanceTotals | None = None
    """The same day a year before; None where the books do not reach back."""
    lines: tuple[BalanceLine, ...]


class CashFlowLine(Record):
    section: Literal["operating", "investing", "financing"]
    line: str
    amount: Decimal


class CashFlow(Record):
    operating: Decimal
    investing: Decimal
    financing: Decimal
    fx_effect: Decimal
    net_change: Decimal
    opening_cash: Decimal
    closing_cash: Decimal
    residual: Decimal
    """net_change - operating - investing - financing - fx_effect."""
    lines: tuple[CashFlowLine, ...]


class TrialLine(Record):
    account: str
    name: str
    type: AccountType
    opening: Decimal
    """Debit positive, like closing."""
    debit: Decimal
    credit: Decimal
    closing: Decimal


class Unclosed(Record):
    """The earnings of earlier years that no account holds, debit positive: a profit is negative."""

    opening: Decimal
    debit: Decimal
    """What equity accounts took over within the period; of a loss in `credit`."""
    credit: Decimal
    closing: Decimal


class TrialBalance(Record):
    debit: Decimal
    credit: Decimal
    lines: tuple[TrialLine, ...]
    """Leaves only."""
    unclosed: Unclosed | None = None
    """What the lines lack to come to nil, since income and expenses open at nil each fiscal year."""


class AgeingLine(Record):
    counterparty: str
    current: Decimal
    d1_30: Decimal
    d31_60: Decimal
    d61_90: Decimal
    d90_plus: Decimal
    total: Decimal
    """The sum of the five buckets."""
    unapplied: Decimal
    """Overpayments and payments without an open invoice, positive; refunds beyond a credit note or without one,
    negative. Not in total."""


class Ageing(Record):
    as_of: date
    current: Decimal
    d1_30: Decimal
    d31_60: Decimal
    d61_90: Decimal
    d90_plus: Decimal
    total: Decimal
    unapplied: Decimal
    undirected: Decimal = Decimal(0)
    """The part of unapplied that may belong to the other kind: payments that name neither invoice nor kind."""
    count: int
    """Open invoices."""
    lines: tuple[AgeingLine, ...]


class AgeingReport(Record):
    receivable: Ageing | None
    payable: Ageing | None


class BudgetVariance(Record):
    account: str
    name: str
    type: AccountType
    department: str | None
    actual: Decimal
    budget: Decimal
    variance: Decimal
    """actual - budget, each signed by the account's type."""
    percent: Decimal | None
    """variance / |budget| x 100; None where the budget is 0."""
    favourable: bool
    material: bool

    @property
    def key(self) -> str:
        """Return the name of the variance in a commentary: "6100", or "6100/Sales" for one department."""
        return self.account if self.department is None else f"{self.account}/{self.department}"

    @property
    def title(self) -> str:
        """Return what a person reads: "6100 Travel", or "6100 Travel (Sales)" for one department."""
        account = self.name if self.name == self.account else f"{self.account} {self.name}"
        return account if self.department is None else f"{account} ({self.department or 'no department'})"


class RetainedEarnings(Record):
    opening: Decimal
    net_income: Decimal
    dividends: Decimal
    """Positive where paid out."""
    adjustments: Decimal
    closing: Decimal
    """opening + net_income - dividends + adjustments."""


class Kpis(Record):
    gross_margin: Decimal | None
    """Percent of sales (the report line `revenue`), like operating_margin; net_margin of all income."""
    operating_margin: Decimal | None
    net_margin: Decimal | None
    current_ratio: Decimal | None
    quick_ratio: Decimal | None
    debt_to_equity: Decimal | None
    """All liabilities to equity."""
    dso: Decimal | None
    """Days: open receivables / billed in the 90 days up to the date x 90. dpo likewise for payables."""
    dpo: Decimal | None
    burn: Decimal | None
    """Cash used per month over the last three months, positive when cash falls; None when cash grew."""
    runway_months: Decimal | None
    """Closing cash / burn; None without burn."""


class RevaluationLine(Record):
    """A foreign-currency asset or liability at the period's closing rate, debit positive."""

    account: str
    name: str
    currency: str
    balance: Decimal
    """In the account's own currency."""
    rate: Decimal
    carrying: Decimal
    """As booked, in the currency of the books, like `revalued` and `unrealised`."""
    revalued: Decimal
    unrealised: Decimal
    """revalued - carrying: the gain (positive) or loss that is not booked yet."""


class TrendPoint(Record):
    """One month of the last thirteen (fewer where the books begin later)."""

    period: str
    income: Decimal
    expenses: Decimal
    net_income: Decimal
    cash: Decimal | None


class Check(Record):
    id: str
    title: str = ""
    """What is looked at, in words for a person."""
    severity: Severity
    """A failed hard check blocks the release."""
    passed: bool
    expected: str
    actual: str
    message: str
    """What and where, for a person: names the first offending entries or accounts."""


class Missing(Record):
    """A part of the pack that cannot be computed, and what would be needed."""

    part: str
    reason: str

    @property
    def title(self) -> str:
        """Return the part in words, as a reader calls it."""
        return part_title(self.part)


class FinancialFigures(Record):
    company: str = ""
    """The name of the company or group as the books say it, "" where they do not."""
    entity: str
    currency: str
    books_currency: str = ""
    """Of the accounts as booked: the trial balance and the revaluation are in it; "" where nothing says it."""
    period: Period
    income_statement: IncomeStatement | None
    balance_sheet: BalanceSheet | None
    cash_flow: CashFlow | None
    trial_balance: TrialBalance | None
    ageing: AgeingReport | None
    budget_variances: tuple[BudgetVariance, ...] | None
    retained_earnings: RetainedEarnings | None
    kpis: Kpis | None
    trend: tuple[TrendPoint, ...]
    fx_revaluation: tuple[RevaluationLine, ...] = ()
    checks: tuple[Check, ...]
    missing: tuple[Missing, ...]

    def failed(self, severity: Severity | None = None) -> tuple[Check, ...]:
        """Return the checks that did not pass, of one severity where it is given, in their order."""
        return tuple(check for check in self.checks if not check.passed and severity in (None, check.severity))

    @property
    def releasable(self) -> bool:
        """Whether no hard check failed."""
        return not self.failed("hard")

    @property
    def material_variances(self) -> tuple[BudgetVariance, ...]:
        """Return the variances that need an explanation, the largest amount first."""
        material = [one for one in self.budget_variances or () if one.material]
        return tuple(sorted(material, key=lambda one: (-abs(one.variance), one.account, one.department or "")))

    @property
    def size(self) -> Decimal | None:
        """Return the size of the business in the period: the larger magnitude of income and expenses, without either
        the open receivables and payables together; None where the figures hold none of them.
        """
        if self.income_statement and (self.income_statement.income or self.income_statement.expenses):
            return max(abs(self.income_statement.income), abs(self.income_statement.expenses))
        kinds = (self.ageing.receivable, self.ageing.payable) if self.ageing else ()
        return sum((abs(items.total) for items in kinds if items), Decimal(0)) or None
