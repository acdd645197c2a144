"""The rules of this installation: who is who, who must sign what, and what that means for one request for approval."""

import json
from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlalchemy import Row

from tasks.deciding.ballot import Ballot, Missing
from tasks.deciding.exposure import Exposure
from tasks.deciding.policy import Policies
from tasks.deciding.vote import Vote
from tasks.people import People
from tasks.settings import settings


class Rules(NamedTuple):
    """The people and the policies file."""

    people: People
    policies: Policies

    def ballot(self, asked: Row[Any]) -> Ballot:
        """Return the ballot on a casebook row of `approvals`: its policy, its requester and what is at stake."""
        exposure = json.loads(asked.proposal)["exposure"]
        return Ballot(
            policy=self.policies.policy(asked.policy),
            people=self.people,
            requester=asked.requester,
            exposure=None if exposure is None else Exposure.model_validate(exposure),
        )

    def missing(self, asked: Row[Any], votes: Iterable[Vote]) -> tuple[Missing, ...]:
        """Return the signatures that a pending row of `approvals` still needs."""
        return self.ballot(asked).tally(votes).missing


def load_rules() -> Rules:
    """Return the people and policies files of this installation; raise `FileRefused` where one is not in order."""
    people = People.load(settings().people_file)
    return Rules(people, Policies.load(settings().policies_file, people))
