"""The calculator gives what decimal arithmetic gives, and takes nothing else."""

from decimal import Context, Decimal, DecimalException, Inexact
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.tools.arithmetic import DIGITS, LARGEST, calculated
from tasks.tools.builtin.calculator import CALCULATOR
from tasks.tools.schema import problems
from tasks.tools.tool import ArgumentsRefused

NONE: dict[str, Decimal] = {}


@pytest.mark.parametrize(
    ("expression", "value", "exact"),
    [
        ("1 + 1", "2", True),
        ("0.1 + 0.2", "0.3", True),
        ("(24310 - 15000) / 15000 * 100", "62." + "0" + "6" * 46 + "700", False),
        ("1/3", "0." + "3" * 50, False),
        ("round(2.345, 2)", "2.35", True),
        ("round(-2.5)", "-3", True),
        ("round(1234567, -3)", "1235000", True),
        ("sum(1, 2.50, -3)", "0.50", True),
        ("min(3, 1, 2) + max(3, 1, 2)", "4", True),
        ("abs(-7 % 3)", "1", True),
        ("2 ** 0.5", "1.4142135623730950488016887242096980785696718753769", False),
        ("1_000 * .5", "500.0", True),
        ("1e3 + 1", "1001", True),
        ("-(2 + 3)", "-5", True),
    ],
)
def test_an_expression_gives_its_decimal_value(expression: str, value: str, exact: bool) -> None:
    found, was_exact = calculated(expression, NONE)
    assert found == Decimal(value)
    assert was_exact is exact


@pytest.mark.parametrize(
    "expression",
    [
        "9**9**9", "9**99**9", "10**100", "0**-1", "1/0", "5 % 0", "0/0", "(-8)**0.5",
        "__import__('os').system('true')", "().__class__", "[1][0]", "x", "lambda: 1", "1 if 1 else 2", "'a' * 3",
        "True", "None", "0x10", "0b1", "1j", "1e999", "1,234.5", "f'{1}'", "(y := 5)", "1 == 1", "1 and 2", "~1",
        "1 // 2", "1 << 3", "1 & 1", "1 @ 1", "sum([1, 2])", "sum(*[1, 2])", "round(1, ndigits=1)", "round()",
        "abs(1, 2)", "round(1, 0.5)", "round(1, 60)", "eval('1')", "pow(2, 3)", "5(3)", "1 if 2else 3", "", "1 +",
        "1; 2", "1\n2", "\0", "(" * 240 + "1" + ")" * 240, "1" * 501, "+".join(["1"] * 240), "-" * 450 + "1",
    ],
)  # fmt: skip
def test_what_is_no_small_arithmetic_is_refused_with_the_reason(expression: str) -> None:
    with pytest.raises(ArgumentsRefused, match=r"."):
        calculated(expression, NONE)


def test_names_stand_for_the_values_that_are_given_and_for_nothing_else() -> None:
    values = {"actual": Decimal("24310"), "budget": Decimal("15000")}
    assert calculated("actual - budget", values)[0] == 9310
    with pytest.raises(ArgumentsRefused, match=r"`values` gives \(actual, budget\)"):
        calculated("actual - other", values)


async def _result(**arguments: Any) -> Any:
    assert problems(CALCULATOR.arguments, arguments) == []
    given = await CALCULATOR.call(None, arguments)  # pyright: ignore[reportArgumentType]
    assert problems(CALCULATOR.result, given) == []
    return given


def test_the_tool_gives_digits_without_exponent() -> None:
    import asyncio

    assert asyncio.run(_result(expression="a * 1e5", values={"a": 3})) == {"value": "300000", "exact": True}
    assert problems(CALCULATOR.arguments, {"expression": "a", "values": {"a": "1e5"}})
    assert problems(CALCULATOR.arguments, {"expression": "a", "values": {"a": "NaN"}})


numbers = st.decimals(-(10**9), 10**9, places=4, allow_nan=False, allow_infinity=False)
trees = st.recursive(
    numbers.map(lambda number: (f"({number})" if number < 0 else str(number), number)),
    lambda inner: st.tuples(inner, st.sampled_from("+-*/%"), inner).map(
        lambda each: (f"({each[0][0]} {each[1]} {each[2][0]})", each)
    ),
    max_leaves=20,
)


def _by_hand(tree: Any, context: Context) -> Decimal:
    if isinstance(tree, Decimal):
        return tree
    left, sign, right = tree
    one, other = _by_hand(left[1], context), _by_hand(right[1], context)
    match sign:
        case "+":
            return context.add(one, other)
        case "-":
            return context.subtract(one, other)
        case "*":
            return context.multiply(one, other)
        case "/":
            return context.divide(one, other)
        case _:
            return context.remainder(one, other)


@given(trees)
def test_it_agrees_with_pythons_decimals(tree: tuple[str, Any]) -> None:
    expression, parts = tree
    context = Context(prec=DIGITS, Emax=LARGEST, Emin=-LARGEST)
    try:
        expected = _by_hand(parts, context)
    except DecimalException:
        expected = None
    try:
        found, exact = calculated(expression, NONE)
    except ArgumentsRefused:
        assert expected is None or len(expression) > 500
        return
    assert (found, exact) == (expected, not context.flags[Inexact])
