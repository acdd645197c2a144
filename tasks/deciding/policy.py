"""Who must sign what: the policies file, and what it says about one request for approval."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, Field, RootModel, StringConstraints, model_validator

from reports.money import amount_text
from tasks.deciding.exposure import Currency, Exposure
from tasks.deciding.matching import assigned
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


def _on_expiry(text: Any) -> Any:
    if text != "reject":
        raise ValueError(
            f"{text!r} is not possible: write reject; asking others once the time is over does not exist yet"
        )
    return text


Role = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9 _-]{0,39}$")]


class When(BaseModel, frozen=True, extra="forbid"):
    """The condition under which a signature is required."""

    exposure_at_least: Decimal = Field(gt=0, description="Smallest exposure that needs it.")
    currency: Currency
    """Amounts of other currencies are not compared with it: they need the signature, however small."""

    def holds(self, exposure: Exposure | None) -> bool:
        if exposure is None:
            return False
        return exposure.currency != self.currency or exposure.amount >= self.exposure_at_least

    def __str__(self) -> str:
        return f"from {amount_text(self.exposure_at_least, self.currency)} on, and for other currencies"


class RequiredSignature(BaseModel, frozen=True, extra="forbid"):
    """One signature that a policy requires: a role, and the groups or people who may fill it."""

    role: Role
    eligible: tuple[Id, ...] = Field(alias="from", min_length=1)
    when: When | None = None

    def applies(self, exposure: Exposure | None) -> bool:
        return self.when is None or self.when.holds(exposure)


class Policy(BaseModel, frozen=True, extra="forbid"):
    """The rule for one kind of decision; whoever no signature names may not decide."""

    signatures: tuple[RequiredSignature, ...] = Field(min_length=1)
    owner: Id
    """Answers for scheduled runs: a person, who then counts as their requester, or a group."""
    expires_after: Annotated[timedelta, BeforeValidator(_duration)]
    on_expiry: Annotated[Literal["reject"], BeforeValidator(_on_expiry)]
    """What time does: nothing goes out. It never approves."""

    @model_validator(mode="after")
    def _asks_someone_always(self) -> Self:
        if all(signature.when for signature in self.signatures):
            raise ValueError("every signature has a condition: at least one must be required always")
        roles = [signature.role for signature in self.signatures]
        if len(set(roles)) < len(roles):
            raise ValueError("two signatures have the same role: give each its own name")
        return self


class Seat(BaseModel, frozen=True):
    """One signature that a request for approval asks for, and the ids of those who may give it."""

    label: str
    eligible: frozenset[str]


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


def seats_of(policy: Policy, people: People, requester: str | None, exposure: Exposure | None) -> tuple[Seat, ...]:
    """Return the signatures that a request of this requester, with this exposure, needs.

    The requester never signs; one who is no person of the people file may be anybody, so two people must sign.
    """
    return _seats([signature for signature in policy.signatures if signature.applies(exposure)], people, requester)


def _seats(required: Sequence[RequiredSignature], people: People, requester: str | None) -> tuple[Seat, ...]:
    roles = [(signature.role, signature) for signature in required]
    if requester not in people.people and len(roles) == 1:
        [(role, signature)] = roles
        roles.append((f"second {role}", signature))
    return tuple(
        Seat(label=label, eligible=members(people, signature.eligible) - {requester}) for label, signature in roles
    )


def _complaints(policy: Policy, people: People) -> Iterator[str]:
    for name in (policy.owner, *(name for signature in policy.signatures for name in signature.eligible)):
        if name not in people.groups and name not in people.people:
            yield f"'{name}' is neither a group nor a person of the people file: add or correct it"
            return
    for role in _unfilled(_seats(policy.signatures, people, policy.owner)):
        yield (
            f"nobody is left to sign as '{role}': everyone signs once, and the owner '{policy.owner}' not at all in "
            "scheduled runs; add a person to its 'from'"
        )
    always = [signature for signature in policy.signatures if signature.when is None]
    for role in _unfilled(_seats(always, people, None)):
        yield (
            f"nobody is left to sign as '{role}': a run that was started in Prefect's UI has no known requester, so "
            "two different people must sign; add a person to the 'from' of the signature"
        )


def _unfilled(seats: Sequence[Seat]) -> list[str]:
    """Return the labels of the seats that are left empty when everyone takes one."""
    candidates = [seat.eligible for seat in seats]
    filled = assigned(candidates, frozenset[str]().union(*candidates))
    return [seat.label for place, seat in enumerate(seats) if place not in filled]
