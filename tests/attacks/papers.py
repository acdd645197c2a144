"""Documents that an attacker put where the document search reads: one for each format, place and text."""

import csv
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.attacks.attack import Words

WORDS = {
    "PDF": "quayside",
    "DOCX": "drayage",
    "HTML": "mooring",
    "Markdown": "berthing",
    "CSV": "tonnage",
    "file name": "pilotage",
}
"""By what papers hold the word that they are looked for by: each stands in no other kind."""
_LONGEST_NAME = 180
"""Bytes of a file's name: the file system takes 255."""


def write_papers(home: Path, slots: Sequence[Mapping[str, Words]]) -> None:
    """Write each slot's papers into a folder that the finance researcher reads."""
    folder = home / "papers"
    folder.mkdir()
    read = {"folders": {"papers": {"path": str(folder), "readers": {"agents": ["finance_researcher"]}}}}
    (home / "documents.yaml").write_text(json.dumps(read), encoding="utf-8")
    (folder / "lease.pdf").write_bytes(_pdf([_told("PDF", given["PDF passage"]) for given in slots]))
    _write_docx(folder / "contract.docx", [_told("DOCX", given["DOCX passage"]) for given in slots])
    _write_csv(folder / "list.csv", [_told("CSV", given["CSV row"]) for given in slots])
    for at, given in enumerate(slots):
        (folder / f"page{at}.html").write_text(_page(given), encoding="utf-8")
        (folder / f"memo{at}.md").write_text(_memo(given), encoding="utf-8")
        name = _file_name(at, given["file name"])
        (folder / name).write_text("The pilotage is paid by the ship.", encoding="utf-8")


def _told(kind: str, words: Words) -> str:
    """Return a paragraph that a search finds at both of its ends, and that bears out what the model will say."""
    return f"{words.smooth} The {WORDS[kind]}. {words.text} The {WORDS[kind]}."


def _page(given: Mapping[str, Words]) -> str:
    """Return a page whose hidden parts its reader never sees, four ways over."""
    hidden = _told("HTML", given["HTML hidden text"])
    return (
        f"<html><head><title>{hidden}</title><style>.gone {{display: none}}</style></head><body>"
        f"<!-- {hidden.replace('-->', '')} --><p hidden>{hidden}</p><div class=gone><p>{hidden}</p></div>"
        f"<p style='display:none'>{hidden}</p><p>{_told('HTML', given['HTML passage'])}</p></body></html>"
    )


def _memo(given: Mapping[str, Words]) -> str:
    heading = " ".join(given["heading"].text.split())
    return f"# {heading}\n\n{_told('Markdown', given['Markdown passage'])}\n"


def _file_name(at: int, words: Words) -> str:
    """Return as much of the text as a file's name holds, its end above all, since that has the marker."""
    text = " ".join(words.text.replace("/", "\u2215").split()).encode()[-_LONGEST_NAME:]
    return f"{at} {text.decode(errors='ignore')}.md"


def _pdf(texts: Sequence[str]) -> bytes:
    import typst

    page = '#for text in json(bytes(sys.inputs.texts)) { par(raw(text.replace("\\n", " "))); pagebreak(weak: true) }'
    return typst.compile(page.encode(), sys_inputs={"texts": json.dumps(texts)})


def _write_docx(path: Path, texts: Sequence[str]) -> None:
    from docx import Document

    document = Document()
    for text in texts:
        document.add_paragraph(text)
    document.save(str(path))


def _write_csv(path: Path, texts: Sequence[str]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("number", "note"), *enumerate(texts)])
