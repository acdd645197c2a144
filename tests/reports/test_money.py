"""Money is written by one rule, without a locale."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.money import (
    amount_text,
    day_text,
    in_parentheses,
    minor_units,
    percent_text,
    quantize,
    signed,
    smallest_unit,
)

D = Decimal
AMOUNTS = st.decimals(min_value=-(10**12), max_value=10**12, places=4)


@pytest.mark.parametrize(
    ("currency", "places"), [("EUR", 2), ("JPY", 0), ("KWD", 3), ("CLF", 4), ("CHF", 2), ("", 2), ("PCL", 2)]
)
def test_a_currency_has_its_iso_4217_decimals(currency: str, places: int) -> None:
    assert minor_units(currency) == places
    assert smallest_unit(currency) == D(1).scaleb(-places)


@pytest.mark.parametrize("wrong", ["eur", "EURO", "€", "E R", "E\n"])
def test_what_is_no_currency_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match="ISO 4217"):
        minor_units(wrong)


def test_half_a_cent_is_rounded_away_from_zero() -> None:
    assert quantize(D("1.005"), "EUR") == D("1.01")
    assert quantize(D("-1.005"), "EUR") == D("-1.01")
    assert quantize(D("0.5"), "JPY") == D("1")


def test_tables_put_negative_amounts_in_parentheses_and_nil_as_a_dash() -> None:
    assert in_parentheses(D("1234567.891"), 2) == "1,234,567.89"
    assert in_parentheses(D("-1234.5"), 2) == "(1,234.50)"
    assert in_parentheses(D("-0.001"), 2) == "–"
    assert in_parentheses(D("-12.34"), 1, "%") == "(12.3%)"


def test_running_text_uses_a_true_minus_before_the_currency() -> None:
    assert amount_text(D("-1234.5"), "EUR") == "−EUR 1,234.50"
    assert amount_text(D("1234.5"), "KWD") == "KWD 1,234.500"
    assert amount_text(D("-0.004"), "EUR") == "EUR 0.00"
    assert amount_text(None, "EUR") == "n/a"
    assert amount_text(D("5"), "") == "5.00"
    assert percent_text(D("-3.25")) == "−3.3%"
    assert percent_text(D("3.2"), plus=True) == "+3.2%"


def test_a_day_is_written_in_words_whatever_the_locale() -> None:
    assert day_text(date(2026, 3, 1)) == "1 March 2026"


@given(AMOUNTS)
def test_a_written_amount_reads_back_as_the_rounded_amount(amount: Decimal) -> None:
    text = signed(amount, 2).replace("−", "-").replace(",", "")
    assert D(text) == quantize(amount, "EUR")


@given(AMOUNTS)
def test_no_negative_zero_is_ever_written(amount: Decimal) -> None:
    assert signed(amount / 10**9, 2) not in ("−0.00", "-0.00")
