"""The small words of a clause by what they do, and the verbs that its forms belong to."""

from functools import cache, lru_cache
from pathlib import Path
from typing import Literal

import yaml

from agents.vocabulary.languages import fold

Form = Literal["", "base", "present", "past", "ing"]
_HERE = Path(__file__).parent
_ENDINGS: tuple[tuple[str, tuple[str, ...], Form], ...] = (
    ("ies", ("y",), "present"),
    ("es", ("", "e"), "present"),
    ("s", ("",), "present"),
    ("ied", ("y",), "past"),
    ("ed", ("", "e"), "past"),
    ("ing", ("", "e"), "ing"),
)


@cache
def _lists() -> dict[str, frozenset[str]]:
    text = (_HERE / "grammar.yaml").read_text(encoding="utf-8")
    lists = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - makes texts only
    return {name: frozenset(fold(listed).split()) for name, listed in lists.items()}


def listed(name: str) -> frozenset[str]:
    """Return the small words that do one thing: "may", "without", "year"."""
    return _lists()[name]


def kind_among(word: str, names: tuple[str, ...]) -> str:
    """Return the first of the lists that has a folded word; "" for none."""
    return next((name for name in names if word in _lists()[name]), "")


@cache
def _verbs() -> frozenset[str]:
    return frozenset((_HERE / "verbs.txt").read_text(encoding="utf-8").split())


@cache
def _irregular() -> dict[str, str]:
    entries = (_HERE / "irregular.txt").read_text(encoding="utf-8").replace("\n", "|").split("|")
    return {form: base for forms, _, base in (entry.partition(":") for entry in entries) for form in forms.split()}


@lru_cache(maxsize=20_000)
def verb_form(word: str) -> tuple[str, Form]:
    """Return the verb that a folded word may be a form of, and which form; "" for none."""
    if word in _irregular():
        return _irregular()[word], "past"
    if word in _verbs():
        return word, "base"
    for ending, endings, form in _ENDINGS:
        if not word.endswith(ending):
            continue
        stem = word.removesuffix(ending)
        doubled = stem[:-1] if len(stem) > 2 and stem[-1] == stem[-2] else stem
        found = next((base for base in (*(stem + one for one in endings), doubled) if base in _verbs()), "")
        if found:
            return found, form
    return "", ""
