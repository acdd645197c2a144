"""Sentences that cite no passage, in a text whose author was given some: whether the records bear them out."""

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from agents.citing.marks import Statement, statements
from agents.citing.notation import english
from agents.citing.passage import CitedPassage
from agents.citing.stretch import Stretch
from agents.citing.support import Source
from agents.grounding import Evidence, Finding

_REPORTING = Path(__file__).with_name("reporting_words.txt")


def unmarked_findings(text: str, passages: Sequence[CitedPassage], records: Evidence) -> Iterator[Finding]:
    """Yield the sentences without a mark that need one: with a word of a passage that no record has, or with nothing
    that a record has.

    `records` is what the author had beside the passages. Words in which one reports of any figure need none.
    """
    known = Source(_words_of(records))
    for said in statements(text):
        why = "" if said.marks else _lacks(said, passages, known)
        if why:
            yield Finding(start=said.start, end=said.end, quote=text[said.start : said.end], why=why)


def _lacks(said: Statement, passages: Sequence[CitedPassage], known: Source) -> str:
    stretch = Stretch(english(said.text))
    telling = [word for word in stretch.content if not _reports(word)]
    strange = [word for word in telling if not known.speaks_of(word)]
    for passage in passages:
        source = Source.of(f"{passage.text} {passage.heading}")
        borrowed = [word for word in strange if source.has(word)]
        if borrowed:
            return f"“{borrowed[0]}” stands in no record: cite the passage that says this, such as [{passage.mark}]"
    stated = stretch.numbers or stretch.dates or len(strange) < len(telling)
    if strange and not stated:
        return f"no figure and no posting says “{strange[0]}”: cite the passage that does, or leave the sentence out"
    return ""


def _words_of(records: Evidence) -> str:
    names = [figure.name for figure in records.figures]
    return "\n".join([*names, *records.references, *records.quotations, *records.statements])


@cache
def _reporting() -> Source:
    return Source(_REPORTING.read_text(encoding="utf-8"))


def _reports(word: str) -> bool:
    return _reporting().has(word)
