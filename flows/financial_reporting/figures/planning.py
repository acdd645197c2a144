"""Where actual amounts count in a budget: the account and department that they are planned under."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property

from flows.financial_reporting.figures.budget import Key
from flows.financial_reporting.figures.chart import Account, Chart


@dataclass(frozen=True)
class Planning:
    """The accounts of a chart and the accounts and departments that something is planned for."""

    chart: Chart
    planned: Collection[Key]

    def place(self, account: str, department: str | None) -> tuple[Key, int]:
        """Return the key that amounts of `account` and `department` count under, and the sign they count with."""
        target, sign = self._planned_at(account)
        return (target, department if self._by_department and target not in self._whole else None), sign

    @cached_property
    def _accounts(self) -> set[str]:
        return {account for account, _ in self.planned}

    @cached_property
    def _by_department(self) -> bool:
        return any(department is not None for _, department in self.planned)

    @cached_property
    def _whole(self) -> set[str]:
        """Accounts that are planned for all departments together."""
        return self._accounts - {account for account, department in self.planned if department is not None}

    def _planned_at(self, code: str) -> tuple[str, int]:
        """Return the nearest planned account from `code` upwards, else `code`, and the sign it counts with there."""
        sign = 1
        for account in self._upwards(code):
            if account.code in self._accounts:
                return account.code, sign
            sign *= self.chart.roll_up_sign(account)
            if not sign:
                break
        return code, 1

    def _upwards(self, code: str) -> Iterator[Account]:
        while code in self.chart.accounts:
            account = self.chart.accounts[code]
            yield account
            code = account.parent or ""
