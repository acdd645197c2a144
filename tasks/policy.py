"""Who must sign what: the policies file, and what it says about one request for approval."""

import re
from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, Field, RootModel, StringConstraints, model_validator

from tasks.matching import assigned
from tasks.people import Id, People
from tasks.yaml_file import FileRefused, read_yaml

_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def _duration(text: Any) -> Any:
    if not isinstance(text, str):
        return text
    match = re.fullmatch(r"([1-9]\d{0,3})([mhdw])", text)
    if match is None:
        raise ValueError(f"'{text}' is no duration: write minutes, hours, days or weeks as 30m, 72h, 3d, 2w")
    return timedelta(**{_UNITS[match[2]]: int(match[1])})


Role = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9 _-]{0,39}$")]


class When(BaseModel, frozen=True, extra="forbid"):
    """The condition under which a signature is required."""

    exposure_at_least: Decimal = Field(gt=0, description="Smallest exposure, in the proposal's currency.")


class Signature(BaseModel, frozen=True, extra="forbid"):
    """One signature that a policy requires: a role, and the groups or people who may fill it."""

    role: Role
    eligible: tuple[Id, ...] = Field(alias="from", min_length=1)
    when: When | None = None

    def applies(self, exposure: Decimal) -> bool:
        return self.when is None or exposure >= self.when.exposure_at_least


class Policy(BaseModel, frozen=True, extra="forbid"):
    """The rule for one kind of decision; whoever no signature names may not decide."""

    signatures: tuple[Signature, ...] = Field(min_length=1)
    owner: Id
    """Answers for scheduled runs: a person, who then counts as their requester, or a group."""
    expires_after: Annotated[timedelta, BeforeValidator(_duration)]
    on_expiry: Literal["reject", "escalate"]

    @model_validator(mode="after")
    def _asks_someone_always(self) -> Self:
        if all(signature.when for signature in self.signatures):
            raise ValueError("every signature has a condition: at least one must be required always")
        roles = [signature.role for signature in self.signatures]
        if len(set(roles)) < len(roles):
            raise ValueError("two signatures have the same role: give each its own name")
        return self


class Policies(RootModel[dict[Id, Policy]], frozen=True):
    """The policies file: a name and a policy each."""

    @classmethod
    def load(cls, path: Path, people: People) -> Self:
        """Return the policies of the YAML file at `path`.

        Raise `FileRefused` where it is not in order, or where a policy asks for someone whom `people` does
        not have or for more signatures than there are different people to give them.
        """
        policies = read_yaml(path, cls)
        for name, policy in policies.root.items():
            for complaint in _complaints(policy, people):
                raise FileRefused(f"{path} is refused: policy '{name}': {complaint}")
        return policies

    def policy(self, name: str) -> Policy:
        """Return the policy of this name; raise `LookupError`."""
        if name not in self.root:
            raise LookupError(f"There is no policy '{name}': the policies file has {', '.join(self.root)}.")
        return self.root[name]


def members(people: People, names: Iterable[str]) -> frozenset[str]:
    """Return the ids of the people whom these names of groups and people mean."""
    found = (
        {person.id for person in people.group(name)} if name in people.groups else {people.person(name).id}
        for name in names
    )
    return frozenset().union(*found)


def _complaints(policy: Policy, people: People) -> Iterable[str]:
    for name in (policy.owner, *(name for signature in policy.signatures for name in signature.eligible)):
        if name not in people.groups and name not in people.people:
            yield f"'{name}' is neither a group nor a person of the people file: add or correct it"
            return
    seats = [members(people, signature.eligible) - {policy.owner} for signature in policy.signatures]
    filled = assigned(seats, frozenset().union(*seats))
    for place, signature in enumerate(policy.signatures):
        if place not in filled:
            yield (
                f"nobody is left to sign as '{signature.role}': everyone signs once, and the owner "
                f"'{policy.owner}' not at all in scheduled runs; add a person to its 'from'"
            )
