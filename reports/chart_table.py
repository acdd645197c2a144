"""The numbers of a chart as a table."""

from reports.chart import Chart
from reports.table import Row, Table


def chart_table(chart: Chart) -> Table:
    """Return the numbers of a chart as a table: what a reader has who cannot see the picture."""
    return Table.model_validate(
        {
            "title": chart.title,
            "currency": chart.unit if len(chart.unit) == 3 and chart.unit.isupper() else "",
            "columns": [
                {"title": chart.axis or "Item"},
                *({"title": series.name, "type": _column_type(chart.unit)} for series in chart.series),
            ],
            "rows": [
                Row(cells=(category, *(series.values[at] for series in chart.series)))
                for at, category in enumerate(chart.categories)
            ],
        }
    )


def _column_type(unit: str) -> str:
    return {"percent": "percent", "days": "days", "months": "ratio", "count": "ratio", "ratio": "ratio"}.get(
        unit, "money"
    )
