"""The page of status and signatures that belongs to a request for approval.

While it is pending its signatures are counted by the rules of today. What was decided stays as it was counted then:
nothing that is written into the people or policies file later changes a byte of a released document.
"""

from collections.abc import Iterable
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Row

from reports import standing as report
from reports.standing import Signature, Standing
from tasks.deciding.ballot import Tally
from tasks.deciding.rules import load_rules
from tasks.deciding.vote import Vote
from tasks.people import People

SHOWN_AS: dict[str, report.Status] = {
    "pending": "draft",
    "approved": "released",
    "changes": "superseded",
    "rejected": "rejected",
    "expired": "expired",
}
"""What a document says of itself once its proposal has this status."""

_SIGNATURES = TypeAdapter(tuple[Signature, ...])


def standing(asked: Row[Any], votes: Iterable[Vote]) -> Standing:
    """Return the status and the signatures of a casebook row of `approvals` and its votes."""
    votes = tuple(votes)
    return Standing(
        status=SHOWN_AS[asked.status],
        case=str(asked.case_id),
        document_sha256=asked.sha256,
        signatures=signatures(asked, votes),
        remark=""
        if all(vote.authenticated for vote in votes)
        else "Signed on the embedded set-up: who signed was not proved.",
    )


def signatures(asked: Row[Any], votes: Iterable[Vote]) -> tuple[Signature, ...]:
    """Return who signed as what: as it was counted when it was decided, or while it is pending by today's rules."""
    if asked.status != "pending":
        return _SIGNATURES.validate_json(asked.signatures or "[]")
    rules = load_rules()
    return counted(rules.ballot(asked).tally(votes), rules.people, asked.sha256)


def counted(tally: Tally, people: People, sha256: str) -> tuple[Signature, ...]:
    """Return the signatures of a tally on the proposal with hash `sha256`."""
    return tuple(
        Signature(name=people.person(one.vote.person).name, role=one.role, at=one.vote.at, sha256=sha256)
        for one in tally.signed
    )


def as_kept(given: tuple[Signature, ...]) -> str:
    """Return signatures as the casebook keeps them."""
    return _SIGNATURES.dump_json(given).decode()
