"""Budgets: reserve before a call, settle after it. Amounts are nanodollars, so that no call's cost is rounded away."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from tasks.casebook.audit import record
from tasks.casebook.database import reading, writing
from tasks.casebook.dead_letters import resolve
from tasks.casebook.notices import say
from tasks.casebook.tables import budgets
from tasks.casebook.upsert import locked, put
from tasks.casebook.waking import make_due, waiting_for
from tasks.casebook.words import Word, WordRefused
from tasks.settings import settings

NANO = 1_000_000_000


class BudgetReached(Exception):
    """A call would spend more than its budget has left: a person raises it, or lets the rules answer."""

    def __init__(self, scope: str, cap: int, budget: "Budget", *, needs: int) -> None:
        super().__init__(
            f"The budget of {scope} has {dollars(budget.left(cap))} of {dollars(cap + budget.raised)} US dollars left, "
            f"and a call may cost {dollars(needs)}."
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


async def raise_by(scope: str, amount: int, word: Word) -> int:
    """Let a scope spend `amount` more than its cap says; return how many cases go on by it.

    Raise `WordRefused` for a person whom no policy names; the refusal is audited.
    """
    return await _say(scope, word, "budget raised", by=amount)


async def go_on_by_rules(scope: str, word: Word) -> int:
    """Let the rules answer where the scope would have asked a model; return how many cases go on by it.

    Raise `WordRefused` for a person whom no policy names; the refusal is audited.
    """
    return await _say(scope, word, "budget left to the rules", by=0)


async def _say(scope: str, word: Word, what: str, *, by: int) -> int:
    subject = f"budget:{scope}"
    async with writing() as connection:
        why_not = await word.refusal(connection, None)
        waiting = await waiting_for(connection, "budget", scope)
        if why_not:
            await record(connection, word.actor, "word refused", subject, what=what, why=why_not, **word.told)
        else:
            budget = (await load(connection, [scope]))[scope]
            changed = replace(budget, raised=budget.raised + by, without_models=not by, warned=budget.warned and not by)
            await save(connection, {scope: changed})
            await record(connection, word.actor, what, subject, by=str(dollars(by)), **word.told)
            await resolve(connection, subject, f"{word.person}: {what}", actor=word.actor)
            await make_due(connection, waiting, budget=scope)
    if why_not:
        raise WordRefused(why_not)
    return len(waiting)


async def listing() -> dict[str, Budget]:
    """Return the tenant's budgets by scope."""
    query = select(budgets).where(budgets.c.tenant == settings().tenant).order_by(budgets.c.scope.desc())
    async with reading() as connection:
        return {row.scope: _budget(row) for row in await connection.execute(query)}


async def ceiling(scope: str, cap: int) -> int:
    """Return what the scope may spend with what people raised it by; raise `BudgetReached` where the rules answer."""
    mine = (budgets.c.tenant == settings().tenant, budgets.c.scope == scope)
    async with reading() as connection:
        row = (await connection.execute(select(budgets).where(*mine))).one_or_none()
    standing = _budget(row) if row else Budget()
    if standing.without_models:
        raise BudgetReached(scope, cap, standing, needs=0)
    return cap + standing.raised


async def load(connection: AsyncConnection, scopes: Iterable[str]) -> dict[str, Budget]:
    """Return the tenant's budgets of these scopes, locked until the transaction ends."""
    rows = await locked(connection, budgets, scopes, by="scope", **vars(Budget()))
    return {row.scope: _budget(row) for row in rows}


async def save(connection: AsyncConnection, changed: Mapping[str, Budget]) -> None:
    """Write budgets down."""
    for scope, budget in changed.items():
        await put(connection, budgets, {"tenant": settings().tenant, "scope": scope}, **vars(budget))


async def say_near(connection: AsyncConnection, scope: str, budget: Budget, cap: int) -> None:
    """Write a notice that a budget is at 80 %; one of a single step is said in its run's log alone."""
    if scope.startswith("step/"):
        return
    text = (
        f"The budget of {scope} is at 80 %: {dollars(budget.spent)} of {dollars(cap + budget.raised)} US dollars are "
        f"spent. `countersign budgets raise {scope} AMOUNT --comment TEXT` gives it more."
    )
    await say(connection, f"budget/{scope}/{cap + budget.raised}", text)


def _budget(row: object) -> Budget:
    return Budget(**{name: getattr(row, name) for name in Budget.__dataclass_fields__})
