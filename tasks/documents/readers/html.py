"""Read HTML as its reader sees it: no scripts, no styles, nothing hidden."""

import re
import warnings
from collections.abc import Iterator

from bs4 import BeautifulSoup, Tag
from bs4.element import Comment, NavigableString, PreformattedString

from tasks.documents.passages import Block
from tasks.documents.readers import decoded
from tasks.documents.readers.outline import Outline, row_text
from tasks.documents.readers.stylesheet import HIDING, hiding_selectors, on_a_screen

_NEVER_SEEN = "script, style, template, noscript, head, iframe, object, svg, math, [hidden], [aria-hidden=true], input"
_BLOCKS = frozenset(
    {
        "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog",
        "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "header", "hr", "html",
        "legend", "li", "main", "menu", "nav", "ol", "p", "pre", "section", "summary", "ul",
    }
)  # fmt: skip
_HEADINGS = {f"h{level}": level for level in range(1, 7)}


def read(content: bytes) -> list[Block]:
    """Return the blocks of a page."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # on text that looks like a file name or like XML, which may be meant
        page = BeautifulSoup(decoded(content), "html.parser")
    _take_out_what_is_hidden(page)
    outline, words = Outline(), list[str]()
    for event, part in _walk(page):
        if event == "text":
            words.append(str(part))
            continue
        outline.add(_joined(words))
        words.clear()
        if event == "heading" and isinstance(part, Tag):
            outline.open(_HEADINGS[part.name], part.get_text(" "))
        elif event == "table" and isinstance(part, Tag):
            _add_table(part, outline)
    outline.add(_joined(words))
    return outline.blocks


def _take_out_what_is_hidden(page: BeautifulSoup) -> None:
    sheets = (style.get_text() for style in page.find_all("style") if on_a_screen(str(style.get("media") or "")))
    hidden = [selector for sheet in sheets for selector in hiding_selectors(sheet)]
    for selector in [*hidden, _NEVER_SEEN]:
        try:
            found = page.select(selector)
        except Exception:  # noqa: S112 - a stylesheet may say anything; what is no selector hides nothing
            continue
        for tag in found:
            tag.decompose()
    for tag in page.find_all(style=HIDING):
        tag.decompose()
    for comment in page.find_all(string=lambda text: isinstance(text, PreformattedString | Comment)):
        comment.extract()


def _walk(page: Tag) -> Iterator[tuple[str, Tag | NavigableString]]:
    """Yield texts, headings, outer tables and block borders in reading order, without recursion."""
    stack: list[Tag | NavigableString | None] = [page]
    while stack:
        part = stack.pop()
        if part is None:
            yield "border", page
        elif isinstance(part, NavigableString):
            yield "text", part
        elif isinstance(part, Tag) and part.name in _HEADINGS:
            yield "heading", part
        elif isinstance(part, Tag) and part.name == "table":
            yield "table", part
        elif isinstance(part, Tag):
            if part.name == "br":
                yield "text", NavigableString("\n")
            is_block = part.name in _BLOCKS
            if is_block:
                yield "border", part
                stack.append(None)
            stack += [child for child in reversed(part.contents) if isinstance(child, Tag | NavigableString)]


def _joined(words: list[str]) -> str:
    """Return the text; a line break of the file is a blank, one of the page stays."""
    return "".join(word if word == "\n" else re.sub(r"\s+", " ", word) for word in words)


def _add_table(table: Tag, outline: Outline) -> None:
    header: list[str] = []
    caption = table.find("caption")
    if isinstance(caption, Tag):
        outline.add(caption.get_text(" "))
    for row in table.find_all("tr"):
        cells = row.find_all(["td", "th"], recursive=False)
        texts = [re.sub(r"\s+", " ", cell.get_text(" ")).strip() for cell in cells]
        if cells and all(cell.name == "th" for cell in cells):
            header = texts
        else:
            outline.add(row_text(header, texts))
