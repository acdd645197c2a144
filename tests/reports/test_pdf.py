"""The PDF, read back: its words, its header on every page, its tables over pages, and no markup from data."""

from decimal import Decimal
from io import BytesIO

import pytest
from pypdf import PdfReader

from reports.document import Section
from reports.pdf import pdf
from reports.table import Column, Row, Table
from tests.reports.every_block import DRAFT, RELEASED, document

MARKUP = (
    "#panic(1)",
    '#read("/etc/passwd")',
    '#import "@preview/x:1.0.0": *',
    '#include "x.typ"',
    "*bold* _emphasis_ `raw`",
    "$ x^2 $",
    "= Heading",
    "- item",
    "<label> @reference",
    "\\ \\u{41} ~ -- ---",
    '"] #let x = [',
    "// comment /* block */",
    "https://example.org/a?b=c",
    "\x00\x07\x1b",
    "[link](x)",
)


def read(source: bytes) -> PdfReader:
    return PdfReader(BytesIO(source))


def words(reader: PdfReader) -> str:
    return " ".join("".join(page.extract_text() for page in reader.pages).split())


def long_table(rows: int) -> Section:
    columns = (Column(title="The account"), Column(title="Amount", type="money"))
    body = tuple(Row(cells=(f"Account {at}", Decimal(at))) for at in range(rows))
    total = Row(cells=("Total", Decimal(sum(range(rows)))), role="total", adds=tuple(range(rows)))
    return Section(
        title="Long", blocks=(Table(title="A long table", columns=columns, rows=(*body, total), currency="EUR"),)
    )


def test_the_pages_say_what_the_document_says() -> None:
    text = words(read(pdf(document(), DRAFT)))
    for expected in (
        "Kestrel & Söhne",
        "Costs of October",
        "1,234.50",
        "(200.25)",
        "n/a",
        "2026-10-01",
        "23.5%",
        "EUR 1,044.25",
    ):
        assert expected in text


def test_every_page_but_the_cover_has_the_running_header_and_every_page_a_number() -> None:
    reader = read(pdf(document(), DRAFT))
    pages = [" ".join(page.extract_text().split()) for page in reader.pages]
    assert len(pages) == 4
    for number, text in enumerate(pages, start=1):
        assert f"Page {number} of 4" in text
        assert "DRAFT" in text
    assert all("Kestrel & Söhne · Costs of October · October 2026" in text for text in pages[1:])


def test_a_released_pack_shows_its_signatures_and_no_draft() -> None:
    text = words(read(pdf(document(), RELEASED)))
    assert "DRAFT" not in text
    assert "Ada, controller" in text
    assert "2026-11-04 09:30:00 UTC" in text
    assert text.count("ab" * 32) == 3


def test_signatures_carry_the_time_of_the_documents_own_zone() -> None:
    berlin = document().model_copy(update={"time_zone": "Europe/Berlin"})
    assert "2026-11-04 10:30:00 CET (Europe/Berlin)" in words(read(pdf(berlin, RELEASED)))


def test_an_aside_stands_beneath_the_first_cell() -> None:
    columns = (Column(title="Check"), Column(title="Result"))
    row = Row(cells=("Debits equal credits", "passed"), aside="entities_balance")
    section = Section(title="Checks", blocks=(Table(title="All", columns=columns, rows=(row,)),))
    text = words(read(pdf(document().model_copy(update={"sections": (section,)}), DRAFT)))
    assert "Debits equal credits entities_balance" in text or "Debits equal creditsentities_balance" in text


def test_a_table_that_runs_over_pages_repeats_its_header() -> None:
    made = document().model_copy(update={"sections": (long_table(150),)})
    pages = [page.extract_text() for page in read(pdf(made, DRAFT)).pages]
    holding = [text for text in pages if "Account " in text]
    assert len(holding) > 2
    assert all("The account" in text for text in holding)


@pytest.mark.parametrize("text", MARKUP)
def test_markup_in_a_text_is_set_as_it_stands(text: str) -> None:
    plain, attacked = read(pdf(document(), DRAFT)), read(pdf(document(text), DRAFT))
    assert len(attacked.pages) == len(plain.pages)
    shown = "".join(text.split())
    if shown.isprintable():
        assert "".join(words(attacked).split()).count(shown) >= 4
    assert not any(
        "/URI" in str(link.get_object().get("/A", "")) for page in attacked.pages for link in page.get("/Annots", [])
    )


def test_the_file_is_tagged_titled_and_dated_by_the_document() -> None:
    reader = read(pdf(document(), DRAFT))
    assert reader.metadata is not None
    assert reader.metadata.title == "Costs of October, Kestrel & Söhne, October 2026"
    assert str(reader.metadata.get("/CreationDate")).startswith("D:20261031")
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]


@pytest.mark.parametrize(
    "name",
    (
        "Ελληνική Εταιρεία Ενέργειας ΑΕ",
        "Общество «Ромашка» Україна",
        "Grzegorz Brzęczyszczykiewicz, Łódź",
        "上海远景科技有限公司",
        "日本電気株式会社",
        "한국전력공사",
        "Việt Nam Thương mại",
        "Հայաստան საქართველო",
    ),
)
def test_a_name_is_set_in_its_own_script(name: str) -> None:
    text = words(read(pdf(document(name), DRAFT)))
    assert text.count(name) >= 4
    assert "[U+" not in text


@pytest.mark.parametrize("name", ("شركة النفط", "חברת החשמל", "บริษัท ปตท", "भारत पेट्रोलियम", "আমার সোনার", "ኢትዮጵያ", "😀"))
def test_scripts_that_join_or_turn_their_letters_have_a_font_too(name: str) -> None:
    assert "[U+" not in words(read(pdf(document(name), DRAFT)))


def test_a_letter_that_no_font_has_stands_as_its_number_and_the_cover_names_it() -> None:
    reader = read(pdf(document("Tomb of 𓀀"), DRAFT))
    assert "Tomb of [U+13000]" in words(reader)
    assert "no font for" in " ".join(reader.pages[0].extract_text().split())
    assert "[U+13000] EGYPTIAN HIEROGLYPH A001" in " ".join(reader.pages[0].extract_text().split())


def test_charts_whose_labels_cannot_be_drawn_stand_as_tables() -> None:
    reader = read(pdf(document("شركة"), DRAFT))
    assert "Charts stand as tables" in " ".join(reader.pages[0].extract_text().split())
    assert "Charts stand as tables" not in words(read(pdf(document("上海"), DRAFT)))
