"""Words that turn what others say round, or make it depend on something."""

import re

from agents.vocabulary.languages import fold

_TURNING = re.compile(
    r"\b(?:not|no|never|nobody|nothing|none|neither|nor|cannot|nowhere|nicht|kein|keine[nmrs]?|nie|niemals|niemand|nichts"
    r"|weder|if|unless|provided|except|excepting|only|but|however|until|till|whether|subject to|as long as|so far as"
    r"|insofar|otherwise|wenn|falls|sofern|soweit|solange|ausser|nur|aber|jedoch|sonst|es sei denn|vorausgesetzt"
    r"|vorbehaltlich)\b|n't\b|\bun(?=paid\b|insured\b|used\b)"
)


def turns(text: str) -> bool:
    """Tell whether words that follow others can turn what those say round, or make it depend on something."""
    return bool(_TURNING.search(fold(text)))
