"""What each reader takes from real files of its format, and what it leaves out."""

import io
import zipfile
from pathlib import Path

import pytest
from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DecodedStreamObject, NameObject

from flows.financial_reporting.sample.papers.generate import TEXTS
from tasks.documents.passages import Block
from tasks.documents.readers import UnreadableDocument, format_of, reader_of
from tests.tasks.documents.shelf import SAMPLE


def read(name: str, content: bytes | str) -> list[Block]:
    format = format_of(name)
    assert format
    return reader_of(format)(content.encode() if isinstance(content, str) else content)


def _squeezed(text: str) -> str:
    return "".join(text.split()).replace("-", "")


@pytest.mark.parametrize("text", sorted(TEXTS.glob("*.*.md")), ids=lambda text: text.stem)
def test_word_and_pdf_give_every_paragraph_of_their_text_under_its_heading(text: Path) -> None:
    blocks, heading = read(text.stem, (SAMPLE / text.stem).read_bytes()), ""
    told = [(_squeezed(block.heading[-1]), _squeezed(block.text)) for block in blocks]
    expected = []
    for part in text.read_text(encoding="utf-8").strip().split("\n\n"):
        if part.startswith("#"):
            heading = part.lstrip("# ").strip()
        else:
            expected.append((_squeezed(heading), _squeezed(part)))
    assert told == expected


def test_a_pdf_says_on_which_page_a_paragraph_stands() -> None:
    blocks = read("lease.pdf", (SAMPLE / "lease-production-hall.pdf").read_bytes())
    pages = {block.text[:30]: block.page for block in blocks}
    assert pages["The landlord lets the producti"] == 1
    assert pages["The premises are used for maki"] == 2
    assert not any(block.text == "Brightwater Instruments" or block.text.endswith(" / 2") for block in blocks)


def test_a_pdf_with_a_broken_page_gives_the_others() -> None:
    writer = PdfWriter(clone_from=PdfReader(SAMPLE / "loan-agreement.pdf"))
    broken = DecodedStreamObject()
    broken.set_data(b"BT (never closed")
    broken[NameObject("/Filter")] = NameObject("/NoSuchFilter")
    writer.pages[0][NameObject("/Contents")] = writer._add_object(broken)
    saved = io.BytesIO()
    writer.write(saved)
    blocks = read("loan.pdf", saved.getvalue())
    assert {block.page for block in blocks} == {2}
    assert any("Default" in block.heading for block in blocks)


def test_a_pdf_under_a_password_or_without_text_says_what_to_do() -> None:
    writer = PdfWriter(clone_from=PdfReader(SAMPLE / "loan-agreement.pdf"))
    writer.encrypt("secret", algorithm="AES-256")
    saved = io.BytesIO()
    writer.write(saved)
    with pytest.raises(UnreadableDocument, match="locked with a password"):
        read("loan.pdf", saved.getvalue())
    empty, scanned = PdfWriter(), io.BytesIO()
    empty.add_blank_page(200, 200)
    empty.write(scanned)
    with pytest.raises(UnreadableDocument, match="text recognition"):
        read("scan.pdf", scanned.getvalue())


def test_html_gives_what_its_reader_sees_and_nothing_hidden() -> None:
    page = """<html><head><title>T</title><style>.x, #y {display:none} p {color: red}</style></head><body>
    <h1>Policy</h1><script>alert("script")</script><p>Seen <b>words</b>,
    in a line.<br>Next line.</p><p class="x">hidden by class</p><p id="y">hidden by id</p>
    <p style="display: none">hidden by style</p><p hidden>hidden by attribute</p><span style="font-size:0">tiny</span>
    <!-- a comment --><template>template</template><noscript>noscript</noscript><div aria-hidden="true">aria</div>
    <h2>Limits</h2><ul><li>One</li><li>Two</li></ul>loose text
    <table><tr><th>Role</th><th>Limit</th></tr><tr><td>Head</td><td>EUR 500</td></tr></table></body></html>"""
    assert [(block.heading, block.text) for block in read("a.html", page)] == [
        (("Policy",), "Seen words, in a line.\nNext line."),
        (("Policy", "Limits"), "One"),
        (("Policy", "Limits"), "Two"),
        (("Policy", "Limits"), "loose text"),
        (("Policy", "Limits"), "Role: Head; Limit: EUR 500"),
    ]


@pytest.mark.parametrize(
    ("sheet", "seen"),
    [
        ("@media print { p, .body {display:none} }", "both"),
        ("@media (max-width: 600px) { .body {display:none} }", "both"),
        ("@media screen and (max-width: 600px) { .body {display:none} } p {color: red}", "both"),
        ("@media not screen { .body {display:none} }", "both"),
        ("@page { size: A4 } @font-face { font-family: x; src: url(x) } @keyframes k { from { opacity: 0 } }", "both"),
        ("@media screen { .body {display:none} }", "one"),
        ("@media print, all { @supports (display: grid) { .body {color: red; display:none} } }", "one"),
        ("@import url(x.css); @media print { .x {color: red} } .body {display: none}", "one"),
        ("@media print { p {display:none} } /* } */ .body { color: red; visibility: hidden; }", "one"),
        (".body { display: none", "one"),
        ("}}} .body { display: none }", "one"),
    ],
)
def test_what_a_stylesheet_hides_on_a_screen_is_left_out_and_nothing_else(sheet: str, seen: str) -> None:
    page = f"<html><head><style>{sheet}</style></head><body><p>Notice: 30 days.</p><div class=body>Rent 5</div></body>"
    texts = [block.text for block in read("a.html", page)]
    assert texts == ["Notice: 30 days.", "Rent 5"][: 2 if seen == "both" else 1]


