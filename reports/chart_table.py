"""The numbers of a chart as a table."""

from decimal import Decimal
from itertools import accumulate

from reports.chart import Chart, Series
from reports.table import Row, Table

ZERO = Decimal(0)


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


def stepped(chart: Chart) -> Chart:
    """Return a waterfall with the stacked columns that draw it: an unseen base, a bar above zero, one below.

    Any other chart comes back as it is.
    """
    if chart.type != "waterfall":
        return chart
    steps = [value or ZERO for value in chart.series[0].values]
    ends = [*accumulate(steps[:-1]), steps[-1]]
    spans = [(min(a, b), max(a, b)) for a, b in zip([ZERO, *ends[:-2], ZERO], ends, strict=True)]
    added = {
        "Base": [max(low, ZERO) + min(high, ZERO) for low, high in spans],
        "Above zero": [max(high, ZERO) - max(low, ZERO) for low, high in spans],
        "Below zero": [min(low, ZERO) - min(high, ZERO) for low, high in spans],
    }
    series = (Series(name=name, values=tuple(values)) for name, values in added.items())
    return chart.model_copy(update={"series": (*chart.series, *series)})


def _column_type(unit: str) -> str:
    return {"percent": "percent", "days": "days", "months": "ratio", "count": "ratio", "ratio": "ratio"}.get(
        unit, "money"
    )
