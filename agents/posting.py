"""A journal line as agents read it, and what a text may say of some of them."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Annotated

from agents.grounding import Evidence
from agents.spec import AgentRequest
from agents.untrusted import Untrusted
from reports.figure import Figure


class Posting(AgentRequest):
    """One journal line behind a figure."""

    entry_id: Annotated[str, Untrusted("journal", code=True)]
    date: date
    amount: Decimal
    """In the report's currency; positive raises the account's line."""
    description: Annotated[str, Untrusted("journal")] = ""
    counterparty: Annotated[str, Untrusted("journal")] = ""


def postings_evidence(postings: Iterable[Posting], unit: str) -> Evidence:
    """Return the postings' amounts as figures, their ids and parties as references, their words as quotations."""
    lines = tuple(postings)
    parties = {line.counterparty for line in lines if line.counterparty}
    return Evidence(
        figures=tuple(
            Figure(name=f"Posting {line.entry_id}", value=line.amount, unit=unit, period=line.date.isoformat())
            for line in lines
        ),
        references=tuple(sorted({line.entry_id for line in lines} | plain_names(parties))),
        quotations=tuple(sorted({line.description for line in lines if line.description} | parties)),
    )


def plain_names(names: Iterable[str]) -> set[str]:
    """Return the names without digits: one with digits could pass off a number of its own, so it is only quoted."""
    return {name for name in names if name and not any(sign.isdigit() for sign in name)}
