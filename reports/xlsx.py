"""Render a document as a workbook: a cover, then one sheet for each section."""

from datetime import datetime, time
from io import BytesIO
from typing import Any

from reports.document import Document, Section
from reports.money import day_text
from reports.standing import Standing
from reports.text import printable
from reports.view import moment
from reports.xlsx_section import write_section
from reports.xlsx_sheet import Sheet
from reports.xlsx_styles import ACCENT, SOFT, TONES, Styles

OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
A4 = 9


def xlsx(document: Document, standing: Standing) -> bytes:
    """Return the workbook's bytes."""
    from xlsxwriter import Workbook

    file = BytesIO()
    with Workbook(file, OPTIONS) as workbook:
        workbook.set_properties(
            {
                "title": printable(f"{document.title}, {document.entity}, {document.period}"),
                "created": datetime.combine(document.dated, time()),
            }
        )
        styles = Styles(workbook)
        names = sheet_names(document.sections)
        _cover(workbook.add_worksheet("Cover"), styles, document, standing, names)
        notes = 0
        for section, name in zip(document.sections, names, strict=True):
            sheet = workbook.add_worksheet(name)
            notes += write_section(sheet, styles, section, notes)
            _set_up_print(sheet, document, standing, landscape=section.orientation == "landscape")
    return file.getvalue()


def sheet_names(sections: tuple[Section, ...]) -> list[str]:
    """Return a name for each section that Excel takes: 31 characters, none of []:*?/\\, no two alike."""
    taken = {"cover", "history"}
    names: list[str] = []
    for section in sections:
        plain = "".join(" " if character in "[]:*?/\\" else character for character in printable(section.title))
        base = " ".join(plain.split())[:31].strip(" '") or "Section"
        name, copy = base, 2
        while name.lower() in taken:
            name, copy = f"{base[:27]} {copy}", copy + 1
        taken.add(name.lower())
        names.append(name)
    return names


def _cover(sheet: Any, styles: Styles, document: Document, standing: Standing, names: list[str]) -> None:
    page = Sheet(sheet, styles, [24, 72])
    colour = TONES["good" if standing.status == "released" else "danger" if standing.signable else "info"]
    page.prose(f"{standing.status.upper()}.  {standing.sentence}", bold=True, bg_color=colour, font_color="#FFFFFF")
    page.at += 1
    page.line(document.entity, font_size=12, font_color=SOFT, height=18)
    page.line(document.title, font_size=22, bold=True, font_color=ACCENT, height=30)
    page.line(document.period, font_size=14, height=20)
    if document.subtitle:
        page.line(document.subtitle, font_color=SOFT)
    page.at += 1
    facts = [(fact.label, fact.value) for fact in document.facts]
    for label, value in [*facts, ("Dated", day_text(document.dated)), *_bindings(standing)]:
        _pair(page, label, value)
    page.at += 1
    if standing.signable:
        _signatures(page, standing, document.time_zone)
        page.at += 1
    page.line("Contents", bold=True, font_size=12)
    for section, name in zip(document.sections, names, strict=True):
        quoted = name.replace("'", "''")
        sheet.write_url(page.at, 0, f"internal:'{quoted}'!A1", styles.of(font_color=ACCENT), printable(section.title))
        page.at += 1
    page.at += 1
    for line in document.reading:
        page.prose(line, font_color=SOFT, font_size=9)
    _set_up_print(sheet, document, standing, landscape=False)


def _bindings(standing: Standing) -> list[tuple[str, str]]:
    named = [("Case", standing.case), ("Document (SHA-256)", standing.document_sha256)]
    return [(label, value) for label, value in named if value]


def _pair(page: Sheet, label: str, value: str) -> None:
    page.text(page.at, 0, label, page.styles.of(font_color=SOFT))
    page.text(page.at, 1, value, page.styles.of(text_wrap=True))
    page.at += 1


def _signatures(page: Sheet, standing: Standing, time_zone: str) -> None:
    page.line("Signatures", bold=True, font_size=12)
    if standing.remark:
        page.prose(standing.remark)
    if not standing.signatures:
        page.line("Nobody has signed this document.", font_color=SOFT)
    for one in standing.signatures:
        _pair(page, f"{one.name}, {one.role}", f"{moment(one, time_zone)}\nSigned SHA-256 {one.sha256}")
        page.sheet.set_row(page.at - 1, 28)


def _set_up_print(sheet: Any, document: Document, standing: Standing, *, landscape: bool) -> None:
    """Set one page wide, numbered, the status in the header of every page."""
    if landscape:
        sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.hide_gridlines(2)
    sheet.set_margins(left=0.5, right=0.5, top=0.8, bottom=0.7)
    left = _header_text(f"{document.entity} · {document.title} · {document.period}"[:150])
    sheet.set_header(f"&L{left}&R{standing.status.upper()}")
    sheet.set_footer(f"&LSHA-256 {standing.document_sha256[:16]}&RPage &P of &N")


def _header_text(text: str) -> str:
    """Return `text` for a page header, where & begins a command."""
    return printable(text).replace("&", "&&")
