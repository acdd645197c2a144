"""Native charts of a workbook, drawn by Excel from cells that stand beneath them."""

from decimal import Decimal
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from reports.chart import Chart, Series
from reports.chart_table import chart_table
from reports.xlsx_layout import LINE
from reports.xlsx_styles import FONT, RULE, SOFT, number_format

if TYPE_CHECKING:
    from reports.xlsx_sheet import Sheet

SHADES = ("#1F3A5F", "#B98A3A", "#7C93AC", "#4B4F57")
DASHES = ("solid", "dash", "round_dot", "dash_dot")
MARKERS = ("circle", "square", "triangle", "diamond")
SIZE = {"width": 820, "height": 300}
ROWS = 17
"""Rows that a chart covers."""
LABEL = {"name": FONT, "size": 9, "color": SOFT}


def place_chart(sheet: "Sheet", chart: Chart) -> None:
    """Put `chart` at the sheet's cursor and its numbers, live, beneath it."""
    sheet.at += 1
    top = sheet.at
    for row in range(top, top + ROWS):
        sheet.sheet.set_row(row, LINE + 2)
    sheet.at += ROWS
    first = sheet.table(chart_table(_stepped(chart)))
    drawing = _drawing(sheet, chart, first)
    drawing.set_title({"name": chart.title, "overlay": False, "name_font": {"name": FONT, "size": 11, "bold": True}})
    drawing.set_x_axis({"num_font": LABEL, "label_position": "low", "line": {"color": SOFT}})
    kind = "percent" if chart.unit == "percent" else "integer"
    drawing.set_y_axis(
        {
            "num_font": LABEL,
            "num_format": "0%" if kind == "percent" else number_format("integer", ""),
            "line": {"none": True},
            "major_gridlines": {"visible": True, "line": {"color": RULE}},
        }
    )
    drawing.set_legend({"none": True} if len(chart.series) == 1 else {"position": "top", "font": LABEL})
    drawing.set_size(SIZE)
    drawing.show_na_as_empty_cell()
    sheet.sheet.insert_chart(top, 0, drawing, {"description": chart.description, "object_position": 2})


def _stepped(chart: Chart) -> Chart:
    """Return a waterfall with the two levels that each of its steps runs between; another chart as it is."""
    if chart.type != "waterfall":
        return chart
    steps = [value or Decimal(0) for value in chart.series[0].values]
    after = [*accumulate(steps[:-1]), steps[-1]]
    before = [Decimal(0), *after[:-2], Decimal(0)]
    series = (
        *chart.series,
        Series(name="From", values=tuple(before)),
        Series(name="To", values=tuple(after)),
    )
    return chart.model_copy(update={"series": series})


def _drawing(sheet: "Sheet", chart: Chart, first: int) -> Any:
    workbook, name, last = sheet.styles.workbook, sheet.sheet.get_name(), first + len(chart.categories) - 1
    drawing = workbook.add_chart({"type": "column" if chart.type == "bar" else "line"})
    columns = (2, 3) if chart.type == "waterfall" else range(1, len(chart.series) + 1)
    for index, column in enumerate(columns):
        drawing.add_series(
            {
                "name": [name, first - 1, column],
                "categories": [name, first, 0, last, 0],
                "values": [name, first, column, last, column],
                **_look(chart, index),
            }
        )
    if chart.type == "waterfall":
        drawing.set_up_down_bars(
            {"up": {"fill": {"color": SHADES[2]}}, "down": {"fill": {"color": SHADES[1]}}},
        )
    return drawing


def _look(chart: Chart, index: int) -> dict[str, object]:
    colour = SHADES[index % 4]
    if chart.type == "waterfall":
        return {"line": {"none": True}, "marker": {"type": "none"}}
    if chart.type == "bar":
        return {"fill": {"color": colour}, "gap": 70}
    marker = {"type": MARKERS[index % 4], "size": 5, "fill": {"color": colour}, "border": {"color": colour}}
    line = {"color": colour, "width": 1.75, "dash_type": DASHES[index % 4]}
    return {"line": line, "marker": marker}
