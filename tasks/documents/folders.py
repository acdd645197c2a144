"""Which folders are searched, and who may read what is in them: `documents.yaml` in the home."""

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, Field, StringConstraints

from tasks.people import Id, People
from tasks.settings import settings
from tasks.yaml_file import FileRefused, read_yaml

AgentName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Word = Annotated[str, StringConstraints(min_length=2, max_length=60, strip_whitespace=True)]


class Reader(BaseModel, frozen=True):
    """Somebody who searches. A person and an agent of the same name are two readers."""

    kind: Literal["person", "agent"]
    name: str


class Readers(BaseModel, frozen=True, extra="forbid"):
    """Who may read a folder; nobody unless they are named."""

    people: tuple[Id, ...] = Field(default=(), description="People, by their ids in the people file.")
    groups: tuple[Id, ...] = Field(default=(), description="Groups of the people file; each member may read.")
    agents: tuple[AgentName, ...] = Field(default=(), description="Agents that may search for a case, by their names.")


class DocumentFolder(BaseModel, frozen=True, extra="forbid"):
    """One folder with documents, and all folders in it."""

    path: Path = Field(description="The folder; a relative path counts from the home.")
    tenant: str = Field(default="default", pattern=r"^[a-z0-9-]{1,40}$", description="Whose documents these are.")
    readers: Readers = Field(default=Readers(), description="Who may read them; nobody unless they are named.")

    def allows(self, reader: Reader, people: People) -> bool:
        """Tell whether this reader is named, by themselves or in a group."""
        if reader.kind == "agent":
            return reader.name in self.readers.agents
        members = {member for group in self.readers.groups for member in people.groups.get(group, ())}
        return reader.name in people.people and reader.name in members | set(self.readers.people)


class Documents(BaseModel, frozen=True, extra="forbid"):
    """The documents file."""

    folders: dict[Id, DocumentFolder] = Field(default={}, description="Folders by the short names that results show.")
    synonyms: tuple[tuple[Word, ...], ...] = Field(
        default=(),
        max_length=2000,
        description="Words that mean the same in these documents, beside those that are known.",
    )

    @classmethod
    def load(cls, path: Path, people: People) -> Self:
        """Return the documents file; raise `FileRefused` where it is not in order or names somebody unknown."""
        documents = read_yaml(path, cls)
        for name, folder in documents.folders.items():
            for kind, named, known in (
                ("person", folder.readers.people, people.people),
                ("group", folder.readers.groups, people.groups),
            ):
                for one in named:
                    if one not in known:
                        raise FileRefused(
                            f"{path} is refused: folder '{name}' names the {kind} '{one}', whom the people file does "
                            "not: add them there, or take them out here."
                        )
        return documents

    def of(self, tenant: str, reader: Reader, people: People) -> dict[str, DocumentFolder]:
        """Return the folders of the tenant that the reader may read, by name."""
        return {
            name: folder
            for name, folder in self.folders.items()
            if folder.tenant == tenant and folder.allows(reader, people)
        }


def documents_and_people() -> tuple[Documents, People]:
    """Return what this installation's files say today; without a documents file there is nothing to search."""
    path = settings().documents_file
    people = People.load(settings().people_file) if settings().people_file.exists() else People(people={})
    return (Documents.load(path, people) if path.exists() else Documents()), people
