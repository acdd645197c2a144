"""The data contract `books`: the tables that financial reporting reads, column by column, as data."""

from dataclasses import dataclass
from typing import Literal

CONTRACT_VERSION = 1

ColumnType = Literal["text", "date", "amount", "rate", "boolean", "period", "currency", "choice"]


@dataclass(frozen=True)
class Column:
    """One column of a contract table; `says` is what a person who fills it must know."""

    name: str
    type: ColumnType
    says: str
    required: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """One contract table; `key` names the columns that together occur once ("" where rows may repeat)."""

    name: str
    says: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The column names in the contract's order."""
        return tuple(column.name for column in self.columns)

    @property
    def required(self) -> tuple[str, ...]:
        """The columns that no row may leave empty."""
        return tuple(column.name for column in self.columns if column.required)


ACCOUNT_TYPES = ("asset", "liability", "equity", "income", "expense")
KINDS = ("receivable", "payable")

_ACCOUNT = Column("account", "text", "The account's code, as in accounts.", required=True)
_DEPARTMENT = Column("department", "text", "Department or cost centre.")
_ENTITY = Column("entity", "text", "Code of the company the row belongs to.")

ACCOUNTS = Table(
    "accounts",
    "The chart of accounts.",
    (
        Column("code", "text", "Unique. Text: leading zeros count.", required=True),
        Column("name", "text", "As the report prints it.", required=True),
        Column("type", "choice", "What the account is.", required=True, choices=ACCOUNT_TYPES),
        Column("parent", "text", "Code of the account this one rolls up into; empty for a root."),
        Column("report_line", "text", "The line of the statements it belongs to."),
        Column("cash_flow_line", "text", 'The line of the cash flow statement; "cash" for cash itself.'),
        Column("contra", "boolean", "true where the usual sign is the opposite of its type's."),
        Column("currency", "currency", "Currency of a foreign-currency account."),
        Column("roll_up", "choice", "How it counts in its parent; + where empty.", choices=("+", "-", "none")),
    ),
    key=("code",),
)

JOURNAL = Table(
    "journal",
    "Every posting. The postings of one entry_id (and entity) add up to zero.",
    (
        Column("entry_id", "text", "Same text for all postings of one entry, on one date.", required=True),
        Column("date", "date", "Posting date.", required=True),
        _ACCOUNT,
        Column("debit", "amount", "Debit, in the posting's currency. Give debit and credit, or amount."),
        Column("credit", "amount", "Credit, in the posting's currency."),
        Column("amount", "amount", "In place of debit and credit: debit positive, credit negative."),
        Column("currency", "currency", "Empty: the currency of the books."),
        Column("fx_rate", "rate", "Books' currency for one unit of the posting's currency."),
        Column("description", "text", "What it was for."),
        _ENTITY,
        _DEPARTMENT,
        Column("counterparty", "text", "Customer, supplier or other party."),
        Column("document", "text", "Number of the voucher or invoice."),
        Column("closing", "boolean", "true for entries that close the year; they stay out of the P&L."),
    ),
)

TRIAL_BALANCES = Table(
    "trial_balances",
    "Balances by account, in place of the journal. Amounts are debit positive: income, liabilities and "
    "equity are usually negative.",
    (
        Column("period", "period", "The period, or the day the amount holds for.", required=True),
        _ACCOUNT,
        Column("amount", "amount", "Debit positive.", required=True),
        Column(
            "kind",
            "choice",
            "Movement of the period or balance at its end.",
            required=True,
            choices=("movement", "closing"),
        ),
        _DEPARTMENT,
        _ENTITY,
    ),
    key=("period", "account", "kind", "department", "entity"),
)

BUDGET = Table(
    "budget",
    "What was planned. Amounts carry the account's usual sign: planned income and planned expenses are both positive.",
    (
        Column("period", "period", "Month, quarter or year.", required=True),
        _ACCOUNT,
        Column("amount", "amount", "Positive has the usual sign of the account's type.", required=True),
        _DEPARTMENT,
        _ENTITY,
    ),
    key=("period", "account", "department", "entity"),
)

INVOICES = Table(
    "invoices",
    "Invoices sent (receivable) and received (payable); credit notes have a negative amount.",
    (
        Column("invoice_id", "text", "Unique.", required=True),
        Column("kind", "choice", "Who owes.", required=True, choices=KINDS),
        Column("counterparty", "text", "Customer or supplier.", required=True),
        Column("issued", "date", "Invoice date.", required=True),
        Column("due", "date", "Due date.", required=True),
        Column("amount", "amount", "Gross, positive for an invoice.", required=True),
        Column("currency", "currency", "Empty: the currency of the books."),
    ),
    key=("invoice_id",),
)

PAYMENTS = Table(
    "payments",
    "What was paid on which invoice; one row for each part payment.",
    (
        Column("payment_id", "text", "Unique.", required=True),
        Column("invoice_id", "text", "The invoice it pays; empty for a payment not yet applied."),
        Column("date", "date", "The day the money moved.", required=True),
        Column("amount", "amount", "In the invoice's currency, positive.", required=True),
        Column(
            "kind",
            "choice",
            "Who owed; needed only without an invoice_id, where the books hold both kinds of invoices.",
            choices=KINDS,
        ),
    ),
    key=("payment_id",),
)

FX_RATES = Table(
    "fx_rates",
    "Exchange rates. A posting in a foreign currency without its own fx_rate takes the closing rate of its "
    "day, or the last one of the seven days before.",
    (
        Column("date", "date", "The day, or the month's end for an average.", required=True),
        Column("from_currency", "currency", "One unit of this ...", required=True),
        Column("to_currency", "currency", "... is `rate` units of this.", required=True),
        Column("rate", "rate", "Above zero.", required=True),
        Column("kind", "choice", "Which rate it is.", required=True, choices=("closing", "average")),
    ),
    key=("date", "from_currency", "to_currency", "kind"),
)

BOOKS: dict[str, Table] = {
    table.name: table for table in (ACCOUNTS, JOURNAL, TRIAL_BALANCES, BUDGET, INVOICES, PAYMENTS, FX_RATES)
}
"""The contract's tables, in the order in which they load: accounts first, since others refer to them."""
