"""A small document that has every kind of block, for the tests of the renderers."""

from datetime import UTC, date, datetime
from decimal import Decimal

from reports.chart import Chart, Series
from reports.document import (
    Change,
    Changes,
    Comparison,
    Document,
    Fact,
    KeyFigure,
    KeyFigures,
    PageBreak,
    Section,
    Segment,
)
from reports.figure import Figure
from reports.standing import Signature, Standing
from reports.table import Column, Row, Table
from reports.text import Callout, Heading, Span, paragraph, strong

D = Decimal
SHA = "ab" * 32
DRAFT = Standing(case="0b8e5f0e-1111-5222-8333-444455556666", document_sha256=SHA)
RELEASED = DRAFT.model_copy(
    update={
        "status": "released",
        "signatures": (
            Signature(name="Ada", role="controller", at=datetime(2026, 11, 4, 9, 30, tzinfo=UTC), sha256=SHA),
        ),
    }
)


def table(*names: str) -> Table:
    """Return a table of every column type; `names` replace the names of its three rows."""
    first, second, third = (*names, "Rent", "Refund", "Travel")[:3] if len(names) < 3 else names[:3]
    return Table(
        title="Costs",
        currency="EUR",
        columns=(
            Column(title="Account"),
            Column(title="Actual", type="money"),
            Column(title="Budget", type="money"),
            Column(title="Variance", type="money", minus=(1, 2)),
            Column(title="%", type="percent"),
            Column(title="Items", type="integer"),
            Column(title="Ratio", type="ratio"),
            Column(title="Age", type="days"),
            Column(title="Since", type="date"),
        ),
        rows=(
            Row(cells=("Premises",), role="heading"),
            Row(
                cells=(
                    first,
                    D("1234.50"),
                    D("1000"),
                    D("234.50"),
                    D("23.45"),
                    3,
                    D("1.5"),
                    D("30"),
                    date(2026, 10, 1),
                ),
                level=1,
                anchor="rent",
            ),
            Row(cells=(second, D("-200.25"), None, None, None, 1, None, D("0"), None), level=1, tone="warning"),
            Row(cells=(third, D("10.00"), D("10.00"), D("0"), D("0"), 0, D("2"), D("1"), None), level=1),
            Row(
                cells=("Total", D("1044.25"), D("1010"), D("34.25"), None, 4, None, None, None),
                role="total",
                adds=(1, 2, 3),
            ),
        ),
        notes=("Refunds are negative.",),
    )


def document(text: str = "Costs rose.", title: str = "Costs of October") -> Document:
    """Return the document; `text` stands in a paragraph, a callout, a heading, a note, a cell and a chart."""
    values = (D("10"), D("12.5"), None)
    return Document(
        title=title,
        subtitle="A document for tests",
        entity="Kestrel & Söhne",
        period="October 2026",
        dated=date(2026, 10, 31),
        facts=(Fact(label="Currency", value="EUR"), Fact(label="Books", value=SHA)),
        reading=("Parentheses mark an amount below zero.",),
        sections=(
            Section(
                title="Summary",
                blocks=(
                    Callout(tone="warning", title=text, paragraphs=(paragraph(text),)),
                    KeyFigures(
                        cards=(
                            KeyFigure(
                                figure=Figure(name="Costs", value=D("1044.25"), unit="EUR", period="2026-10"),
                                comparisons=(
                                    Comparison(label="to budget", change=D("3.39"), unit="percent", favourable=False),
                                ),
                                note="of the month",
                            ),
                            KeyFigure(figure=Figure(name="Margin", value=None, unit="percent", period="2026-10")),
                        )
                    ),
                    Heading(text=text),
                    Heading(text="Detail", level=3),
                    paragraph(
                        text,
                        " ",
                        strong("Rent"),
                        " led, see ",
                        Span(text="the row", target="rent"),
                        Span(text=".", note=text),
                    ),
                    paragraph(
                        Span(text="Again.", style="emphasis", note=text),
                        Span(text=" Nowhere.", target="absent", note="Another note."),
                    ),
                    Chart(
                        type="line",
                        title="Trend",
                        unit="EUR",
                        axis="Month",
                        categories=("Aug", "Sep", text),
                        description="It rose.",
                        series=(Series(name="Costs", values=values), Series(name=text, values=values)),
                    ),
                ),
            ),
            Section(
                title="Tables: costs",
                blocks=(
                    table(text),
                    PageBreak(),
                    Chart(
                        type="waterfall",
                        title="Cash",
                        unit="EUR",
                        axis="Step",
                        categories=("Opening", "Costs", "Closing"),
                        series=(Series(name="Cash", values=(D("100"), D("-130"), D("-30"))),),
                        description="It fell.",
                    ),
                    Chart(
                        type="bar",
                        title="Ages",
                        unit="days",
                        axis="Age",
                        categories=("a", "b"),
                        description="Old.",
                        series=(Series(name="Days", values=(D("1"), D("2"))),),
                    ),
                    Changes(
                        title="Since the last draft",
                        changes=(
                            Change(
                                where="Summary",
                                segments=(
                                    Segment(change="same", text="Costs "),
                                    Segment(change="removed", text="fell"),
                                    Segment(change="added", text="rose"),
                                ),
                            ),
                        ),
                    ),
                ),
                orientation="landscape",
            ),
        ),
    )
