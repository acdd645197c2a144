"""Read Markdown: headings, paragraphs, list items, code and table rows; HTML inside it is left out."""

import re

from markdown_it import MarkdownIt
from markdown_it.token import Token

from tasks.documents.passages import Block
from tasks.documents.readers import decoded
from tasks.documents.readers.outline import Outline, row_text

_FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)


def read(content: bytes) -> list[Block]:
    """Return the blocks of a Markdown file."""
    text = _FRONT_MATTER.sub("", decoded(content).replace("\r\n", "\n"))
    outline, header, row, cells = Outline(), list[str](), list[str](), False
    for token, before in _with_before(MarkdownIt("commonmark").enable("table").parse(text)):
        match token.type:
            case "table_open":
                header = []
            case "tr_open":
                row, cells = [], True
            case "tr_close":
                cells = False
                if header:
                    outline.add(row_text(header, row))
                header = header or row
            case "inline" if cells:
                row.append(_plain(token))
            case "inline" if before and before.type == "heading_open":
                outline.open(int(before.tag[1:]), _plain(token))
            case "inline":
                outline.add(_plain(token))
            case "fence" | "code_block":
                outline.add(token.content)
    return outline.blocks


def _with_before(tokens: list[Token]) -> list[tuple[Token, Token | None]]:
    return list(zip(tokens, [None, *tokens], strict=False))


def _plain(token: Token) -> str:
    breaks = {"softbreak": " ", "hardbreak": "\n"}
    return "".join(
        breaks.get(child.type, "" if child.type == "html_inline" else child.content) for child in token.children or ()
    )
