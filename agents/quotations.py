"""What stands in quotation marks in a text: somebody else's words."""

import re

QUOTED = re.compile(r"“(?P<curly>[^“”]*)”|\"(?P<straight>[^\"]*)\"|«(?P<angled>[^«»]*)»")


def quoted_words(text: str) -> list[str]:
    """Return what stands in each pair of quotation marks, in its order."""
    return [match[match.lastgroup or 0] for match in QUOTED.finditer(text)]


def own_words(text: str) -> str:
    """Return the text, as long as before, with what stands in quotation marks blanked."""
    return QUOTED.sub(lambda match: " " * len(match[0]), text)
