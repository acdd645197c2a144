"""Which tables a query reads: the views that it may, and what its own WITH clauses name where they name it."""

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from tasks.tools.tool import ArgumentsRefused

if TYPE_CHECKING:
    from sqlglot import exp


def bind_tables(tree: "exp.Query", views: Collection[str]) -> None:
    """Bind each table of the query to a view or to a WITH clause around it; raise `ArgumentsRefused` for any other.

    What a WITH clause names gets a name that no database has, so that the database cannot take it for anything of its
    own, wherever the two should read a query differently.
    """
    from sqlglot import exp

    allowed = {view.lower() for view in views}
    own = list[exp.Table]()
    for table in tree.find_all(exp.Table):
        name = table.name.lower()
        if _is_plain(table) and name in _named_around(table):
            own.append(table)
        elif not _is_plain(table) or name not in allowed:
            told = table.sql(dialect="duckdb")[:80]
            raise ArgumentsRefused(f"There is no view '{told}': a query reads {', '.join(sorted(views))}.")
    for table in own:
        if not table.alias:
            table.set("alias", exp.TableAlias(this=table.this.copy()))
        table.set("this", _bound(table.name))
    for clause in tree.find_all(exp.CTE):
        clause.args["alias"].set("this", _bound(clause.alias))


def _is_plain(table: "exp.Table") -> bool:
    """Tell whether a table is a bare name, as that of a view is."""
    from sqlglot import exp

    others = [key for key, value in table.args.items() if value and key not in ("this", "alias", "joins")]
    return isinstance(table.this, exp.Identifier) and not others


def _named_around(table: "exp.Table") -> set[str]:
    """Return what the WITH clauses of the queries around a table name, and of its own WITH the clauses before it."""
    from sqlglot import exp

    names = set[str]()
    inner: exp.Expr = table
    for outer in _around(table):
        if isinstance(outer, exp.With):
            names |= {each.alias.lower() for each in outer.expressions[: inner.index]}
        elif isinstance(outer, exp.Query) and not isinstance(inner, exp.With):
            names |= {each.alias.lower() for each in outer.ctes}
        inner = outer
    return names


def _around(part: "exp.Expr") -> "Iterator[exp.Expr]":
    outer = part.parent
    while outer is not None:
        yield outer
        outer = outer.parent


def _bound(name: str) -> "exp.Identifier":
    from sqlglot import exp

    return exp.Identifier(this=f"with {name.lower()}", quoted=True)
