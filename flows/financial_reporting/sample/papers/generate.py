"""Make the sample company's Word and PDF documents of their texts; the other formats are kept by hand.

`python -m flows.financial_reporting.sample.papers.generate [FOLDER]` writes the same bytes each time.
"""

import io
import sys
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from flows.financial_reporting.sample import FOLDER

TEXTS = Path(__file__).parent
DATED = datetime(2026, 10, 31, tzinfo=UTC)
_PAGE = """
#let line = sys.inputs.title
#set document(title: line)
#set page("a5", margin: 18mm, header: text(8pt)[Brightwater Instruments], footer: context align(center, text(8pt)[
  #counter(page).display() / #counter(page).final().first()
]))
#set text(10pt, lang: sys.inputs.lang, hyphenate: true)
#set par(justify: true)
#show heading.where(level: 1): set text(16pt)
"""


def write_papers(folder: Path) -> None:
    """Write each text as the kind of document that its name says: `NAME.pdf.md` as NAME.pdf."""
    writers = {".pdf": _pdf, ".docx": _docx}
    for text in sorted(TEXTS.glob("*.*.md")):
        target = text.with_suffix("")
        (folder / target.name).write_bytes(writers[target.suffix](list(_parts(text.read_text(encoding="utf-8")))))


def _parts(text: str) -> Iterator[tuple[int, str]]:
    """Yield each paragraph with its heading's level, 0 for text."""
    for part in text.strip().split("\n\n"):
        marks = len(part) - len(part.lstrip("#"))
        yield marks, part[marks:].strip()


def _pdf(parts: list[tuple[int, str]]) -> bytes:
    import typst

    body = "\n".join(
        f"#heading(level: {level}, {_quoted(text)})" if level else f"#par({_quoted(text)})" for level, text in parts
    )
    language = "de" if any(" und " in text for _, text in parts) else "en"
    return typst.compile(
        (_PAGE + body).encode(),
        format="pdf",
        font_paths=typst.Fonts(include_system_fonts=False),
        sys_inputs={"title": parts[0][1], "lang": language},
        timestamp=DATED,
    )


def _quoted(text: str) -> str:
    """Return the text as a string of typst, in which nothing is markup."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'text("{escaped}")'


def _docx(parts: list[tuple[int, str]]) -> bytes:
    from docx import Document

    document = Document()
    for level, text in parts:
        if level:
            document.add_heading(text, level)
        else:
            document.add_paragraph(text)
    properties = document.core_properties
    properties.title, properties.author, properties.revision = parts[0][1], "Brightwater Instruments", 1
    properties.created = properties.modified = DATED
    saved = io.BytesIO()
    document.save(saved)
    return _without_time(saved.getvalue())


def _without_time(package: bytes) -> bytes:
    """Return the package with one date on all parts, which python-docx stamps with the time of saving."""
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(package)) as source,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as target,
    ):
        for part in source.infolist():
            target.writestr(
                zipfile.ZipInfo(part.filename, DATED.timetuple()[:6]), source.read(part), zipfile.ZIP_DEFLATED
            )
    return packed.getvalue()


if __name__ == "__main__":
    write_papers(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER / "documents")
