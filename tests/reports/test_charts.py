"""Charts: the same SVG every time, well-formed whatever the words, no id twice."""

import re
from decimal import Decimal
from xml.etree import ElementTree as ET

import pytest

from reports.chart import Chart, Series
from reports.charts import svg

D = Decimal


def chart(kind: str = "line", *, text: str = "Costs", values: tuple[Decimal | None, ...] = (D(1), D(2), D(3))) -> Chart:
    return Chart.model_validate(
        {
            "type": kind,
            "title": text,
            "unit": "EUR",
            "axis": text,
            "categories": tuple(f"{text} {at}" for at in range(len(values))),
            "series": (Series(name=text, values=values),),
            "description": text,
        }
    )


@pytest.mark.parametrize("kind", ["line", "bar", "waterfall"])
def test_a_chart_is_drawn_the_same_each_time(kind: str) -> None:
    first = svg(chart(kind))
    svg.cache_clear()
    assert svg(chart(kind)) == first
    assert "dc:date" not in first


@pytest.mark.parametrize(
    "text", ["<b>&", '" id="x', "$x^2$", "_hidden", "\x00\x1b", "漢字", "a\nb\tc", "url(#x)", "%", "\\frac"]
)
def test_any_text_gives_well_formed_svg_that_shows_it(text: str) -> None:
    root = ET.fromstring(svg(chart(text=text)))
    shown = " ".join(" ".join(root.itertext()).split())
    expected = " ".join(
        "".join(character if character.isprintable() or character.isspace() else "�" for character in text).split()
    )
    assert expected in shown


def test_no_id_occurs_in_two_charts() -> None:
    first, second = (set(re.findall(r' id="([^"]+)"', svg(chart(text=text)))) for text in ("a", "b"))
    assert first
    assert not first & second


def test_gaps_zeros_and_negative_values_are_drawn() -> None:
    for kind in ("line", "bar"):
        ET.fromstring(svg(chart(kind, values=(None, D(0), D(-5)))))
        ET.fromstring(svg(chart(kind, values=(D(0), D(0)))))
    ET.fromstring(svg(chart("waterfall", values=(D(-10), D(25), D(15)))))


@pytest.mark.parametrize(
    ("largest", "unit"),
    [(D(900), "EUR"), (D(20000), "EUR thousand"), (D(20_000_000), "EUR million"), (D(3 * 10**10), "EUR billion")],
)
def test_the_axis_is_scaled_so_that_it_can_be_read(largest: Decimal, unit: str) -> None:
    texts = [
        " ".join(node.itertext()).strip()
        for node in ET.fromstring(svg(chart(values=(D(0), largest)))).iter()
        if node.tag.endswith("text")
    ]
    assert unit in texts


def test_the_axis_of_a_waterfall_begins_at_nil_where_its_steps_are_large() -> None:
    assert chart("waterfall", values=(D(100), D(50), D(-30), D(120))).axis_start == 0
    assert chart("waterfall", values=(D(10), D(-30), D(-20))).axis_start == 0
    assert chart("waterfall", values=(D(10), D(0), D(10))).axis_start == 0
    assert chart("bar", values=(D(1000), D(1001), D(1002))).axis_start == 0


def test_a_waterfall_of_small_steps_begins_below_its_levels_and_says_so() -> None:
    small = chart("waterfall", values=(D(3_663_057), D(28_042), D(-15_000), D(3_676_099)))
    assert small.axis_start == D(3_630_000)
    assert "the axis begins at 3,630, not at nil" in svg(small)
    assert "not at nil" not in svg(chart("waterfall", values=(D(100), D(50), D(150))))
