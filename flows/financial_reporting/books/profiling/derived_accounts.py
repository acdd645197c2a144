"""Accounts that a journal names, as lines of a mapping file."""

import json
from collections.abc import Iterator, Sequence

from flows.financial_reporting.books.mapping import UNANSWERED
from flows.financial_reporting.books.profiling.account_types import types_by_name, types_by_number
from flows.financial_reporting.books.profiling.guess import Guess

_ROOTS = ("assets", "liabilities", "equity", "income", "revenue", "expenses")


def quoted(text: str) -> str:
    """Write a text as YAML in double quotes, which hold whatever it contains."""
    return json.dumps(text, ensure_ascii=False)


def derived_accounts(found: Guess, column: str, codes: Sequence[str]) -> Iterator[str]:
    """Yield the lines of a mapping that reads accounts out of a column of a journal; `codes` are all that occur."""
    tree = all(":" in code and _type_of_root(code) for code in codes)
    yield "      - table: accounts"
    yield "        distinct: true"
    if tree:
        yield f"        expand: {{column: {quoted(column)}, separator: ':'}}"
    yield "        columns:"
    yield f"          code: {quoted(column)}"
    if tree:
        yield f"          name: {{column: {quoted(column)}, split: {{separator: ':', keep: last}}}}"
        yield f"          parent: {{column: {quoted(column)}, split: {{separator: ':', keep: parent}}}}"
    else:
        yield f"          name: {quoted(_name_column(found, column))}"
    yield "          type:"
    yield f"            column: {quoted(column)}"
    if tree:
        yield "            prefixes:"
        roots = sorted({code.split(":")[0] for code in codes})
        yield from (f"              {quoted(root)}: {_type_of_root(root)}" for root in roots)
    elif all(code[:1].isdigit() for code in codes):
        chart, prefixes = types_by_number(codes, found.layout.columns)
        yield f"            # CHECK: the type by the first digits of the number, taken as {chart}."
        yield "            prefixes:"
        yield from (f"              {quoted(prefix)}: {kind}" for prefix, kind in sorted(prefixes.items()))
    else:
        yield "            # CHECK: the type of each account, guessed from its name."
        yield "            values:"
        for code, kind in types_by_name(codes).items():
            yield f"              {quoted(code)}: {kind or f'{UNANSWERED}  # no word of the name is known'}"


def _name_column(found: Guess, column: str) -> str:
    """Return the column of account names where it names each account of `column` once, else `column` itself."""
    named = found.columns.get("account_name")
    if named is None or column != found.columns["account"]:
        return column
    places = [found.layout.columns.index(one) for one in (column, named)]
    pairs = {tuple(row[place] for place in places) for row in found.layout.rows}
    once = len(pairs) == len({code for code, _ in pairs}) and all(name for _, name in pairs)
    return named if once else column


def _type_of_root(code: str) -> str:
    """Return the account type that the first part of a code with colons names, "" where it names none."""
    root = code.split(":")[0].lower()
    return {"liabilities": "liability", "revenue": "income"}.get(root, root.removesuffix("s")) if root in _ROOTS else ""
