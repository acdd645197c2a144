"""Close and reopen the books of an entity: an effect on the casebook itself."""

from datetime import date
from typing import ClassVar, Literal
from uuid import UUID

from tasks.casebook.closings import by_case, set_closed_through
from tasks.effect import Call, Contents, Effect, Receipt


class SetClosedThrough(Effect, frozen=True):
    """Close the entity's books through a day, or reopen them; later imports are held against it."""

    safety: ClassVar[Literal["A", "B", "C"]] = "B"

    kind: Literal["set_closed_through"] = "set_closed_through"
    case: UUID
    entity: str
    """Empty for books that name no entity."""
    through: date | None
    """The last closed day; None opens everything."""

    @property
    def target(self) -> str:
        return f"books:{self.entity}"

    def describe(self) -> str:
        whose = f"of {self.entity} " if self.entity else ""
        if self.through is None:
            return f"Reopen the books {whose}entirely: every date takes postings again."
        return (
            f"Close the books {whose}through {self.through:%d %B %Y}: imports with postings up to that day are refused."
        )

    async def prepare(self, key: str, contents: Contents) -> Call:
        async def close() -> Receipt:
            await set_closed_through(self.entity, self.through, self.case)
            return Receipt(reference=key)

        return close

    async def look_up(self, key: str) -> Receipt | None:
        return Receipt(reference=key) if await by_case(self.case) is not None else None
