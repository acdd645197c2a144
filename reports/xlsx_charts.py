"""Native charts of a workbook, drawn by Excel from cells that stand beneath them."""

from typing import Any

from reports.chart import Chart
from reports.chart_table import chart_table, stepped
from reports.money import amount_text
from reports.xlsx_layout import LINE
from reports.xlsx_sheet import Sheet
from reports.xlsx_styles import FONT, RULE, SOFT, number_format

SHADES = ("#1F3A5F", "#B98A3A", "#7C93AC", "#4B4F57")
DASHES = ("solid", "dash", "round_dot", "dash_dot")
MARKERS = ("circle", "square", "triangle", "diamond")
SIZE = {"width": 820, "height": 300}
ROWS = 17
"""Rows that a chart covers."""
LABEL = {"name": FONT, "size": 9, "color": SOFT}


def place_chart(sheet: Sheet, chart: Chart) -> None:
    """Put `chart` at the sheet's cursor and its numbers, live, beneath it."""
    sheet.at += 1
    top = sheet.at
    for row in range(top, top + ROWS):
        sheet.sheet.set_row(row, LINE + 2)
    sheet.at += ROWS
    first = sheet.table(chart_table(stepped(chart)))
    drawing = _drawing(sheet, chart, first)
    start = chart.axis_start
    cut = f" (the axis begins at {amount_text(start, chart.unit)})" if start else ""
    drawing.set_title(
        {"name": chart.title + cut, "overlay": False, "name_font": {"name": FONT, "size": 11, "bold": True}}
    )
    drawing.set_x_axis({"num_font": LABEL, "label_position": "low", "line": {"color": SOFT}})
    kind = "percent" if chart.unit == "percent" else "integer"
    drawing.set_y_axis(
        {
            "num_font": LABEL,
            "num_format": "0%" if kind == "percent" else number_format("integer", ""),
            "min": float(start) if start else None,
            "line": {"none": True},
            "major_gridlines": {"visible": True, "line": {"color": RULE}},
        }
    )
    drawing.set_legend({"none": True} if len(chart.series) == 1 else {"position": "top", "font": LABEL})
    drawing.set_size(SIZE)
    drawing.show_na_as_empty_cell()
    sheet.sheet.insert_chart(top, 0, drawing, {"description": chart.description, "object_position": 2})


def _drawing(sheet: Sheet, chart: Chart, first: int) -> Any:
    workbook, name, last = sheet.styles.workbook, sheet.sheet.get_name(), first + len(chart.categories) - 1
    waterfall = chart.type == "waterfall"
    kind = {"line": {"type": "line"}, "bar": {"type": "column"}}
    drawing = workbook.add_chart(kind.get(chart.type, {"type": "column", "subtype": "stacked"}))
    columns = (2, 3, 4) if waterfall else range(1, len(chart.series) + 1)
    for index, column in enumerate(columns):
        drawing.add_series(
            {
                "name": [name, first - 1, column],
                "categories": [name, first, 0, last, 0],
                "values": [name, first, column, last, column],
                **(_step_look(chart, index) if waterfall else _look(chart, index)),
            }
        )
    return drawing


def _step_look(chart: Chart, index: int) -> dict[str, object]:
    """Return the look of a waterfall's base, which is not seen, and of its bars: levels, rises and falls."""
    if index == 0:
        return {"fill": {"none": True}, "border": {"none": True}, "gap": 50}
    steps = chart.series[0].values
    ends = (0, len(steps) - 1)
    shades = [SHADES[0] if at in ends else SHADES[2 if (step or 0) >= 0 else 1] for at, step in enumerate(steps)]
    return {"points": [{"fill": {"color": shade}} for shade in shades]}


def _look(chart: Chart, index: int) -> dict[str, object]:
    colour = SHADES[index % 4]
    if chart.type == "bar":
        return {"fill": {"color": colour}, "gap": 70}
    marker = {"type": MARKERS[index % 4], "size": 5, "fill": {"color": colour}, "border": {"color": colour}}
    line = {"color": colour, "width": 1.75, "dash_type": DASHES[index % 4]}
    return {"line": line, "marker": marker}
