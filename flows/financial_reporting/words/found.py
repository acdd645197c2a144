"""What the look-ups about variances gave, as passages that texts can cite."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from agents.document_passage import DocumentPassage
from reports.canonical import canonical_json
from tasks.carry_out import Carried
from tasks.tools.tool import Used

BEST = 5
"""Passages of one look-up, the best first."""
LONGEST = 1200
"""Characters of a passage."""
MORE = "There are more rows."


class Found(BaseModel, frozen=True, extra="forbid"):
    """What bears on each variance, by its key; a passage that bears on two has one mark."""

    passages: dict[str, tuple[DocumentPassage, ...]] = {}

    def of(self, variance: str) -> tuple[DocumentPassage, ...]:
        """Return what bears on the variance with this key, best first."""
        return self.passages.get(variance, ())

    def within(self, folders: Iterable[str]) -> "Found":
        """Return what of it does not come from other folders than these; its marks stay."""
        kept = {"", *folders}
        return Found(
            passages={key: tuple(one for one in given if one.folder in kept) for key, given in self.passages.items()}
        )


NOTHING_FOUND = Found()


def found_by(carried: Carried, variances: Mapping[str, str]) -> Found:
    """Return what the calls gave under the marks of the case; `variances` has each variance's key by the id with which
    its calls begin.
    """
    marks: dict[Any, str] = {}
    passages: dict[str, list[DocumentPassage]] = {key: [] for key in variances.values()}
    for name, used in sorted(carried.used.items(), key=lambda each: _numbered(each[0])):
        key = variances.get(name.partition("-")[0])
        for given in _read(used) if key else ():
            mark = marks.setdefault(tuple(given.values()), f"P{len(marks) + 1}")
            passages[key or ""].append(DocumentPassage(mark=mark, **given))
    return Found(passages={key: _each_once(given) for key, given in passages.items()})


def _numbered(name: str) -> tuple[int, str]:
    """Return what puts "v2-memo" before "v10-memo"."""
    digits = name.partition("-")[0].removeprefix("v")
    return (int(digits) if digits.isdigit() else 0, name)


def _each_once(given: list[DocumentPassage]) -> tuple[DocumentPassage, ...]:
    return tuple({one.mark: one for one in given}.values())


def _read(used: Used) -> Iterator[dict[str, Any]]:
    """Yield each thing that a call gave; a name that only led on is none."""
    if used.tool == "documents":
        for each in used.value["passages"][:BEST]:
            heading = "".join(each["heading"][-1:])
            place = {"folder": each["folder"], "document": each["document"], "page": each["page"], "heading": heading}
            yield {**place, "text": each["text"][:LONGEST]}
    elif used.tool == "query" and len(used.value["rows"]) > 1:
        yield _listed("query of the books", used.value["rows"], more=used.value["more"])
    elif used.tool == "past_cases":
        steps = [{"step": step, "answer": answer} for step, answer in used.value.get("steps", {}).items()]
        yield _listed("past cases", [*used.value["cases"], *steps], more=used.value["more"])


def _listed(source: str, rows: list[Any], *, more: bool) -> dict[str, Any]:
    """Return as many rows as there is room for, each whole, and whether there are more."""
    kept, signs = list[str](), 0
    for row in rows:
        line = canonical_json(row).decode()
        signs += len(line) + 1
        if signs > LONGEST - len(MORE):
            break
        kept.append(line)
    text = "\n".join([*kept, *([MORE] if more or len(kept) < len(rows) else [])])
    return {"folder": "", "document": source, "page": None, "heading": "", "text": text}
