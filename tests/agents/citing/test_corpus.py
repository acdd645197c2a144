"""Sentences with known verdicts, each held against the one passage that it cites."""

from dataclasses import dataclass
from pathlib import Path

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


CASES = _cases("corpus.txt")
APART = _cases("corpus_apart.txt")
FRESH = _cases("corpus_fresh.txt")
BOUND = _cases("corpus_bound.txt")


def _measured(cases: list[Case]) -> tuple[list[Case], list[Case], str]:
    planted, clean = [case for case in cases if case.planted], [case for case in cases if not case.planted]
    missed, alarms = [case for case in planted if not case.is_found], [case for case in clean if case.is_found]
    return (
        missed,
        alarms,
        (
            f"{len(planted) - len(missed)} of {len(planted)} planted errors found, "
            f"{len(alarms)} of {len(clean)} faithful sentences refused"
        ),
    )


def test_planted_errors_are_found_and_faithful_sentences_pass(say: Say) -> None:
    missed, alarms, told = _measured(CASES)
    say(f"citations, tuned on: {told}")
    assert len(missed) * 100 <= 5 * sum(bool(case.planted) for case in CASES), missed
    assert len(alarms) * 100 <= 5 * sum(not case.planted for case in CASES), alarms


def test_words_that_a_passage_keeps_apart_may_not_be_joined(say: Say) -> None:
    missed, alarms, told = _measured(BOUND)
    say(f"citations, words of the passage joined anew: {told}")
    assert len(missed) * 100 <= 10 * sum(bool(case.planted) for case in BOUND), missed
    assert len(alarms) * 100 <= 5 * sum(not case.planted for case in BOUND), alarms


def test_the_part_kept_from_tuning_is_judged_nearly_as_well(say: Say) -> None:
    missed, alarms, told = _measured(APART)
    say(f"citations, kept apart: {told}")
    assert len(missed) * 100 <= 5 * sum(bool(case.planted) for case in APART), missed
    assert len(alarms) * 100 <= 10 * sum(not case.planted for case in APART), alarms


def test_sentences_of_another_writer_are_judged_less_well_and_how_well_is_said(say: Say) -> None:
    missed, alarms, told = _measured(FRESH)
    say(f"citations, by another writer: {told}")
    assert len(missed) * 100 <= 15 * sum(bool(case.planted) for case in FRESH), missed
    assert len(alarms) * 100 <= 25 * sum(not case.planted for case in FRESH), alarms


def test_the_corpus_is_large_enough_to_mean_something() -> None:
    assert len(CASES) + len(APART) >= 200
    assert min(len(CASES), len(APART)) >= 100
    assert sum(not case.planted for case in CASES + APART) >= 80
    kinds = {"number", "name", "date", "negated", "swapped", "changed", "added", "half", "wrong"}
    assert {case.planted for case in CASES} - {""} == {case.planted for case in APART} - {""} == kinds
