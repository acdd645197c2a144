"""Whether a sentence only quotes a passage, and quotes it fairly: a whole sentence of it, or the beginning of one."""

import re

from agents.citing.marks import Statement, statements
from agents.citing.passage import CitedPassage
from agents.citing.turning import turns

CUT = " …"
"""At the end of a quotation that leaves out the rest of its sentence."""
_QUOTATION = re.compile(r"“(?P<words>[^“”]+)”(?: \((?P<place>.+)\))?\s*[.!?]?")
_BORDER = re.compile(r"[,;:]?\s")


def passage_sentences(text: str) -> list[str]:
    """Return a passage's sentences, on one line each, as a text between “ and ” writes them."""
    return [one.text for one in statements(text.replace("“", '"').replace("”", '"'))]


def only_quotes(said: Statement, passage: CitedPassage) -> bool:
    """Tell whether a sentence is one quotation of the passage, with nothing of its own but the passage's place."""
    match = _QUOTATION.fullmatch(said.text)
    if match is None or len(said.marks) != 1 or (match["place"] or passage.heading) != passage.heading:
        return False
    return any(_quotes(match["words"].strip(), sentence) for sentence in passage_sentences(passage.text))


def cut_before(sentence: str, longest: int) -> str:
    """Return a sentence of a passage as it may be quoted: whole, or its fair beginning of at most `longest` characters;
    "" where it has none.
    """
    whole = sentence.rstrip(".")
    if len(whole) <= longest:
        return whole
    for match in reversed(list(re.finditer(r"\s", sentence[:longest]))):
        begun = sentence[: match.start()].rstrip(",;:")
        if _begins(begun, sentence):
            return begun + CUT
    return ""


def _quotes(words: str, sentence: str) -> bool:
    if words.endswith(CUT):
        return _begins(words.removesuffix(CUT).rstrip(), sentence)
    return words.rstrip(".!?;") == sentence.rstrip(".!?;")


def _begins(words: str, sentence: str) -> bool:
    """Tell whether a sentence begins with these words and may end there: not within a number, an amount or a word, and
    only where nothing in the sentence denies something or makes it depend on something.
    """
    rest = sentence[len(words) :]
    if not words or not sentence.startswith(words) or not _BORDER.match(rest) or turns(sentence):
        return False
    return not (words[-1].isdigit() or re.search(r"\b(?:EUR|USD|GBP|CHF)$", words))
