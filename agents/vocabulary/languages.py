"""English and German words as search needs them: folded, stemmed, without those that say nothing."""

import re
import unicodedata
from functools import cache, lru_cache
from pathlib import Path

import yaml

_WORD = re.compile(r"[^\W_]+", re.UNICODE)
_SMALL = Path(__file__).with_name("small_words.yaml")


@cache
def _small_words() -> dict[str, frozenset[str]]:
    lists = yaml.load(_SMALL.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 - makes texts only
    return {name: frozenset(listed.split()) for name, listed in lists.items()}


def says_nothing(word: str) -> bool:
    """Tell whether a folded word is one of grammar."""
    small = _small_words()
    return word in small["english"] or word in small["german"]


def words(text: str) -> list[str]:
    """Return the words of a text, lower case and without accents, as SQLite's tokenizer folds them."""
    return [fold(word) for word in _WORD.findall(text)]


def fold(word: str) -> str:
    """Return a word in lower case, its accents taken off; ß counts as ss."""
    plain = unicodedata.normalize("NFKD", word.casefold())
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


def is_german(text: str) -> bool:
    """Tell whether a text has more of the small words of German than of English."""
    found = words(text)
    small = _small_words()
    german, english = (sum(word in small[f"telling_{name}"] for word in found) for name in ("german", "english"))
    return german > english


@lru_cache(maxsize=50_000)
def german_stem(word: str) -> str:
    """Return the stem of a folded German word.

    Follows CISTEM (Weissweiler and Fraser, "Developing a Stemmer for German Based on a Comparative Analysis of Publicly
    Available Stemmers", 2017) in its case-insensitive form.
    """
    word = re.sub(r"^ge(.{4,})", r"\1", word)
    word = word.replace("sch", "$").replace("ei", "%").replace("ie", "&")
    word = re.sub(r"(.)\1", r"\1*", word)
    while len(word) > 3:
        shorter = re.sub(r"(?:e[mr]|nd)$", "", word) if len(word) > 5 else word
        if shorter == word:
            shorter = re.sub(r"(?:t|[esn])$", "", word)
        if shorter == word:
            break
        word = shorter
    word = re.sub(r"(.)\*", r"\1\1", word)
    word = re.sub(r"(?<=.{4})ung$", "", word)  # beyond CISTEM: "Lieferung" and "liefern" are one matter
    return word.replace("%", "ei").replace("&", "ie").replace("$", "sch")
