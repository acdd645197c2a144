"""An evaluation: the cases by which an agent's answers are judged, each with the harm that a bad answer does."""

import json
import re
from typing import Any

from pydantic import BaseModel, Field, field_validator, model_validator

from agents.harms import HARMS
from reports.canonical import sha256

_SAME = str.maketrans({"−": "-", "‑": "-", "\u00a0": " ", "\u202f": " ", "’": "'", "‘": "'"})
"""Signs that look alike; an answer may be written with either."""


class Expectation(BaseModel, frozen=True, extra="forbid"):
    """Words, or a /regular expression/, that an answer must hold or must not; upper and lower case are alike.

    Words are whole ones and numbers whole numbers: 21 is neither in 121 nor in 2,021 or 21.5, but in 21.00.
    """

    text: str = Field(min_length=1)
    harm: str = ""
    """What happens to the reader where it is not met."""

    @model_validator(mode="before")
    @classmethod
    def _read_bare_words(cls, given: Any) -> Any:
        return {"text": str(given)} if isinstance(given, str | int) else given

    @field_validator("text")
    @classmethod
    def _compiles(cls, text: str) -> str:
        try:
            re.compile(_pattern(text))
        except re.error as error:
            raise ValueError(f"'{text}' is no regular expression ({error}): correct it between its slashes") from None
        return text

    @property
    def shown(self) -> str:
        """Return it as a reader is told it, cut where it is long."""
        return f"“{self.text}”" if len(self.text) <= 60 else f"“{self.text[:60]} …”"

    def found_in(self, text: str) -> bool:
        """Tell whether the text holds it."""
        return re.search(_pattern(self.text), plain(text), flags=re.IGNORECASE | re.MULTILINE) is not None


class EvaluationCase(BaseModel, frozen=True, extra="forbid"):
    """One request with what a good answer holds."""

    name: str = Field(min_length=1, max_length=120)
    request: dict[str, Any]
    must: tuple[Expectation, ...] = ()
    must_not: tuple[Expectation, ...] = ()
    """What the answer may not say in its own words; text in quotation marks is not its own."""
    checker: str = ""
    """The name of a harm (`agents.harms`) that the answer may not do."""
    good: dict[str, Any] | None = None
    """An answer that passes: it shows that one can, where the agent's rules do not."""

    @field_validator("checker")
    @classmethod
    def _is_known(cls, name: str) -> str:
        if name and name not in HARMS:
            raise ValueError(f"there is no checker '{name}': there are {', '.join(sorted(HARMS))}")
        return name

    @model_validator(mode="after")
    def _asks_for_something(self) -> "EvaluationCase":
        if not (self.must or self.must_not or self.checker):
            raise ValueError("nothing is expected of the answer: add must, must_not or a checker")
        return self

    @property
    def sha256(self) -> str:
        """Return what tells whether a case still asks the same; what it expects is judged anew, and may change."""
        return sha256(json.dumps(self.request, sort_keys=True, default=str))  # YAML gives numbers and dates


class Evaluation(BaseModel, frozen=True, extra="forbid"):
    """An agent's evaluation file."""

    cases: tuple[EvaluationCase, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _names_each_case_once(self) -> "Evaluation":
        names = [case.name for case in self.cases]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"two cases are named '{twice[0]}': give each its own name")
        return self


def plain(text: str) -> str:
    """Return the text with signs that look alike written in one way."""
    return text.translate(_SAME)


def _pattern(text: str) -> str:
    if len(text) > 2 and text.startswith("/") and text.endswith("/"):
        return plain(text[1:-1])
    words = plain(text)
    before = r"(?<!\w)(?<!\d[.,'])" if words[0].isdigit() else r"(?<!\w)" if words[0].isalpha() else ""
    after = r"(?:[.,]00?)?(?!\w)(?![.,']\d)" if words[-1].isdigit() else r"(?!\w)" if words[-1].isalpha() else ""
    return before + re.escape(words) + after
