"""What is at stake in a proposal: the amount by which a policy chooses who must sign."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, Field, StringConstraints

from reports.money import amount_text

Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
"""An ISO 4217 code."""


class Exposure(BaseModel, frozen=True, extra="forbid"):
    """An amount of at least zero."""

    amount: Decimal = Field(ge=0)
    currency: Currency | Literal[""]
    """Empty where the records name none: then it is compared with no amount of a policy."""

    def __str__(self) -> str:
        return amount_text(self.amount, self.currency)
