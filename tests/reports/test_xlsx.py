"""The workbook, read back: typed values, live totals, and text that no spreadsheet calculates."""

from datetime import date, datetime
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from reports.document import Document, Section
from reports.table import Column, Row, Table
from reports.text import paragraph
from reports.xlsx import sheet_names, xlsx
from tests.reports.every_block import DRAFT, RELEASED, document

FORMULA_LIKE = (
    *(
        "=1+1",
        "=SUM(A1:A9)",
        '=HYPERLINK("http://evil.example","click")',
        "=cmd|' /C calc'!A0",
        "=IMPORTXML(A1)",
        "=A1",
    ),
    *(
        "==1",
        "= 1",
        "=-1",
        "={1,2}",
        '=WEBSERVICE("http://x")',
        '=DDE("cmd";"/C calc";"x")',
        "=@SUM(1)",
        "=\t1",
        "='x'!A1",
    ),
    *("+1+1", "+SUM(A1)", "+cmd|' /C calc'!A0", "+49 170 1234567", "++1", '+"x"', "-1+1", "-SUM(A1)", "--1", "-", "-1"),
    *("-2+3+cmd|' /C calc'!A0", "- item", "@SUM(1+1)*cmd|' /C calc'!A0", "@A1", "@here", "@", "\t=1+1", "\t+1", "\t"),
    *("\r=1", "\n=1", "\n@x", "\t-1", "\r+1", "http://evil.example", "mailto:x@example.org", "internal:'Cover'!A1"),
    *("external:c:\\x.xlsx", "ftp://x", "file:///etc/passwd", "1234", "1e9", "TRUE", "#REF!", "'=1", "{=1}", '&L&"x"'),
    *(" =1", "０=1", "=1\x00"),
)


def read(source: bytes, *, values: bool = False) -> Workbook:
    return load_workbook(BytesIO(source), data_only=values)


def sheet(made: Document, *, values: bool = False) -> Worksheet:
    return read(xlsx(made, DRAFT), values=values)["Tables costs"]


def one_table(*rows: Row, type_: str = "money") -> Document:
    columns = (Column(title="Name"), Column.model_validate({"title": "Value", "type": type_}))
    table = Table(title="T", columns=columns, rows=rows, currency="EUR")
    return document().model_copy(update={"sections": (Section(title="Tables: costs", blocks=(table,)),)})


def test_there_are_enough_formula_like_texts() -> None:
    assert len(set(FORMULA_LIKE)) >= 40


def test_text_that_looks_like_a_formula_stays_text() -> None:
    rows = tuple(Row(cells=(text, Decimal(1))) for text in FORMULA_LIKE)
    found = sheet(one_table(*rows))
    cells = [found.cell(row=5 + at, column=1) for at in range(len(FORMULA_LIKE))]
    assert [cell.value for cell in cells] == [text.replace("\x00", "�").replace("\r", "\n") for text in FORMULA_LIKE]
    assert {cell.data_type for cell in cells} == {"s"}
    assert not any(cell.hyperlink for cell in cells)
    assert all(cell.quotePrefix for cell in cells if str(cell.value).startswith(("=", "+", "-", "@", "\t", "\n")))


def formulas(made: Document) -> set[tuple[str, str]]:
    sheets = read(xlsx(made, DRAFT))
    cells = ((sheet.title, cell) for sheet in sheets for row in sheet.iter_rows() for cell in row)
    return {(title, cell.coordinate) for title, cell in cells if cell.data_type == "f"}


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(1)", "\t=1", "\r=1", "=cmd|' /C calc'!A0"])
def test_a_text_in_any_place_of_the_document_makes_no_formula(text: str) -> None:
    assert formulas(document(text)) == formulas(document("Costs rose."))


def test_numbers_are_numbers_dates_are_dates_and_percent_is_percent() -> None:
    found = sheet(document(), values=True)
    rent = [found.cell(row=6, column=at) for at in range(1, 10)]
    assert [cell.value for cell in rent] == [
        "Costs rose.",
        1234.5,
        1000,
        234.5,
        pytest.approx(0.2345),
        3,
        1.5,
        30,
        datetime(2026, 10, 1),  # noqa: DTZ001
    ]
    assert rent[1].number_format == '#,##0.00_);(#,##0.00);"–"_)'
    assert rent[4].number_format == '#,##0.0%_);(#,##0.0%);"–"_)'
    assert rent[8].number_format == "yyyy-mm-dd"
    assert found.cell(row=7, column=3).value == "n/a"


