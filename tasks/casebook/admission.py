"""What stands between an agent and a provider: circuits, places, allowances and budgets, decided on together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncConnection

from tasks.casebook import budgets, circuits, paces, places
from tasks.casebook.budgets import Budget, BudgetReached
from tasks.casebook.circuits import Circuit
from tasks.casebook.paces import UNLIMITED, Allowance, Pace


@dataclass(frozen=True)
class Intent:
    """One call that is about to be made."""

    step: str
    agent: str
    prompt_version: str
    provider: str
    asked: str
    attempt: int
    request_sha256: str
    tokens: int
    """What it may use at most, read and written, as estimated before."""
    reserve: int
    """What it may cost at most, in nanodollars."""
    caps: Mapping[str, int] = field(default_factory=dict)
    """Nanodollars that each scope may spend."""
    allowance: Allowance = UNLIMITED
    places: int | None = None
    """Calls that its provider takes at a time; None is without limit."""
    longest: float = 600.0
    """Seconds after which it is in flight no more, whatever became of its process."""

    @property
    def circuit(self) -> str:
        """The name under which its provider's failures are counted."""
        return f"provider/{self.provider}"


@dataclass(frozen=True)
class Admission:
    """What the casebook says to a call."""

    call: UUID | None
    """None: not now."""
    wait: float = 0.0
    """Seconds until the provider's allowance suffices; 0 where its circuit is open."""
    full: bool = False
    """All of the provider's places are taken: one is free as soon as a call in flight ends."""


@dataclass(frozen=True)
class Result:
    """What came of a call."""

    outcome: str
    """ "answered" or the kind of its failure."""
    detail: str = ""
    answered_by: str = ""
    input_tokens: int = 0
    output_tokens: int = 0
    cost: int = 0
    """Nanodollars."""
    latency_ms: int = 0
    first_token_ms: int | None = None
    response_sha256: str = ""
    blames_provider: bool = False
    tells_of_provider: bool = True
    """False where nobody can know by it whether its provider works."""


@dataclass(frozen=True)
class News:
    """What people should hear of after a call."""

    opened: bool = False
    """The provider's circuit has just opened."""
    closed: bool = False
    near_their_cap: tuple[str, ...] = ()
    """Budgets that have just passed 80 %."""


@dataclass
class Desk:
    """The circuits, places, paces and budgets that some calls depend on, as one transaction holds them."""

    at: datetime
    taken: dict[str, int]
    """Places taken at each provider that has a limit."""
    circuits: dict[str, Circuit]
    paces: dict[str, Pace]
    budgets: dict[str, Budget]
    before: tuple[dict[str, Circuit], dict[str, Pace], dict[str, Budget]]
    """As they were loaded."""
    near: dict[str, int] = field(default_factory=dict)
    """Budgets that have passed 80 %, with their caps."""

    @classmethod
    async def loaded(cls, connection: AsyncConnection, intents: Sequence[Intent], at: datetime) -> "Desk":
        names = {intent.circuit for intent in intents}
        limited = {intent.circuit for intent in intents if intent.allowance.limited}
        scopes = {scope for intent in intents for scope in intent.caps}
        counted = {intent.provider for intent in intents if intent.places is not None}
        found = (
            await circuits.load(connection, names),
            await paces.load(connection, limited, at) if limited else {},
            await budgets.load(connection, scopes) if scopes else {},
        )
        # Counted once the circuits are locked: nobody else takes a place of these providers before this is committed.
        taken = await places.taken(connection, counted, at) if counted else {}
        return cls(at, taken, dict(found[0]), dict(found[1]), dict(found[2]), found)

    def admit(self, intent: Intent) -> Admission | BudgetReached:
        """Take one call in, changing what it draws on; nothing changes where one of them refuses."""
        circuit = self.circuits[intent.circuit].entered(self.at)
        if circuit is None:
            return Admission(None)
        if intent.places is not None and self.taken[intent.provider] >= intent.places:
            return Admission(None, full=True)
        drawn = dict[str, Pace]()
        if intent.allowance.limited:
            pace, wait = self.paces[intent.circuit].drawn(intent.allowance, self.at, intent.tokens)
            if wait:
                return Admission(None, wait)
            drawn[intent.circuit] = pace
        reserved = dict[str, Budget]()
        for scope, cap in intent.caps.items():
            budget = self.budgets[scope].reserve(intent.reserve, cap)
            if budget is None:
                return BudgetReached(scope, cap, self.budgets[scope], needs=intent.reserve)
            reserved[scope] = budget
        self.circuits[intent.circuit] = circuit
        if intent.places is not None:
            self.taken[intent.provider] += 1
        self.paces |= drawn
        self.budgets |= reserved
        return Admission(uuid4())

    def settle(self, intent: Intent, result: Result) -> News:
        """Book what came of one call; return what people should hear of."""
        near = self.book(intent, result.cost)
        was = self.circuits[intent.circuit]
        self.circuits[intent.circuit] = becomes = was.failed(self.at) if result.blames_provider else Circuit()
        return News(becomes.open and not was.open, was.open and not becomes.open, near)

    def book(self, intent: Intent, cost: int) -> tuple[str, ...]:
        """Turn what was set aside for a call into what it cost; return the budgets that have passed 80 % by it."""
        near = dict[str, int]()
        for scope, cap in intent.caps.items():
            before = self.budgets[scope]
            self.budgets[scope] = before.settle(intent.reserve, cost, cap)
            if self.budgets[scope].warned and not before.warned:
                near[scope] = cap
        self.near |= near
        return tuple(near)

    async def save(self, connection: AsyncConnection) -> None:
        """Write down what has changed."""
        was = self.before
        await circuits.save(connection, {key: each for key, each in self.circuits.items() if each != was[0][key]})
        await paces.save(connection, {key: each for key, each in self.paces.items() if each != was[1][key]})
        await budgets.save(connection, {key: each for key, each in self.budgets.items() if each != was[2][key]})
        for scope, cap in self.near.items():
            await budgets.say_near(connection, scope, self.budgets[scope], cap)
