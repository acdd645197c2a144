"""The postings behind a figure: what a variance is explained from and what the appendix lists."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from pydantic import BaseModel


class Posting(BaseModel, frozen=True, extra="forbid"):
    """One journal line. Its texts come from outside: data, never instruction or markup."""

    entry_id: str
    date: date
    amount: Decimal
    """In the report's currency, signed by the account's own type: positive raises the account's line."""
    description: str = ""
    counterparty: str = ""
    document: str = ""
    department: str = ""


class PostingsBehind(BaseModel, frozen=True, extra="forbid"):
    """The largest postings of one account, or of one department in it, and the rest as a sum."""

    listed: tuple[Posting, ...]
    """Largest absolute amount first."""
    others: int = 0
    """How many more there are."""
    others_amount: Decimal = Decimal(0)
    """Their sum."""


Drilldown = Mapping[str, PostingsBehind]
"""By the key of the material variance they stand behind."""
