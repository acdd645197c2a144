"""Laws of the grounding check, whatever the figures: what it never objects to, and what it never lets pass."""

from dataclasses import dataclass
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.grounding import Evidence, findings
from agents.measure import Measure
from agents.wording import comparisons, value_text

NAMES = ("Income", "Expenses", "6100 Travel", "4100 Product sales", "6200 Energy", "Gross margin", "Open receivables")
amounts = st.decimals(Decimal(1000), Decimal(9_999_999), places=0)
OPPOSITE = {"above": "below", "below": "above"}


@dataclass(frozen=True)
class Stated:
    """A measure as the house's own renderer writes it."""

    measure: Measure
    text: str

    @property
    def evidence(self) -> Evidence:
        return Evidence(figures=self.measure.figures)


@st.composite
def stated(draw: st.DrawFn) -> Stated:
    unit = draw(st.sampled_from(["EUR", "USD", "CHF"]))
    value, budget, prior = draw(amounts), draw(amounts), draw(amounts)
    measure = Measure(
        name=draw(st.sampled_from(NAMES)),
        value=value,
        unit=unit,
        period="2026-10",
        budget=budget,
        prior_year=draw(st.sampled_from([None, prior])),
        prior_period="2025-10",
        good=draw(st.sampled_from(["up", "down", ""])),
    )
    name = measure.name.lstrip("0123456789 ")
    return Stated(measure, f"{name} came to {value_text(value, unit)}, {comparisons(measure)}.")


@given(stated())
@settings(deadline=None)
def test_what_the_renderer_writes_of_a_figure_has_no_finding(case: Stated) -> None:
    assert findings(case.text, case.evidence) == ()


@given(stated(), st.data())
@settings(deadline=None)
def test_another_digit_in_an_amount_is_found(case: Stated, data: st.DataObject) -> None:
    amount = value_text(case.measure.value, case.measure.unit)
    digits = [place for place, sign in enumerate(amount) if sign.isdigit()]
    place = data.draw(st.sampled_from(digits))
    other = data.draw(st.sampled_from([digit for digit in "123456789" if digit != amount[place]]))
    changed = amount[:place] + other + amount[place + 1 :]
    others = {value_text(abs(figure.value), figure.unit) for figure in case.measure.figures if figure.value is not None}
    if changed not in others:
        text = case.text.replace(amount, changed, 1)
        assert any(found.start <= text.index(changed) < found.end for found in findings(text, case.evidence)), text


@given(stated())
@settings(deadline=None)
def test_the_opposite_direction_is_found(case: Stated) -> None:
    for word, opposite in OPPOSITE.items():
        if f" {word} " in case.text:
            text = case.text.replace(f" {word} ", f" {opposite} ", 1)
            assert findings(text, case.evidence), text


@given(stated(), st.randoms())
@settings(deadline=None)
def test_the_order_of_the_figures_does_not_matter(case: Stated, chance) -> None:
    wrong = case.text.replace(" above ", " below ").replace("came to", "came to more than")
    shuffled = list(case.measure.figures)
    chance.shuffle(shuffled)
    one, other = findings(wrong, case.evidence), findings(wrong, Evidence(figures=tuple(shuffled)))
    assert [(found.start, found.end) for found in one] == [(found.start, found.end) for found in other]


VISIBLE = st.characters(exclude_categories=("Cs", "Cc", "Cf", "Co", "Cn"), exclude_characters='“”"')


@given(
    stated(),
    st.text(alphabet=VISIBLE, max_size=60),
)
@settings(deadline=None)
def test_a_quotation_that_was_given_is_not_judged(case: Stated, words: str) -> None:
    quotation = f"{words} fell by 77.7% to EUR 123 on 3 May 2019"
    evidence = case.evidence.model_copy(update={"quotations": (quotation,)})
    assert findings(f"{case.text} The payee wrote “{quotation}”.", evidence) == ()
    assert findings(f"{case.text} The payee wrote “{quotation}”.", case.evidence)


PIECES = st.sampled_from(
    [
        "1",
        "12,",
        "1,184",
        "%",
        "(",
        ")",
        "“",
        "”",
        "'",
        ".",
        "..",
        "-",
        "−",
        "¤",
        "EUR",
        "€",
        "up",
        "down",
        "by",
        "to",
        "from",
        "of",
        "in",
        "on",
        "and",
        "about",
        "nearly",
        "one",
        "half",
        "third",
        "doubled",
        "rose",
        "fell",
        "budget",
        "prior",
        "year",
        "2026",
        "October",
        "14",
        "Q4",
        "JE-1042",
        "Income",
        "income's",
        "expenses\xa0",
        "\n",
        "\n\n",
        "k",
        "m",
        "bps",
        "x",
    ]
)


@given(st.lists(PIECES, max_size=80), st.sampled_from(["", " "]))
@settings(max_examples=300, deadline=None)
def test_any_text_is_read_to_its_end_and_findings_lie_in_it(pieces: list[str], between: str) -> None:
    text = between.join(pieces)
    evidence = Evidence(figures=Measure(name="Income", value=Decimal(12), unit="EUR", period="2026-10").figures)
    for found in findings(text, evidence):
        assert 0 <= found.start < found.end <= len(text)
        assert found.quote == text[found.start : found.end]


@pytest.mark.long
@pytest.mark.parametrize(
    "piece", ["1 ", "up 1 ", "from 1 to 2 ", "by about ", "Income and ", "“", "(", "1,184,220 ", "half of "]
)
def test_a_long_text_of_one_piece_costs_about_as_much_as_its_halves(piece: str) -> None:
    """Count what the check does, not how long it takes: a clock on a busy machine proves nothing."""
    evidence = Evidence(figures=Measure(name="Income", value=Decimal(12), unit="EUR", period="2026-10").figures)
    once, twice = (_calls(piece * (size // len(piece)), evidence) for size in (1500, 3000))
    assert twice < 2.6 * once


def _calls(text: str, evidence: Evidence) -> int:
    import cProfile
    import pstats

    profile = cProfile.Profile()
    profile.runcall(findings, text, evidence)
    return pstats.Stats(profile).total_calls  # type: ignore[attr-defined]