def test_a_sheet_for_print_hides_nothing() -> None:
    sheets = '<style media="print">p {display:none}</style><style media="screen">div {display:none}</style>'
    page = f"{sheets}<p>a</p><div>b</div>"
    assert [block.text for block in read("a.html", page)] == ["a"]


def test_html_of_any_depth_is_read() -> None:
    assert read("deep.html", "<div>" * 20_000 + "at the bottom" + "</div>" * 20_000)[0].text == "at the bottom"


def test_markdown_gives_headings_rows_and_lists_without_html() -> None:
    text = "---\ntitle: front matter\n---\n# A\n\nOne\ntwo.\n\n## B\n\n- x\n- y\n\n| k | v |\n|---|---|\n| a | 1 |\n\n"
    text += "<div>html block</div>\n\n### C\n\nwith <b>bold</b> and `code` <!-- no -->\n\n## D\n\nlast"
    assert [(block.heading, block.text) for block in read("a.md", text)] == [
        (("A",), "One two."),
        (("A", "B"), "x"),
        (("A", "B"), "y"),
        (("A", "B"), "k: a; v: 1"),
        (("A", "B", "C"), "with bold and code"),
        (("A", "D"), "last"),
    ]


def test_csv_rows_say_their_columns_whatever_delimiter_and_encoding() -> None:
    content = 'Lieferant;Zahlungsziel;\r\nMüller & Söhne;30 Tage;\r\n;;\r\n"Zwei\nZeilen";14 Tage;Rest\r\n'
    for encoding in ("utf-8", "utf-8-sig", "cp1252", "utf-16"):
        blocks = read("a.csv", content.encode(encoding))
        assert [block.text for block in blocks] == [
            "Lieferant: Müller & Söhne; Zahlungsziel: 30 Tage",
            "Lieferant: Zwei\nZeilen; Zahlungsziel: 14 Tage; Rest",
        ]
        assert all(block.alone for block in blocks)
    with pytest.raises(UnreadableDocument, match="zero bytes"):
        read("a.csv", b"a,b\n\x00,1\n")


def test_word_leaves_out_what_a_style_hides_however_it_comes_by_that() -> None:
    document = Document()
    character = document.styles.add_style("Secret", WD_STYLE_TYPE.CHARACTER)
    character.font.hidden = True
    based = document.styles.add_style("Based", WD_STYLE_TYPE.CHARACTER)
    based.base_style = character
    hidden = document.styles.add_style("SecretParagraph", WD_STYLE_TYPE.PARAGRAPH)
    hidden.font.hidden = True
    shown = document.styles.add_style("Shown", WD_STYLE_TYPE.PARAGRAPH)
    shown.base_style, shown.font.hidden = hidden, False
    paragraph = document.add_paragraph("Pay in 30 days.")
    for style in ("Secret", "Based"):
        paragraph.add_run(" Or never.", style=style)
    paragraph.add_run(" Promise.", style="Secret").font.hidden = False
    document.add_paragraph("Never pay.", style="SecretParagraph")
    document.add_paragraph("Both cancel out.", style="SecretParagraph").runs[0].style = character
    document.add_paragraph("Shown again.", style="Shown")
    round_ = document.styles.add_style("Round", WD_STYLE_TYPE.CHARACTER)
    round_.base_style = round_
    document.add_paragraph().add_run("Based on itself.", style="Round")
    saved = io.BytesIO()
    document.save(saved)
    assert [block.text for block in read("a.docx", saved.getvalue())] == [
        "Pay in 30 days. Promise.",
        "Both cancel out.",
        "Shown again.",
        "Based on itself.",
    ]


def test_word_leaves_hidden_runs_out_and_reads_tables() -> None:
    document = Document()
    document.add_heading("Terms", 1)
    paragraph = document.add_paragraph("Pay in ")
    paragraph.add_run("90").font.hidden = True
    paragraph.add_run("30 days.")
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(
        (cell for row in table.rows for cell in row.cells), ("Who", "Limit", "CFO", "5"), strict=True
    ):
        cell.text = text
    saved = io.BytesIO()
    document.save(saved)
    assert [(block.heading, block.text) for block in read("a.docx", saved.getvalue())] == [
        (("Terms",), "Pay in 30 days."),
        (("Terms",), "Who: CFO; Limit: 5"),
    ]
    assert document.element.body.find(qn("w:p")) is not None


def test_a_word_document_that_unpacks_to_a_bomb_is_refused_before_it_is_unpacked() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", b"\0" * 120_000_000)
    assert len(packed.getvalue()) < 200_000
    with pytest.raises(UnreadableDocument, match="unpacks to 120,000,000 bytes"):
        read("bomb.docx", packed.getvalue())
    with pytest.raises(UnreadableDocument, match="no Word document"):
        read("a.docx", b"PK not a package")


def test_letters_that_nobody_sees_are_taken_out() -> None:
    tagged = "pay\u200b ment\U000e0041\U000e0042 \u202eevil\u202c"
    assert [block.text for block in read("a.md", tagged)] == ["pay ment evil"]
