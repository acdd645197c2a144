"""Budgets: reserve before a call, settle after it. Amounts are nanodollars, so that no call's cost is rounded away."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from tasks.casebook.audit import record
from tasks.casebook.database import reading, writing
from tasks.casebook.tables import budgets
from tasks.casebook.upsert import locked, put
from tasks.settings import settings

NANO = 1_000_000_000


class BudgetReached(Exception):
    """A call would spend more than its budget has left: a person raises it, or lets the rules answer."""

    def __init__(self, scope: str, cap: int, budget: "Budget") -> None:
        super().__init__(
            f"The budget of {scope} has {dollars(budget.left(cap))} of {dollars(cap + budget.raised)} US dollars left."
        )
        self.scope = scope
        self.without_models = budget.without_models
        """A person said that the rules answer from here."""


@dataclass(frozen=True)
class Budget:
    """What one scope has spent, against a cap that is configured elsewhere."""

    spent: int = 0
    reserved: int = 0
    """For calls in flight."""
    raised: int = 0
    """By people, above the cap."""
    without_models: bool = False
    warned: bool = False
    """People have heard that it is near its cap."""

    def left(self, cap: int) -> int:
        """Return what may still be reserved."""
        return cap + self.raised - self.spent - self.reserved

    def reserve(self, amount: int, cap: int) -> "Budget | None":
        """Return the budget with the amount set aside, None where it lacks it."""
        if self.without_models or amount > self.left(cap):
            return None
        return replace(self, reserved=self.reserved + amount)

    def settle(self, reserved: int, cost: int, cap: int) -> "Budget":
        """Return the budget with what was set aside turned into what was spent, warned where that is 80 % of it."""
        spent = self.spent + cost
        return replace(
            self,
            spent=spent,
            reserved=self.reserved - reserved,
            warned=self.warned or 5 * spent >= 4 * (cap + self.raised),
        )


def nanodollars(amount: Decimal) -> int:
    """Return an amount of US dollars in nanodollars, rounded up."""
    return -int(-amount * NANO // 1)


def dollars(nano: int) -> Decimal:
    """Return nanodollars as US dollars, to the hundredth of a cent."""
    return (Decimal(nano) / NANO).quantize(Decimal("0.0001"))


async def raise_by(scope: str, amount: int, *, person: str, comment: str) -> None:
    """Let a scope spend `amount` more than its cap says, in a person's name."""
    async with writing() as connection:
        budget = (await load(connection, [scope]))[scope]
        raised = replace(budget, raised=budget.raised + amount, without_models=False, warned=False)
        await save(connection, {scope: raised})
        await record(connection, person, "budget raised", scope, by=str(dollars(amount)), comment=comment)


async def go_on_by_rules(scope: str, *, person: str, comment: str) -> None:
    """Let the rules answer where the scope would have asked a model, in a person's name."""
    async with writing() as connection:
        budget = (await load(connection, [scope]))[scope]
        await save(connection, {scope: replace(budget, without_models=True)})
        await record(connection, person, "budget left to the rules", scope, comment=comment)


async def listing() -> dict[str, Budget]:
    """Return the tenant's budgets by scope."""
    query = select(budgets).where(budgets.c.tenant == settings().tenant).order_by(budgets.c.scope.desc())
    async with reading() as connection:
        return {row.scope: _budget(row) for row in await connection.execute(query)}


async def load(connection: AsyncConnection, scopes: Iterable[str]) -> dict[str, Budget]:
    """Return the tenant's budgets of these scopes, locked until the transaction ends."""
    rows = await locked(connection, budgets, scopes, by="scope", **vars(Budget()))
    return {row.scope: _budget(row) for row in rows}


async def save(connection: AsyncConnection, changed: Mapping[str, Budget]) -> None:
    """Write budgets down."""
    for scope, budget in changed.items():
        await put(connection, budgets, {"tenant": settings().tenant, "scope": scope}, **vars(budget))


def _budget(row: object) -> Budget:
    return Budget(**{name: getattr(row, name) for name in Budget.__dataclass_fields__})
