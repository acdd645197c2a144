"""Read Word documents: paragraphs and table rows under their headings, without hidden text."""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from docx import Document
from docx.document import Document as DocumentObject
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.exceptions import PackageNotFoundError
from docx.styles.style import BaseStyle, CharacterStyle
from docx.table import Table, _Row
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from tasks.documents.passages import Block
from tasks.documents.readers import UnreadableDocument
from tasks.documents.readers.outline import Outline, row_text

LARGEST = 100_000_000
"""Bytes of all parts, unpacked: zipfile never unpacks more of a part than its directory says."""
MOST_PARTS = 5_000
_MOST_BASES = 20
"""Styles that one may be based on, in a row: a damaged file may have one that is based on itself."""
_HEADING = re.compile(r"heading ([1-9])$", re.IGNORECASE)


def read(content: bytes) -> list[Block]:
    """Return the blocks of a .docx file."""
    _refuse_bombs(content)
    try:
        document = Document(io.BytesIO(content))
    except (PackageNotFoundError, KeyError, ValueError) as error:
        raise UnreadableDocument(f"it is no Word document: {error}") from error
    outline, styles = Outline(), _Styles.of(document)
    for part in document.iter_inner_content():
        if isinstance(part, Table):
            for text in _rows(part, styles):
                outline.add(text)
            continue
        level, text = styles.level(part), styles.visible(part)
        if level:
            outline.open(level, text)
        else:
            outline.add(text)
    return outline.blocks


def _refuse_bombs(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            sizes = [part.file_size for part in package.infolist()]
    except zipfile.BadZipFile as error:
        raise UnreadableDocument(f"it is no Word document: {error}") from None
    if len(sizes) > MOST_PARTS or sum(sizes) > LARGEST:
        raise UnreadableDocument(
            f"it unpacks to {sum(sizes):,} bytes in {len(sizes):,} parts; read are at most "
            f"{LARGEST:,} in {MOST_PARTS:,}"
        )


@dataclass(frozen=True)
class _Styles:
    """What styles mean here, by their ids: looking one up for each run would take minutes for a long document."""

    levels: dict[str, int]
    """Of headings, from 1 (a title is above them); 0 of text."""
    hiding: frozenset[str]
    default: str
    """The id of a paragraph's style where it names none."""

    @classmethod
    def of(cls, document: DocumentObject) -> "_Styles":
        styles = [style for style in document.styles if isinstance(style, CharacterStyle)]  # or a paragraph's
        default = document.styles.default(WD_STYLE_TYPE.PARAGRAPH)
        return cls(
            levels={style.style_id: _level(style.name or "") for style in styles},
            hiding=frozenset(style.style_id for style in styles if _hides(style)),
            default=default.style_id if default is not None else "",
        )

    def level(self, paragraph: Paragraph) -> int:
        return self.levels.get(paragraph._p.style or self.default, 0)

    def visible(self, paragraph: Paragraph) -> str:
        runs = (run for part in paragraph.iter_inner_content() for run in getattr(part, "runs", [part]))
        return "".join(run.text for run in runs if not self._is_hidden(run, paragraph))

    def _is_hidden(self, run: Run, paragraph: Paragraph) -> bool:
        """Tell it as Word does: by the run itself, else by its two styles, of which each turns the other's word around.

        ECMA-376 part 1, 17.7.3 (toggle properties).
        """
        if run.font.hidden is not None:
            return run.font.hidden
        return (run._r.style in self.hiding) != ((paragraph._p.style or self.default) in self.hiding)


def _level(name: str) -> int:
    if name.lower() == "title":
        return 1
    match = _HEADING.match(name)
    return int(match[1]) + 1 if match else 0


def _hides(style: BaseStyle | None) -> bool:
    """Tell whether a style hides its text, by itself or by the nearest of those it is based on that says so."""
    for _ in range(_MOST_BASES):
        if not isinstance(style, CharacterStyle):
            break
        if style.font.hidden is not None:
            return style.font.hidden
        style = style.base_style
    return False


def _rows(table: Table, styles: _Styles) -> Iterator[str]:
    header: list[str] = []
    for row in table.rows:
        cells = ["\n".join(_cell_texts(cell, styles)) for cell in _once(row)]
        if not header:
            header = cells
            if len(table.rows) > 1:
                continue
            header, cells = [""] * len(cells), cells
        yield row_text(header, cells)


def _once(row: _Row) -> Iterable:
    """Return the cells of a row; a merged one counts once."""
    return {id(cell._tc): cell for cell in row.cells}.values()


def _cell_texts(cell, styles: _Styles) -> Iterator[str]:
    for part in cell.iter_inner_content():
        if isinstance(part, Table):
            yield from _rows(part, styles)
        elif text := styles.visible(part):
            yield text
