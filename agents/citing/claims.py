"""Hold one sentence against the passages that it cites."""

import re
from collections.abc import Iterator, Sequence

from agents.citing.bindings import binding_problems
from agents.citing.clauses import clauses
from agents.citing.dates import date_problems, same_date
from agents.citing.denials import denial_problem, denies, without_problem
from agents.citing.notation import english
from agents.citing.numbers import home_of, number_problems
from agents.citing.opposites import mood, turned_round
from agents.citing.parties import parties, party_problem
from agents.citing.passage import CitedPassage
from agents.citing.stretch import Stretch
from agents.citing.support import Source, first_names, proper_names, unsupported
from agents.vocabulary.languages import words

_CLAUSE = re.compile(r"[;:]\s+|,?\s+(?:but|while|whereas|aber|während)\s+|,\s+(?:and|und)\s+")
_SEGMENT = re.compile(
    r"[;,:.!?](?=\s|$)\s*|,?\s+(?:but|while|whereas)\s+|\s+(?:and|or|but|und|oder|aber)\s+(?=(?:\S+\s+){0,3}\S*\d)"
)
_SENTENCE = re.compile(r"(?<=[.!?;])\s+(?=\S)|\n+")


class Cited:
    """The passages that a sentence cites, read together."""

    def __init__(self, passages: Sequence[CitedPassage]) -> None:
        text = "\n".join(english(passage.text) for passage in passages)
        self.whole = Stretch(text)
        self.source = Source(f"{text} {' '.join(passage.heading for passage in passages)}")
        self.sentences = [Stretch(part) for part in _SENTENCE.split(text) if part.strip()]
        self.clauses = list(clauses(sentence.text for sentence in self.sentences))
        self.segments = [Stretch(part) for part in _SEGMENT.split(text) if part.strip()]
        self.actors = Stretch(text).names | first_names(text)
        self.names = proper_names(part.text for part in self.sentences)


def problems(sentence: str, passages: Sequence[CitedPassage]) -> Iterator[str]:
    """Yield what the sentence says that the passages do not, and what would be right."""
    cited, statement = Cited(passages), Stretch(english(sentence))
    where = ", ".join(f"[{passage.mark}]" for passage in passages)
    yield from date_problems(statement, cited.whole, where)
    yield from number_problems(statement, cited.whole, cited.segments, where)
    names = sorted(name for name in statement.names if not cited.source.speaks_of(name))
    if names:
        yield f"{where} does not name “{names[0]}”"
    alien = unsupported(statement.content, statement.text, cited.source)
    alien = [word for word in alien if word not in names]
    if alien:
        yield f"{where} does not speak of “{', '.join(alien[:3])}”: leave it out, or cite the passage that does"
    for said in clauses([statement.text]):
        for why in binding_problems(said, cited.clauses, cited.actors):
            yield f"{where} {why}"
    for clause in [Stretch(part) for part in _CLAUSE.split(statement.text) if part.strip()]:
        yield from _clause_problems(clause, cited, where)


def _clause_problems(clause: Stretch, cited: Cited, where: str) -> Iterator[str]:
    aligned = _aligned(clause, cited)
    homes = [part for number in clause.numbers for part in home_of(number, cited.segments)]
    for source in dict.fromkeys([aligned, *(homes if len(homes) == 1 and _shares(clause, homes[0]) else ())]):
        turned = turned_round(clause.folded, source.folded)
        if turned:
            yield f"{where} says “{turned[1]}” where this says “{turned[0]}”"
    denied = denial_problem(clause.folded, aligned.folded)
    if denied:
        yield f"{where} {denied}: {aligned.text}"
    without = without_problem(clause.folded, aligned.folded)
    if without:
        yield f"{where} and this do not agree on what is without “{without}”: {aligned.text}"
    moods = mood(clause.folded), mood(aligned.folded)
    if moods == ("must", "may"):
        yield f"{where} allows what this makes a duty: {aligned.text}"
    if moods == ("may", "must") and not denies(clause.folded) and not denies(aligned.folded):
        yield f"{where} makes a duty of what this allows: {aligned.text}"
    names = cited.names | proper_names([clause.text])
    doing = homes[0] if len(homes) == 1 and parties(homes[0], names) else aligned
    why = party_problem(clause, doing, names)
    if why:
        yield f"{where} {why}"


def _shares(clause: Stretch, home: Stretch) -> bool:
    """Tell whether what a clause says beside its number is said with that number in the passage."""
    source = Source.of(home.text)
    return any(source.speaks_of(word) for word in clause.content)


def _aligned(clause: Stretch, cited: Cited) -> Stretch:
    """Return the segment of the passages that says most of what the clause says, or the sentence that says more."""

    def told(part: Stretch) -> float:
        alien = unsupported(clause.content, clause.text, Source.of(part.text))
        numbers = sum(bool(home_of(number, [part])) for number in clause.numbers)
        dates = sum(any(same_date(date, other) for other in part.dates) for date in clause.dates)
        small = len(set(words(clause.text)) & set(words(part.text)))
        return len(clause.content) - len(alien) + numbers + 1.5 * dates + small / 10

    segment, sentence = max(cited.segments, key=told), max(cited.sentences, key=told)
    return sentence if told(sentence) > told(segment) + 0.15 else segment
