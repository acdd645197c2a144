"""Hold judgements and denials against the facts: favourable, adverse, no checks failed."""

import re
from collections.abc import Iterator

from agents.grounding.directions import Judgement, judgements
from agents.grounding.naming import is_kind, named_before
from agents.grounding.problems import Problem
from agents.grounding.reading import Reading
from agents.grounding.reconciliation import Reconciliation
from agents.grounding.subjects import Subject, words

_VERB = re.compile(r"\b(?:is|are|was|were|has|have|had)\b", re.IGNORECASE)
_NOT_NONE = (
    r"(?! (?:other|further|more|additional)\b"
    r"| [^\W\d]+ (?:other|besides|beyond|except|above|over|below|under)\b)"
)
_NONE = re.compile(
    rf"\b(?:no|none of (?:the|these)|zero|not a single)\b{_NOT_NONE}(?P<what>(?: [^\W\d]+){{1,3}})", re.IGNORECASE
)
_ALL_WELL = re.compile(
    r"\b(?:all|every|each)\b(?! but| except)(?P<what>(?: [^\W\d]+){1,4}?) (?:has |have |was |were |is "
    r"|are )?(?:been )?"
    r"(?:pass(?:ed|es)?|succeed(?:ed|s)?|cleared|clean|fine|green|in order|ok)\b",
    re.IGNORECASE,
)
_AND = re.compile(r"\s*(?:\([^()]*\))?\s*(?:,|,?\s*(?:and|or)\b)?\s*(?:the |our )?", re.IGNORECASE)
_NEAR = 100


def judgement_problems(books: Reconciliation) -> Iterator[Problem]:
    """Yield what a sentence calls favourable, unfavourable or none against what the figures say."""
    reading = books.reading
    yield from _none_problems(reading)
    yield from _all_well_problems(reading)
    for judgement in judgements(reading.sentence.text):
        why = _judgement_problem(books, judgement)
        if why:
            yield judgement.start, judgement.end, why


def _none_problems(reading: Reading) -> Iterator[Problem]:
    """Yield where "no checks failed" denies what a count says there is."""
    spoken = reading.spoken
    for match in _NONE.finditer(reading.sentence.text):
        named, of = words(match["what"]), words(_VERB.split(match["what"])[0])
        for fact in reading.facts.given:
            if fact.unit == "count" and fact.value and fact.subject <= spoken and fact.subject & named:
                if match[0].lower().startswith("none of") and fact.subject <= of:
                    continue  # "none of the material variances is" says what they are not
                yield match.start(), match.end(), f"there are some: {fact.text}"
                break


def _all_well_problems(reading: Reading) -> Iterator[Problem]:
    """Yield where "all checks passed" denies that some failed."""
    for match in _ALL_WELL.finditer(reading.sentence.text):
        for fact in reading.facts.given:
            if fact.unit == "count" and fact.value and "failed" in fact.subject and fact.subject & words(match["what"]):
                yield match.start(), match.end(), f"some did not: {fact.text}"


def _judgement_problem(books: Reconciliation, judgement: Judgement) -> str | None:
    reading = books.reading
    subjects = _judged(reading, judgement) or frozenset(
        fact.subject
        for number in reading.numbers
        for fact in books.own(number)
        if fact.kind == "change" and reading.sentence.break_before(number.start) <= judgement.start
    )
    each = [_known(reading, frozenset([subject])) for subject in subjects] or [_known(reading, subjects)]
    known = frozenset().union(*each)
    if judgement.favourable in known and all(judgement.favourable in one for one in each if one):
        return None
    word = reading.sentence.text[judgement.start : judgement.end]
    if known:
        return f"the figures say the opposite of “{word}”"
    return f"no figure says whether this is “{word}”"


def _known(reading: Reading, subjects: frozenset[Subject]) -> frozenset[bool]:
    """Return whether the changes of some subjects, of all where none is named, are favourable, unfavourable or both."""
    named = [fact for fact in reading.facts.given if not subjects or fact.subject in subjects]
    return frozenset("unfavourable" not in fact.name.lower() for fact in named if "favourable" in fact.name.lower())


def _judged(reading: Reading, judgement: Judgement) -> frozenset[Subject]:
    """Return what is judged: "the unfavourable variance of travel" names it after, others before."""
    text = reading.sentence.text
    after = reading.mentions_between(judgement.end, judgement.end + _NEAR)
    after = [mention for mention in after if not is_kind(text, mention.start)]
    between = text[judgement.end : after[0].start] if after else ""
    if after and re.fullmatch(
        r"\s+(?:[a-z]+\s+)?(?:variance|difference|movement|deviation|one|effect|impact|result)s?\b"
        r"(?:(?! and\b)[^,;:]|,\d)*"
        r"|\s*\("
        r"|\s+(?:[A-Z]{3}|[€$£]) ?[\d.,]+[km]? (?:on|in|of|for) (?:the |our )?",
        between,
    ):
        row = after[:1]
        for mention in after[1:]:
            if not _AND.fullmatch(text[row[-1].end : mention.start]):
                break
            row.append(mention)
        return frozenset(mention.subject for mention in row)
    return named_before(reading, judgement.start)