def test_totals_and_differences_are_live_formulas_with_their_values() -> None:
    formulas, values = sheet(document()), sheet(document(), values=True)
    assert formulas["B9"].value == "=SUM(B6:B8)"
    assert values["B9"].value == 1044.25
    assert formulas["D9"].value == "=B9-C9"
    assert values["D9"].value == 34.25
    assert formulas["F9"].value == "=SUM(F6:F8)"
    assert formulas["D7"].value == "n/a"


def test_a_total_names_only_the_rows_it_adds_and_takes_off() -> None:
    amounts = (1, 2, 4, 8)
    rows = [Row(cells=(str(at), Decimal(at))) for at in amounts]
    total = Row(cells=("Total", Decimal(-1)), role="total", adds=(0, 1, 2), subtracts=(3,))
    found = sheet(one_table(*rows, total))
    assert found["B9"].value == "=SUM(B5:B7)-SUM(B8)"
    other = Row(cells=("Total", Decimal(5)), role="total", adds=(0, 2))
    assert sheet(one_table(*rows, other))["B9"].value == "=SUM(B5,B7)"


@pytest.mark.parametrize(
    ("currency", "format_"), [("JPY", '#,##0_);(#,##0);"–"_)'), ("KWD", '#,##0.000_);(#,##0.000);"–"_)')]
)
def test_a_currency_shows_its_own_decimals(currency: str, format_: str) -> None:
    made = one_table(Row(cells=("a", Decimal(1))))
    table = made.sections[0].blocks[0].model_copy(update={"currency": currency})
    section = made.sections[0].model_copy(update={"blocks": (table,)})
    assert sheet(made.model_copy(update={"sections": (section,)}))["B5"].number_format == format_


def test_a_sheet_is_frozen_at_its_header_and_set_up_for_print() -> None:
    found = sheet(document())
    assert found.freeze_panes == "B5"
    assert found.print_title_rows == "$4:$4"
    assert found.page_setup.orientation == "landscape"
    assert found.sheet_properties.pageSetUpPr.fitToPage
    assert (found.page_setup.fitToWidth or 1, found.page_setup.fitToHeight) == (1, 0)
    assert found.oddHeader.left.text == "Kestrel && Söhne · Costs of October · October 2026"
    assert found.oddHeader.right.text == "DRAFT"


def test_the_cover_shows_the_signatures_once_released() -> None:
    cells = [cell.value for row in read(xlsx(document(), RELEASED))["Cover"].iter_rows() for cell in row if cell.value]
    assert "RELEASED.  Signed and released." in cells
    assert f"2026-11-04 09:30:00 UTC\nSigned SHA-256 {'ab' * 32}" in cells
    assert not any("DRAFT" in str(cell) for cell in cells)


def test_charts_are_native_and_drawn_from_cells() -> None:
    workbook = read(xlsx(document(), DRAFT))
    assert [len(workbook[name]._charts) for name in ("Summary", "Tables costs")] == [1, 2]


def test_a_waterfall_below_zero_is_split_at_zero() -> None:
    found = sheet(document(), values=True)
    head = next(row for row in found.iter_rows() if [cell.value for cell in row[:2]] == ["Step", "Cash"])[0].row
    steps = [[found.cell(row=head + at, column=column).value for column in (2, 3, 4, 5)] for at in (1, 2, 3)]
    assert steps == [[100, 0, 100, 0], [-130, 0, 100, -30], [-30, 0, 0, -30]]


def test_sheet_names_are_what_excel_takes() -> None:
    titles = ("A/B: [x]*?", "Cover", "x" * 40, "x" * 31 + "yz", "'", "History")
    names = sheet_names(tuple(Section(title=title, blocks=()) for title in titles))
    assert names == ["A B x", "Cover 2", "x" * 31, "x" * 27 + " 2", "Section", "History 2"]


def test_a_text_too_long_for_a_cell_is_refused_and_not_dropped() -> None:
    section = Section(title="Long", blocks=(paragraph("x" * 32768),))
    with pytest.raises(ValueError, match="32,767"):
        xlsx(document().model_copy(update={"sections": (section,)}), DRAFT)


def test_the_file_is_dated_by_the_document() -> None:
    assert read(xlsx(document(), DRAFT)).properties.created.date() == date(2026, 10, 31)
