"""Whose word counts where no vote is asked for: a person's word on a doubt, a budget, an answer."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from tasks.casebook.tables import approvals
from tasks.deciding.policy import members
from tasks.deciding.rules import Rules


class WordRefused(PermissionError):
    """The word of somebody who may not give it, or a word without a reason."""


@dataclass(frozen=True)
class Word:
    """What somebody says, and the rules by which it counts."""

    person: str
    comment: str
    authenticated: bool
    """False where the embedded set-up took a person's word for who they are."""
    rules: Rules

    @property
    def actor(self) -> str:
        """Return the person as the audit names who acted."""
        return f"person:{self.person}"

    @property
    def name(self) -> str:
        return self.rules.people.person(self.person).name

    @property
    def told(self) -> dict[str, Any]:
        """Return what the audit keeps of it."""
        return {"comment": self.comment, "authenticated": self.authenticated}

    async def refusal(self, connection: AsyncConnection, case: UUID | None) -> str | None:
        """Return why this word does not count, None where it does.

        Those whom the policies of the case's gates name may say, be it as signers or as owners; before its first gate,
        and where it is not about one case, those whom any policy names.
        """
        people, policies = self.rules
        if not self.comment.strip():
            return "A word needs a comment: say how you know, or why."
        if self.person not in people.people:
            return f"'{self.person}' is not in the people file, so nothing can be said in that name."
        asked = set[str]()
        if case is not None:
            gates = select(approvals.c.policy).where(approvals.c.case_id == case).distinct()
            asked = set((await connection.execute(gates)).scalars())
        rules = [policies.policy(name) for name in asked or policies.root]
        named = [name for rule in rules for one in rule.signatures for name in (rule.owner, *one.eligible)]
        who = sorted(members(people, named))
        if self.person in who:
            return None
        return f"{self.name} may not say it: those whom the policies name may ({', '.join(who)})."
