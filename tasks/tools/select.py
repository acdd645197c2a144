"""What a query may be: one SELECT on views that are named, parsed into its parts, of which each must be allowed."""

from collections.abc import Collection
from functools import cache
from typing import TYPE_CHECKING

from tasks.tools.select_tables import bind_tables
from tasks.tools.tool import ArgumentsRefused

if TYPE_CHECKING:
    from sqlglot import exp

LONGEST = 5_000
"""Signs of a query."""

_ALLOWED = """
    Select Union Except Intersect Subquery With CTE From Join Where Group Having Order Ordered Limit Offset Distinct
    Table TableAlias Identifier Column Star Alias Literal Null Boolean Paren Tuple Var DataType DataTypeParam Interval
    Window WindowSpec Filter Qualify Exists
    Add Sub Mul Div IntDiv Mod Neg DPipe EQ NEQ GT GTE LT LTE And Or Not Is In Between Like ILike
    NullSafeEQ NullSafeNEQ Case If Cast TryCast
    Sum Count CountIf Avg Min Max Median Quantile Stddev StddevSamp StddevPop Variance VariancePop AnyValue First Last
    ArgMax ArgMin GroupConcat WithinGroup Corr
    RowNumber Rank DenseRank PercentRank CumeDist Ntile Lag Lead FirstValue LastValue NthValue
    Abs Round Ceil Floor Sign Sqrt Greatest Least Coalesce Nullif
    Lower Upper Trim Length Substring Left Right Concat ConcatWs StartsWith EndsWith Contains StrPosition
    Initcap Date DateAdd DateSub DateDiff DateTrunc TimestampTrunc DateStrToDate TsOrDsToDate Extract Year Month Day
    Quarter Week DayOfWeek DayOfMonth DayOfYear LastDay TimeToStr StrToTime ToChar
"""
"""The parts that a query may be made of, as the parser calls them. None reads a file, an address, a setting or a clock,
and none makes rows out of nothing."""


def checked_select(text: str, views: Collection[str]) -> "exp.Query":
    """Return the query as it was parsed: exactly one SELECT that reads `views` alone and is made of allowed parts.

    What runs is written from this tree, so that nothing runs that was not read. Raise `ArgumentsRefused` with the
    first thing that is not allowed.
    """
    from sqlglot import exp

    tree = _parsed(text)
    for part in tree.walk():
        if isinstance(part, exp.With) and part.args.get("recursive"):
            raise ArgumentsRefused("A query may not be recursive.")
        if type(part) not in _allowed():
            raise ArgumentsRefused(f"A query may not hold '{part.sql(dialect='duckdb')[:80]}'{_instead(part)}.")
    bind_tables(tree, views)
    return tree


def limited(tree: "exp.Query", rows: int) -> str:
    """Return the query as SQL that gives `rows` rows at most."""
    from sqlglot import exp

    if tree.args.get("limit") or tree.args.get("offset"):
        tree = exp.select("*").from_(tree.subquery("asked"))
    return tree.limit(rows).sql(dialect="duckdb")


def _parsed(text: str) -> "exp.Query":
    import sqlglot
    from sqlglot import exp

    if len(text) > LONGEST:
        raise ArgumentsRefused(f"The query has {len(text)} signs, at most {LONGEST} are taken.")
    try:
        trees = [tree for tree in sqlglot.parse(text, dialect="duckdb") if tree is not None]
    except (sqlglot.ParseError, sqlglot.TokenError, RecursionError, ValueError) as error:
        raise ArgumentsRefused(f"The query cannot be read: {str(error).splitlines()[0][:200]}") from error
    if len(trees) != 1:
        raise ArgumentsRefused(f"There are {len(trees)} statements: ask with one SELECT.")
    [tree] = trees
    if not isinstance(tree, exp.Select | exp.SetOperation) or not tree.selects:
        raise ArgumentsRefused(
            f"'{text.split(maxsplit=1)[0][:20]}' is no SELECT: a query reads, and does nothing else."
        )
    return tree


@cache
def _allowed() -> frozenset[type]:
    from sqlglot import exp

    return frozenset(getattr(exp, name) for name in _ALLOWED.split())


def _instead(part: "exp.Expr") -> str:
    """Return what may stand in place of a part that may not."""
    from sqlglot import exp

    if isinstance(part, exp.Func):
        return (
            ": sum, count, avg, min, max, round, coalesce, date_trunc, strftime, substring and their like are allowed"
        )
    return ""
