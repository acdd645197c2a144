"""The words of a financial pack, each with whom or what wrote it."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, Field

from reports.canonical import sha256
from tasks.casebook.origins import BY_A_PERSON, BY_RULES, FIRST

LONGEST_KEY = 120
"""Signs of a variance's key in the name of its step."""


class Provenance(BaseModel, frozen=True, extra="forbid"):
    """Who wrote a passage; the pack prints it as a footnote."""

    agent: str
    """The agent's title: "Variance analyst"."""
    by: str
    """The model that answered, "rules (offline)" for the agent's baseline, or the person who answered in its place."""
    how: str = ""
    """How the answer came about, where that takes more words: "after 1 repair"."""

    @property
    def footnote(self) -> str:
        """Return the sentence that the pack prints under the passage."""
        return f"Drafted by {', '.join(filter(None, (f'the {self.agent.lower()}', self.by, self.how)))}."

    @classmethod
    def recorded(cls, record: Mapping[str, Any], agent: str) -> "Provenance":
        """Return what the case's record says of an answer; `agent` is the title of the one that was asked."""
        how = record.get("how", "")
        said_by_whom = how == FIRST or how.startswith((BY_RULES, BY_A_PERSON))
        return cls(agent=record.get("agent", agent), by=record["by"], how="" if said_by_whom else how)


class Passage(BaseModel, frozen=True, extra="forbid"):
    """Text of one author. It is data to every renderer: nothing in it is markup."""

    text: str
    """Paragraphs, separated by a blank line."""
    citations: tuple[str, ...] = ()
    """Entry ids of the postings that bear it out, in the order of their mention."""
    documents: tuple[str, ...] = ()
    """Where the passages stand that it cites: "[P1] budget-memo.pdf, page 2"."""
    provenance: Provenance

    @property
    def documents_note(self) -> str:
        """Return the sentence that the pack prints of them, "" for none."""
        return f"Documents: {'; '.join(self.documents)}." if self.documents else ""


def variance_step(key: str) -> str:
    """Return the step at which the variance with this key is explained.

    The casebook bounds a step's name, and "#" parts it from its round, so a longer or stranger department stands there
    by its start and the key's hash.
    """
    plain = key if len(key) <= LONGEST_KEY and "#" not in key else f"{key[:40].replace('#', ' ')} {sha256(key)[:12]}"
    return f"explain-variances/{plain}"


class Commentary(BaseModel, frozen=True, extra="forbid"):
    """Everything that agents wrote for one pack."""

    summary: Passage | None = None
    """The executive summary; None where there was nothing to write about."""
    variances: dict[str, Passage] = Field(default_factory=dict)
    """One passage for each material variance, by its key."""
    data_notes: Passage | None = None
    """What the data steward says about the failed soft checks; None where none failed."""
    review: Passage | None = None
    """The verdict of the controller's reviewer."""
    restatement: tuple[str, ...] = ()
    """What differs from the pack that this one restates, one sentence each."""

    def at(self, step: str) -> Passage | None:
        """Return the passage that was written at a step, without its round; None where there is none."""
        named = {"summarise": self.summary, "explain-checks": self.data_notes}
        named |= {variance_step(key): passage for key, passage in self.variances.items()}
        return named.get(step)
