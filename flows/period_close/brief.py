"""What a person asks for when the books are to be closed or reopened, and the steps that its flow takes."""

from datetime import date
from typing import Any, Self

from pydantic import BaseModel, Field, model_validator

from tasks.process import Process

PROCESS = Process(name="period-close", steps=frozenset({"close", "announce", "apply"}))


class PeriodBrief(BaseModel, frozen=True, extra="forbid"):
    """The last closed day of an entity's books, or none."""

    through: date | None = Field(
        description="The last closed day; empty reopens the books.", json_schema_extra={"position": 0}
    )
    entity: str = Field(
        "",
        description="Code of the entity; empty for books that name none.",
        json_schema_extra={"position": 1},
    )
    reason: str = Field("", description="Why; needed to reopen.", json_schema_extra={"position": 2})
    ordinal: int = Field(
        1,
        ge=1,
        description="Counts the closings and reopenings of the entity.",
        json_schema_extra={"position": 3},
    )

    @model_validator(mode="after")
    def _says_why(self) -> Self:
        if self.through is None and not self.reason.strip():
            raise ValueError("Reopening the books needs a reason: say why.")
        return self

    def natural_key(self) -> dict[str, Any]:
        """Return what makes two requests the same case."""
        asked = "reopen" if self.through is None else f"close through {self.through}"
        return {"entity": self.entity, "asked": asked, "request": self.ordinal}
