"""The last thirteen months of a pack as line charts."""

from collections.abc import Iterator
from decimal import Decimal

from flows.financial_reporting.figures.financial_figures import FinancialFigures, TrendPoint
from reports.chart import Chart, Series
from reports.money import MONTHS, amount_text


def result_trend(figures: FinancialFigures) -> Chart:
    """Return income, expenses and net income of each month."""
    points = figures.trend
    series = (
        Series(name="Income", values=tuple(point.income for point in points)),
        Series(name="Expenses", values=tuple(point.expenses for point in points)),
        Series(name="Net income", values=tuple(point.net_income for point in points)),
    )
    description = "; ".join(_moved(one.name, points, one.values, figures.currency) for one in series)
    return _line_chart(figures, "Income, expenses and net income by month", series, description)


def cash_trend(figures: FinancialFigures) -> Iterator[Chart]:
    """Yield cash at the end of each month, nothing where no month's is known."""
    points = figures.trend
    values = tuple(point.cash for point in points)
    if len(points) > 1 and any(value is not None for value in values):
        described = _moved("Cash", points, values, figures.currency)
        yield _line_chart(figures, "Cash at the end of each month", (Series(name="Cash", values=values),), described)


def _line_chart(figures: FinancialFigures, title: str, series: tuple[Series, ...], description: str) -> Chart:
    return Chart(
        type="line",
        title=title,
        unit=figures.currency,
        axis="Month",
        categories=tuple(_month(point.period) for point in figures.trend),
        series=series,
        description=f"{description}.",
    )


def _moved(name: str, points: tuple[TrendPoint, ...], values: tuple[Decimal | None, ...], currency: str) -> str:
    first, last = amount_text(values[0], currency), amount_text(values[-1], currency)
    return f"{name} from {first} in {points[0].period} to {last} in {points[-1].period}"


def _month(period: str) -> str:
    """Return "Oct 25" for "2025-10", any other label as it is."""
    year, _, month = period.partition("-")
    if len(year) == 4 and month.isdigit() and 1 <= int(month) <= 12:
        return f"{MONTHS.split()[int(month) - 1][:3]} {year[2:]}"
    return period
