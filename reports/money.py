"""Money: minor units, rounding, and the house rule by which numbers are written (no locale involved)."""

import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

ISO_CODE = re.compile("[A-Z]{3}")
DECIMALS = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}
"""ISO 4217: the currencies whose minor unit is not a hundredth."""

NOT_AVAILABLE = "n/a"
NIL = "–"
MINUS = "−"
MONTHS = "January February March April May June July August September October November December"


def minor_units(currency: str) -> int:
    """Return the decimal places of an ISO 4217 currency: JPY 0, EUR 2, KWD 3; 2 where it is unknown ("")."""
    if currency and not ISO_CODE.fullmatch(currency):
        raise ValueError(f"{currency!r} is no currency: give an ISO 4217 code such as EUR, or nothing.")
    return next((places for places, codes in DECIMALS.items() if currency and currency in codes), 2)


def smallest_unit(currency: str) -> Decimal:
    """Return the smallest amount of a currency: 0.01 EUR, 1 JPY, 0.001 KWD."""
    return Decimal(1).scaleb(-minor_units(currency))


def quantize(amount: Decimal, currency: str) -> Decimal:
    """Return `amount` rounded half up, away from zero, to the currency's smallest unit."""
    return rounded(amount, minor_units(currency))


def rounded(value: Decimal, places: int) -> Decimal:
    """Return `value` rounded half up to `places` decimals, never a negative zero."""
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP) + 0


def grouped(value: Decimal, places: int) -> str:
    """Return the magnitude of `value` with thousands separated: 1,234.56."""
    return f"{abs(rounded(value, places)):,f}"


def in_parentheses(value: Decimal, places: int, suffix: str = "") -> str:
    """Return `value` as finance tables write it: 1,234.56, (1,234.56) below zero, an en dash for nil."""
    shown = rounded(value, places)
    if not shown:
        return NIL
    text = grouped(shown, places) + suffix
    return f"({text})" if shown < 0 else text


def signed(value: Decimal, places: int, *, plus: bool = False) -> str:
    """Return `value` as running text writes it, with a true minus: −1,234.56; with a plus where asked."""
    shown = rounded(value, places)
    sign = MINUS if shown < 0 else "+" if plus and shown > 0 else ""
    return sign + grouped(shown, places)


def amount_text(amount: Decimal | None, currency: str) -> str:
    """Return an amount with its currency as running text writes it: EUR 1,234.56, −EUR 1,234.56, n/a."""
    if amount is None:
        return NOT_AVAILABLE
    text = signed(amount, minor_units(currency))
    code = f"{currency} " if currency else ""
    return f"{MINUS}{code}{text[1:]}" if text.startswith(MINUS) else code + text


def percent_text(percent: Decimal | None, *, plus: bool = False) -> str:
    """Return percent (12.34 means 12.34 %) with one decimal: 12.3%, −12.3%, n/a."""
    return NOT_AVAILABLE if percent is None else f"{signed(percent, 1, plus=plus)}%"


def day_text(day: date) -> str:
    """Return a date in words: 31 October 2025."""
    return f"{day.day} {MONTHS.split()[day.month - 1]} {day.year}"
