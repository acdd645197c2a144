"""What a stylesheet hides from whoever reads the page on a screen."""

import re
from collections.abc import Iterator

HIDING = re.compile(
    r"(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|font-size\s*:\s*0(?![\d.]*[1-9])|opacity\s*:\s*0(?![\d.]*[1-9])"
    r"|(?:left|top|text-indent)\s*:\s*-\d{3,})",
    re.IGNORECASE,
)
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_PART = re.compile(r"[{};]")
_SCREEN = re.compile(r"^(only\s+)?(all|screen)?$", re.IGNORECASE)
_HOLDING = ("@supports", "@layer", "@container")
"""Rules around rules, which are taken to hold."""


def hiding_selectors(sheet: str) -> list[str]:
    """Return the selectors of what a stylesheet hides on every screen; rules for print or for some screens are none."""
    return [selectors for selectors, body in _rules(_COMMENT.sub("", sheet)) if HIDING.search(body)]


def on_a_screen(media: str) -> bool:
    """Tell whether a list of media names every screen: "", "all", "print, screen"; not "screen and (width < 600px)"."""
    return any(_SCREEN.match(one.strip()) for one in media.split(","))


def _rules(sheet: str) -> Iterator[tuple[str, str]]:
    """Yield the selectors and the declarations of each rule that holds on every screen."""
    blocks: list[tuple[str, bool]] = []
    begun = 0
    for part in _PART.finditer(sheet):
        told = sheet[begun : part.start()].strip()
        begun = part.end()
        if part[0] == "{":
            blocks.append((told, _holds(told) and (not blocks or blocks[-1][1])))
        elif blocks:
            if blocks[-1][1]:
                yield blocks[-1][0], told
            if part[0] == "}":
                blocks.pop()
    if blocks and blocks[-1][1]:
        yield blocks[-1][0], sheet[begun:]  # the end of a sheet closes what is open


def _holds(prelude: str) -> bool:
    if not prelude.startswith("@"):
        return True
    name, _, rest = prelude.partition(" ")
    return name.lower() in _HOLDING or (name.lower() == "@media" and on_a_screen(rest))
