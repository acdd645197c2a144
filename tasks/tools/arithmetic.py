"""Decimal arithmetic on an expression that is parsed, never evaluated as code."""

import ast
import re
import warnings
from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_UP, Context, Decimal, DivisionByZero, Inexact, InvalidOperation, Overflow

from tasks.tools.tool import ArgumentsRefused

LONGEST = 500
"""Signs of an expression."""
PARTS = 200
"""Numbers, names and operations of an expression."""
DIGITS = 50
LARGEST = 99
"""Power of ten below which every intermediate result must stay."""

_LITERAL = re.compile(r"(?:\d[\d_]*(?:\.[\d_]*)?|\.\d[\d_]*)(?:[eE][+-]?\d{1,2})?")


def _context() -> Context:
    return Context(prec=DIGITS, Emax=LARGEST, Emin=-LARGEST, traps=[InvalidOperation, DivisionByZero, Overflow])


def _rounded(context: Context, value: Decimal, places: Decimal = Decimal(0)) -> Decimal:
    if places != int(places) or abs(places) > DIGITS:
        raise ArgumentsRefused(f"round() takes a whole number of places up to {DIGITS}, not {places}.")
    half_up = context.copy()
    half_up.rounding = ROUND_HALF_UP
    result = half_up.quantize(value, Decimal(1).scaleb(-int(places)))
    return context.plus(result)


_OPERATIONS: dict[type[ast.operator], Callable[[Context, Decimal, Decimal], Decimal]] = {
    ast.Add: Context.add,
    ast.Sub: Context.subtract,
    ast.Mult: Context.multiply,
    ast.Div: Context.divide,
    ast.Mod: Context.remainder,
    ast.Pow: Context.power,
}
_SIGNS: dict[type[ast.unaryop], Callable[[Context, Decimal], Decimal]] = {
    ast.UAdd: Context.plus,
    ast.USub: Context.minus,
}


def _sum(context: Context, *values: Decimal) -> Decimal:
    total = Decimal(0)
    for value in values:
        total = context.add(total, value)
    return total


_FUNCTIONS: dict[str, tuple[Callable[..., Decimal], int, int]] = {
    "round": (_rounded, 1, 2),
    "abs": (lambda context, value: context.abs(value), 1, 1),
    "sum": (_sum, 1, PARTS),
    "min": (lambda context, *values: context.plus(min(values)), 1, PARTS),
    "max": (lambda context, *values: context.plus(max(values)), 1, PARTS),
}
"""What may be called, with the fewest and the most values it takes."""


def calculated(expression: str, values: Mapping[str, Decimal]) -> tuple[Decimal, bool]:
    """Return what the expression gives under `values` for its names, and whether no digit was rounded away by it.

    Raise `ArgumentsRefused` for what is no arithmetic, is too large, or has no result.
    """
    tree = _parsed(expression)
    context = _context()
    try:
        value = _value(tree.body, expression, values, context)
    except DivisionByZero as error:
        raise ArgumentsRefused(f"'{expression}' divides by zero.") from error
    except Overflow as error:
        raise ArgumentsRefused(f"'{expression}' grows beyond 10^{LARGEST}.") from error
    except InvalidOperation as error:
        raise ArgumentsRefused(f"'{expression}' has no result in decimal numbers.") from error
    if not value.is_finite():
        raise ArgumentsRefused(f"'{expression}' divides by zero.")
    return value, not context.flags[Inexact]


def _parsed(expression: str) -> ast.Expression:
    if len(expression) > LONGEST:
        raise ArgumentsRefused(f"The expression has {len(expression)} signs, at most {LONGEST} are taken: split it.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Python's hints to programmers
            tree = ast.parse(expression.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise ArgumentsRefused(
            f"'{expression}' is no arithmetic: write it like (1200.50 - 800) / 800 * 100."
        ) from error
    if sum(1 for _ in ast.walk(tree)) > 2 * PARTS:  # an operation counts with its operator
        raise ArgumentsRefused(f"The expression has more than {PARTS} parts: split it.")
    return tree


def _value(node: ast.expr, text: str, values: Mapping[str, Decimal], context: Context) -> Decimal:
    match node:
        case ast.Constant():
            return _number(node, text)
        case ast.Name() if node.id in values:
            return values[node.id]
        case ast.UnaryOp() if type(node.op) in _SIGNS:
            return _SIGNS[type(node.op)](context, _value(node.operand, text, values, context))
        case ast.BinOp() if type(node.op) in _OPERATIONS:
            left, right = (_value(side, text, values, context) for side in (node.left, node.right))
            return _OPERATIONS[type(node.op)](context, left, right)
        case ast.Call(func=ast.Name(id=name), keywords=[]) if name in _FUNCTIONS:
            function, fewest, most = _FUNCTIONS[name]
            if not fewest <= len(node.args) <= most:
                raise ArgumentsRefused(f"{name}() takes {fewest} to {most} values, not {len(node.args)}.")
            return function(context, *(_value(each, text, values, context) for each in node.args))
    raise ArgumentsRefused(
        f"'{ast.unparse(node)[:80]}' is no arithmetic: use numbers, + - * / % **, {', '.join(_FUNCTIONS)}, and names "
        f"that `values` gives ({', '.join(values) or 'none'})."
    )


def _number(node: ast.Constant, text: str) -> Decimal:
    """Return a literal as it is written: Python would read 0.1 as a binary fraction."""
    written = ast.get_source_segment(text.strip(), node) or ""
    if isinstance(node.value, int | float) and _LITERAL.fullmatch(written):
        return Decimal(written.replace("_", ""))
    raise ArgumentsRefused(f"'{written[:80]}' is no decimal number.")
