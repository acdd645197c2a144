"""The cell formats of a workbook: made once each, asked for by what they are for."""

from collections.abc import Mapping
from typing import Any

from reports.money import NIL, minor_units
from reports.table import Column, Row

INK, SOFT, RULE, WASH, ACCENT = "#1C2733", "#5B6673", "#D5DAE0", "#F4F6F8", "#1F3A5F"
TONES = {
    "plain": INK,
    "info": ACCENT,
    "good": "#2C6E49",
    "warning": "#8A5A00",
    "danger": "#9B2226",
}
FONT = "Calibri"
BASE: Mapping[str, object] = {"font_name": FONT, "font_size": 10, "font_color": INK, "valign": "top"}
DAY = "yyyy-mm-dd"


def number_format(type_: str, currency: str) -> str:
    """Return Excel's format of a column type: parentheses below zero, a dash for nil."""
    if type_ == "date":
        return DAY
    if type_ == "text":
        return "@"
    places = {"percent": 1, "ratio": 2, "days": 1, "integer": 0}.get(type_, minor_units(currency))
    digits = "#,##0" + ("." + "0" * places if places else "") + ("%" if type_ == "percent" else "")
    return f'{digits}_);({digits});"{NIL}"_)'


class Styles:
    """Formats of one workbook, by their properties."""

    def __init__(self, workbook: Any) -> None:
        self.workbook = workbook
        self._made: dict[tuple[tuple[str, object], ...], Any] = {}

    def of(self, **properties: object) -> Any:
        """Return the format with these xlsxwriter properties."""
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            base: Mapping[str, object] = {
                "font_name": FONT,
                "font_size": 10,
                "font_color": INK,
                "valign": "top",
            }
            self._made[key] = self.workbook.add_format({**base, **properties})
        return self._made[key]

    def cell(self, column: Column, row: Row, currency: str, *, first: bool, literal: bool = False) -> Any:
        """Return the format of a table's cell; `literal` marks text that Excel would take for a formula."""
        properties: dict[str, object] = {"num_format": number_format(column.type, currency)}
        if not column.numeric:
            properties |= {"text_wrap": True, "align": "left", "indent": 0 if first else 1}
        if first and row.level:
            properties["indent"] = min(row.level, 15)
        if literal:
            properties["quote_prefix"] = True
        if row.tone != "plain":
            properties["font_color"] = TONES[row.tone]
        if row.role in ("subtotal", "total", "heading"):
            properties["bold"] = True
        if row.role == "subtotal":
            properties |= {"top": 1, "top_color": SOFT}
        if row.role == "total":
            properties |= {"top": 1, "bottom": 6, "bg_color": WASH}
        return self.of(**properties)

    def unavailable(self, row: Row) -> Any:
        """Return the format of "n/a" in a column of numbers."""
        extra: dict[str, object] = {"top": 1, "bottom": 6, "bg_color": WASH} if row.role == "total" else {}
        return self.of(align="right", font_color=SOFT, **extra)

    def header(self, column: Column, *, first: bool) -> Any:
        """Return the format of a column's title, which stands above its cells as they are aligned."""
        return self.of(
            bold=True,
            bottom=1,
            text_wrap=True,
            valign="bottom",
            align="right" if column.numeric else "left",
            indent=0 if first or column.numeric else 1,
        )
