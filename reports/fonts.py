"""The fonts of a PDF: typst's own, and Noto's for the scripts those lack, from packages, never from the machine."""

from collections.abc import Iterator
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

PACKAGES = ("manimgx_fonts", "manimgx_fonts_cjk")
"""Packages whose folder holds font files and nothing else."""


def font_folders() -> list[Path]:
    """Return the folders with the fonts that typst does not carry itself."""
    found = [find_spec(package) for package in PACKAGES]
    return [Path(spec.origin).parent for spec in found if spec and spec.origin]


def letters_without_font(text: str) -> list[str]:
    """Return the characters of `text` for which none of the folders has a glyph, each once, in their order."""
    covered = _covered()
    return sorted(character for character in set(text) if ord(character) not in covered and not character.isspace())


@lru_cache(maxsize=1)
def _covered() -> frozenset[int]:
    return frozenset(point for file in _files() for point in _points(file))


def _files() -> Iterator[Path]:
    for folder in font_folders():
        yield from (file for file in sorted(folder.iterdir()) if file.suffix in (".ttf", ".otf", ".ttc"))


def _points(file: Path) -> Iterator[int]:
    """Yield the code points of a font, or of the first of a collection: its faces differ in shape, not in letters."""
    from fontTools.ttLib import TTFont

    with TTFont(file, fontNumber=0, lazy=True) as font:
        yield from font.getBestCmap() or ()
