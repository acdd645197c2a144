"""The chart of accounts: its tree, the side each account stands on, and amounts rolled up into parents."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

from flows.financial_reporting.figures.financial_figures import AccountType
from flows.financial_reporting.figures.report_lines import normalised

ZERO = Decimal(0)
SIDE: dict[AccountType, int] = {"asset": 1, "expense": 1, "liability": -1, "equity": -1, "income": -1}
"""1 where a debit raises the account, -1 where a credit does."""
INCOME_TYPES: tuple[AccountType, ...] = ("income", "expense")
BALANCE_TYPES: tuple[AccountType, ...] = ("asset", "liability", "equity")


class Account(NamedTuple):
    """One account as the books give it."""

    code: str
    name: str
    type: AccountType
    parent: str | None = None
    report_line: str = ""
    cash_flow_line: str = ""
    contra: bool = False
    currency: str | None = None
    roll_up: str | None = None
    """"+" (or None) adds what stands on the parent's side and subtracts what stands on the other, "-" subtracts
    always, "none" keeps the account out of its parent."""


class Placed(NamedTuple):
    """An account at its place in the tree."""

    account: Account
    level: int
    leaf: bool


@dataclass(frozen=True, eq=False)
class Chart:
    """All accounts by code, in the order of the books; one chart is equal to itself alone."""

    accounts: Mapping[str, Account]

    @cached_property
    def children(self) -> Mapping[str, tuple[str, ...]]:
        """The codes directly below each parent."""
        below: dict[str, list[str]] = {}
        for account in self.accounts.values():
            if account.parent is not None and account.parent in self.accounts:
                below.setdefault(account.parent, []).append(account.code)
        return {parent: tuple(codes) for parent, codes in below.items()}

    @cached_property
    def placed(self) -> tuple[Placed, ...]:
        """Every account, parents before their children."""
        roots = (account.code for account in self.accounts.values() if account.parent not in self.accounts)
        return tuple(place for root in roots for place in self._walk(root, 0))

    def _walk(self, code: str, level: int) -> Iterator[Placed]:
        below = self.children.get(code, ())
        yield Placed(self.accounts[code], level, not below)
        for child in below:
            yield from self._walk(child, level + 1)

    def lines(self, types: Collection[AccountType]) -> list[Placed]:
        """Return the accounts of `types`, those types' trees in the order given."""
        order = {type_: place for place, type_ in enumerate(types)}
        trees: list[list[Placed]] = [[] for _ in order]
        tree = trees[0]
        for place in self.placed:
            if place.account.type not in order:
                continue
            if place.level == 0 or self.accounts[place.account.parent or ""].type not in order:
                tree = trees[order[place.account.type]]
            tree.append(place)
        return [place for tree in trees for place in tree]

    @cached_property
    def report_lines(self) -> Mapping[str, str]:
        """The report line of every account, its own or its nearest ancestor's; "" for none."""
        lines: dict[str, str] = {}
        for account, _, _ in self.placed:
            lines[account.code] = normalised(account.report_line) or lines.get(account.parent or "", "")
        return lines

    @cached_property
    def by_type(self) -> Mapping[AccountType, tuple[str, ...]]:
        """The codes of each type, in the order of the books."""
        codes: dict[AccountType, list[str]] = {type_: [] for type_ in SIDE}
        for account in self.accounts.values():
            codes[account.type].append(account.code)
        return {type_: tuple(of_type) for type_, of_type in codes.items()}

    def of_type(self, *types: AccountType) -> list[str]:
        """Return the codes of all accounts of `types`, type by type."""
        return [code for type_ in types for code in self.by_type[type_]]

    def on_lines(self, report_lines: Collection[str], types: Collection[AccountType] | None = None) -> list[str]:
        """Return the codes of all accounts that stand on one of `report_lines` (and are of one of `types`)."""
        return [
            code
            for code, line in self.report_lines.items()
            if line in report_lines and (types is None or self.accounts[code].type in types)
        ]

    def signed(self, code: str, debit_positive: Decimal) -> Decimal:
        """Return an amount signed by the account's own type: positive on its usual side."""
        return debit_positive if SIDE[self.accounts[code].type] > 0 else -debit_positive

    def rolled_up(self, own: Mapping[str, Decimal]) -> dict[str, Decimal]:
        """Return each account's amount with its descendants', both signed by the account's own type.

        `own` holds amounts signed by their accounts' types; accounts without one count as zero.
        """
        totals = {code: own.get(code, ZERO) for code in self.accounts}
        for account, _, _ in reversed(self.placed):
            sign = self.roll_up_sign(account)
            if sign and totals[account.code]:
                totals[account.parent or ""] += sign * totals[account.code]
        return totals

    def roll_up_sign(self, account: Account) -> int:
        """Return how an account counts in its parent: 1, -1, or 0 for not at all."""
        parent = self.accounts.get(account.parent or "")
        if parent is None or account.roll_up == "none":
            return 0
        if account.roll_up == "-":
            return -1
        return SIDE[account.type] * SIDE[parent.type]


def read_chart(books: Any) -> Chart:
    """Return the chart of the books, empty where they have no accounts."""
    if "accounts" not in books.tables:
        return Chart({})
    rows = books.connection.execute(
        """
        select
            code, name, type, parent, coalesce(report_line, ''), coalesce(cash_flow_line, ''), contra, currency,
            roll_up
        from accounts order by source, line
        """
    ).fetchall()
    return Chart({row[0]: Account._make(row) for row in rows})
