"""What of a PDF's page is read: what its reader sees, and where nothing is painted what was recognised of a scan."""

import io

import pytest
from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    RectangleObject,
)  # fmt: skip

from tasks.documents.readers.pdf import read

SEEN = "BT /F 12 Tf 20 200 Td (Seen.) Tj ET "


def texts(content: str, form: str = "", crop: tuple[int, int, int, int] = (0, 0, 300, 300)) -> list[str]:
    """Return what is read of a page of 300 by 300 points with this content, which may draw a form /X."""
    writer = PdfWriter()
    page = writer.add_blank_page(300, 300)
    page.cropbox = RectangleObject(crop)
    named = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica"}
    font = DictionaryObject({NameObject(key): NameObject(value) for key, value in named.items()})
    fonts = DictionaryObject({NameObject("/Font"): DictionaryObject({NameObject("/F"): font})})
    page[NameObject("/Resources")] = fonts
    if form:
        drawn = DecodedStreamObject()
        drawn.set_data(form.encode())
        drawn[NameObject("/Subtype")] = NameObject("/Form")
        drawn[NameObject("/BBox")] = ArrayObject(map(FloatObject, (0, 0, 300, 300)))
        drawn[NameObject("/Resources")] = DictionaryObject(fonts)
        forms = DictionaryObject({NameObject("/X"): writer._add_object(drawn)})
        page[NameObject("/Resources")] = DictionaryObject({**fonts, NameObject("/XObject"): forms})
    stream = DecodedStreamObject()
    stream.set_data(content.encode())
    page[NameObject("/Contents")] = writer._add_object(stream)
    saved = io.BytesIO()
    writer.write(saved)
    return [block.text for block in read(saved.getvalue())]


@pytest.mark.parametrize(
    "unseen",
    [
        "BT 3 Tr /F 12 Tf 20 150 Td (unseen) Tj ET",
        "BT 7 Tr /F 12 Tf 20 150 Td [(un) -20 (seen)] TJ ET",
        "3 Tr BT /F 12 Tf 20 150 Td (unseen) ' ET",
        "BT /F 0.1 Tf 20 100 Td (unseen) Tj ET",
        "BT /F 12 Tf 0.1 0 0 0.1 20 100 Tm (unseen) Tj ET",
        "q 0.1 0 0 0.1 0 0 cm BT /F 12 Tf 200 1000 Td (unseen) Tj ET Q",
        "BT /F 12 Tf 20 -500 Td (unseen) Tj ET",
        "BT /F 12 Tf 301 100 Td (unseen) Tj ET",
        "BT /F 12 Tf -300 100 Td (unseen) Tj ET",
        "BT /F 12 Tf 0 1 -1 0 900 100 Tm (unseen) Tj ET",
        "q 1 0 0 1 0 900 cm BT /F 12 Tf 20 0 Td (unseen) Tj ET Q",
    ],
)
def test_text_that_nobody_sees_is_left_out_and_what_is_seen_beside_it_is_read(unseen: str) -> None:
    assert texts(SEEN + unseen) == ["Seen."]
    assert texts(f"{SEEN} q {unseen} Q BT 0 Tr /F 12 Tf 20 90 Td (Seen too.) Tj ET") == ["Seen.", "Seen too."]


@pytest.mark.parametrize(
    "seen",
    [
        "BT /F 1 Tf 12 0 0 12 20 150 Tm (Seen too.) Tj ET",
        "q 0.1 0 0 0.1 0 0 cm BT /F 120 Tf 200 1000 Td (Seen too.) Tj ET Q",
        "q 3 Tr Q BT /F 12 Tf 20 150 Td (Seen too.) Tj ET",
        "BT /F 12 Tf 3 Tr 0 Tr 20 150 Td (Seen too.) Tj ET",
        "BT /F 12 Tf 0 1 -1 0 150 20 Tm (Seen too.) Tj ET",
        "BT /F 12 Tf -5 150 Td (Seen too.) Tj ET",
        "BT 1 Tr /F 12 Tf 20 150 Td (Seen too.) Tj ET",
    ],
)
def test_text_that_is_seen_is_read_however_it_is_drawn(seen: str) -> None:
    assert texts(SEEN + seen) == ["Seen.", "Seen too."]


def test_what_is_cut_off_the_page_is_not_seen() -> None:
    assert texts(SEEN + "BT /F 12 Tf 20 20 Td (cut off) Tj ET", crop=(0, 50, 300, 300)) == ["Seen."]


def test_a_form_is_read_with_the_state_that_it_is_drawn_in_and_leaves_none() -> None:
    after = "BT /F 12 Tf 20 50 Td (Seen too.) Tj ET"
    assert texts(f"{SEEN} q 3 Tr /X Do Q {after}", form="BT /F 12 Tf 20 150 Td (unseen) Tj ET") == [
        "Seen.",
        "Seen too.",
    ]
    assert texts(f"{SEEN} /X Do {after}", form="q q 3 Tr BT /F 12 Tf 20 150 Td (unseen) Tj ET") == [
        "Seen.",
        "Seen too.",
    ]
    assert "In a form." in texts(f"{SEEN} /X Do", "BT /F 0.1 Tf 9 9 Td (In a form.) Tj ET")


def test_a_page_that_paints_no_text_gives_what_was_recognised_of_it() -> None:
    recognised = "BT 3 Tr /F 12 Tf 20 150 Td (Recognised.) Tj ET "
    assert texts(recognised + "BT /F 12 Tf 20 -500 Td (off the page) Tj ET") == ["Recognised."]
