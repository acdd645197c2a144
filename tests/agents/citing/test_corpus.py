"""Sentences with known verdicts, each held against the one passage that it cites."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from agents.citing import CitedPassage, citation_findings
from tests.conftest import Say


@dataclass(frozen=True)
class Case:
    line: int
    text: str
    passage: CitedPassage
    planted: str
    """What was put wrong; "" in a faithful sentence."""

    @property
    def is_found(self) -> bool:
        return bool(citation_findings(f"{self.text} [P1]", [self.passage]))


def _cases(name: str) -> list[Case]:
    cases, passage = list[Case](), None
    for number, line in enumerate((Path(__file__).parent / name).read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith("@ "):
            heading, _, text = line[2:].partition(" | ")
            passage = CitedPassage(mark="P1", text=text, heading=heading)
        elif line.startswith("+ ") and passage:
            cases.append(Case(number, line[2:], passage, ""))
        elif line.startswith("- ") and passage:
            kind, _, text = line[2:].partition(": ")
            cases.append(Case(number, text, passage, kind))
    return cases


@dataclass(frozen=True)
class Corpus:
    """Sentences of one writer, and what of them the check may miss and refuse, in hundredths."""

    name: str
    is_tuned: bool
    misses: int
    refusals: int

    @property
    def cases(self) -> list[Case]:
        return _cases(f"{self.name}.txt")


CORPORA = (
    Corpus("corpus", is_tuned=True, misses=3, refusals=38),
    Corpus("corpus_bound", is_tuned=True, misses=3, refusals=31),
    Corpus("corpus_other_writer", is_tuned=True, misses=3, refusals=26),
    Corpus("corpus_varied", is_tuned=True, misses=3, refusals=20),
    Corpus("corpus_topics", is_tuned=True, misses=3, refusals=64),
    Corpus("corpus_close", is_tuned=True, misses=3, refusals=22),
    Corpus("corpus_unseen", is_tuned=False, misses=5, refusals=15),
    Corpus("corpus_untuned", is_tuned=False, misses=5, refusals=10),
    Corpus("corpus_apart", is_tuned=False, misses=5, refusals=55),
)


@pytest.mark.parametrize("corpus", CORPORA, ids=lambda corpus: corpus.name)
def test_planted_errors_are_found_and_how_many_faithful_sentences_are_refused_is_said(corpus: Corpus, say: Say) -> None:
    planted = [case for case in corpus.cases if case.planted]
    clean = [case for case in corpus.cases if not case.planted]
    missed, alarms = [case for case in planted if not case.is_found], [case for case in clean if case.is_found]
    tuned = "tuned on" if corpus.is_tuned else "not tuned on"
    found, refused = f"{len(planted) - len(missed)} of {len(planted)}", f"{len(alarms)} of {len(clean)}"
    say(f"citations, {corpus.name} ({tuned}): {found} planted errors found, {refused} faithful sentences refused")
    assert len(missed) * 100 <= corpus.misses * len(planted), missed
    assert len(alarms) * 100 <= corpus.refusals * len(clean), alarms


def test_the_corpora_are_large_enough_to_mean_something() -> None:
    tuned, apart = ([case for one in CORPORA if one.is_tuned is tuned for case in one.cases] for tuned in (True, False))
    assert len(tuned) >= 200
    assert len(apart) >= 150
    kinds = {"number", "name", "date", "negated", "swapped", "changed", "added", "half", "wrong"}
    assert {case.planted for case in apart} > kinds
    assert {case.planted for case in tuned} > kinds
