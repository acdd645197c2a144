"""Who is who: people, their addresses, and the groups that policies and distribution lists name."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, Field, StringConstraints, model_validator

from tasks.yaml_file import read_yaml


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        raise ValueError(f"'{name}' is no time zone: write a name such as Europe/Berlin or UTC") from None
    return name


Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,39}$")]
"""The short name of a person or a group, as the file and the command line write it."""
Email = Annotated[str, StringConstraints(pattern=r"^[!-;=?A-Z\[-~]+@[A-Za-z0-9.-]+$", max_length=254)]
"""An address in ASCII (international domains in their xn-- form), without a display name."""
TimeZone = Annotated[str, AfterValidator(_known_zone)]


class UnknownPerson(LookupError):
    """A person or a group that the people file does not name."""


class Person(BaseModel, frozen=True, extra="forbid"):
    """One person; `id` is the entry's key in the file."""

    id: Id
    name: str = Field(min_length=1, max_length=100)
    email: Email
    slack_id: str = Field(
        default="", pattern=r"^([UW][A-Z0-9]{2,20})?$", description="Slack member ID; empty for none."
    )
    time_zone: TimeZone = "UTC"


class People(BaseModel, frozen=True, extra="forbid"):
    """The people file: everyone who may be asked, told or made responsible."""

    slack_team: str = Field(
        default="", pattern=r"^([TE][A-Z0-9]{2,20})?$", description="Slack workspace ID of all slack_ids."
    )
    people: dict[Id, Person]
    groups: dict[Id, tuple[Id, ...]] = {}

    @classmethod
    def load(cls, path: Path) -> Self:
        """Return the people of the YAML file at `path`; raise `FileRefused` where it is not in order."""
        return read_yaml(path, cls)

    @model_validator(mode="before")
    @classmethod
    def _keys_are_ids(cls, content: object) -> object:
        if not isinstance(content, dict) or not isinstance(content.get("people"), dict):
            return content
        people = {
            key: {"id": key, **entry} if isinstance(entry, dict) else entry for key, entry in content["people"].items()
        }
        return {**content, "people": people}

    @model_validator(mode="after")
    def _is_in_order(self) -> Self:
        for name, members in self.groups.items():
            self._check_group(name, members)
        for key, person in self.people.items():
            if person.id != key:
                raise ValueError(f"person '{key}' has the id '{person.id}': remove the id, the key is the id")
        _once("e-mail address", (person.email.lower() for person in self.people.values()))
        _once("slack_id", (person.slack_id for person in self.people.values() if person.slack_id))
        if not self.slack_team and any(person.slack_id for person in self.people.values()):
            raise ValueError("there are slack_ids but no slack_team: add the workspace's ID (T...)")
        return self

    def _check_group(self, name: str, members: tuple[str, ...]) -> None:
        if name in self.people:
            raise ValueError(f"'{name}' names a person and a group: rename one of them")
        if not members:
            raise ValueError(f"group '{name}' has no members: add at least one person, or remove the group")
        _once(f"member of group '{name}'", members)
        for member in members:
            if member not in self.people:
                raise ValueError(f"group '{name}' has the unknown member '{member}': add it under people or remove it")

    def person(self, person_id: str) -> Person:
        """Return the person with this id; raise `UnknownPerson`."""
        if person_id not in self.people:
            raise UnknownPerson(f"There is no person '{person_id}': the people file names {', '.join(self.people)}.")
        return self.people[person_id]

    def group(self, name: str) -> tuple[Person, ...]:
        """Return the members of the group in the file's order; raise `UnknownPerson`."""
        if name not in self.groups:
            known = ", ".join(self.groups) or "none"
            raise UnknownPerson(
                f"There is no group '{name}': the people file has the groups {known}; name one of them, or add it."
            )
        return tuple(self.people[member] for member in self.groups[name])


def _once(what: str, values: Iterable[str]) -> None:
    twice = [value for value, count in Counter(values).items() if count > 1]
    if twice:
        raise ValueError(f"{what} '{twice[0]}' stands twice: everyone needs their own")
