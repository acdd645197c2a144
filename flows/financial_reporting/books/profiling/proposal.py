"""The mapping file that a guess comes down to, with a comment wherever a person should look."""

from collections.abc import Iterator, Sequence

from flows.financial_reporting.books.contract import BOOKS
from flows.financial_reporting.books.mapping import UNANSWERED
from flows.financial_reporting.books.profiling.derived_accounts import derived_accounts, quoted
from flows.financial_reporting.books.profiling.guess import Guess
from flows.financial_reporting.books.profiling.journal import Entries, entries


def proposed_mapping(guesses: Sequence[Guess]) -> str:
    """Return the YAML of a mapping for all files whose table was recognised."""
    known = [found for found in guesses if found.table]
    lines = [
        "# Proposed by `countersign import books --profile`: look at the lines marked CHECK, then import with it.",
        f"# A value {UNANSWERED} must be answered: the import stops at its line until it is.",
        *_currency(known),
        "files:" if known else "files: []",
    ]
    has_accounts = any(found.table == "accounts" for found in known)
    for found in sorted(known, key=lambda one: list(BOOKS).index(one.table)):
        lines += _file(found, derive_accounts=found.table == "journal" and not has_accounts)
    lines += [f"# {found.layout.file}: not recognised, left out." for found in guesses if not found.table]
    return "\n".join(lines) + "\n"


def _currency(known: Sequence[Guess]) -> list[str]:
    said = {
        value
        for found in known
        if "currency" in found.columns
        for value in found.layout.values(found.columns["currency"])
    }
    if len(said) == 1:
        return [f"currency: {said.pop()}"]
    return ["# CHECK: the currency of the books, an ISO 4217 code such as EUR.", f"currency: {UNANSWERED}"]


def _file(found: Guess, *, derive_accounts: bool) -> Iterator[str]:
    layout, style = found.layout, found.style
    yield f"  - file: {quoted(layout.file)}"
    if layout.encoding != "utf-8":
        yield f"    encoding: {layout.encoding}"
    if layout.delimiter != ",":
        yield f"    delimiter: {quoted(layout.delimiter)}"
    if layout.skip_rows:
        yield f"    skip_rows: {layout.skip_rows}"
    if not layout.header:
        yield "    header: false"
        yield f"    columns: [{', '.join(map(quoted, layout.columns))}]"
    if style.decimal != ".":
        yield f"    decimal: {quoted(style.decimal)}"
    if style.thousands:
        yield f"    thousands: {quoted(style.thousands)}"
    if style.negative != "minus":
        yield f"    negative: {style.negative}"
    for doubt in found.doubts:
        yield f"    # CHECK: {doubt}."
    yield "    tables:"
    if derive_accounts:
        columns = [found.columns[column] for column in ("account", "contra_account") if column in found.columns]
        codes = sorted({code for column in columns for code in found.layout.values(column)})
        for column in columns:
            yield from derived_accounts(found, column, codes)
    yield from _journal(found) if found.table == "journal" else _table(found)


def _table(found: Guess) -> Iterator[str]:
    yield f"      - table: {found.table}"
    yield "        columns:"
    for column in BOOKS[found.table].columns:
        if column.name in found.columns:
            yield f"          {column.name}: {_source(found, column.name)}"
        elif column.required:
            choices = f" One of {', '.join(column.choices)}." if column.choices else ""
            yield f"          # CHECK: no column looks like {column.name}. {column.says}{choices}"
            yield f"          {column.name}: {{constant: {UNANSWERED}}}"


def _journal(found: Guess) -> Iterator[str]:
    how = entries(found)
    yield f"      # {how.balanced:,} of the first {how.total:,} entries balance this way."
    yield from _postings(found, how, "account", flipped=False)
    if "contra_account" in found.columns:
        yield "      # Each row names account and contra account: it becomes two postings."
        yield from _postings(found, how, "contra_account", flipped=True)


def _postings(found: Guess, how: Entries, account: str, *, flipped: bool) -> Iterator[str]:
    yield "      - table: journal"
    yield "        columns:"
    if len(how.join) == 1:
        yield f"          entry_id: {quoted(how.join[0])}"
    else:
        joined = f"join: [{', '.join(map(quoted, how.join))}]" if how.join else "row: true"
        yield f"          entry_id: {{{joined}}}"
    for column in BOOKS["journal"].names:
        if column == "account":
            yield f"          account: {quoted(found.columns[account])}"
        elif column in ("amount", "debit", "credit") and column in found.columns:
            yield from _amount(found, how, column, flipped=flipped)
        elif column != "entry_id" and column in found.columns:
            yield f"          {column}: {_source(found, column)}"


def _amount(found: Guess, how: Entries, column: str, *, flipped: bool) -> Iterator[str]:
    if column == "amount" and "debit" in found.columns:
        return
    parts = [f"column: {quoted(found.columns[column])}"]
    if flipped:
        parts.append("flip: true")
    if how.credit_mark:
        parts.append(f"flip_when: {{column: {quoted(found.columns['mark'])}, equals: {quoted(how.credit_mark)}}}")
    said = quoted(found.columns[column]) if len(parts) == 1 else "{" + ", ".join(parts) + "}"
    yield f"          {column}: {said}"


def _source(found: Guess, column: str) -> str:
    header = quoted(found.columns[column])
    formats = found.formats.get(column, [])
    if len(formats) > 1:
        return f"{{column: {header}, format: {UNANSWERED}}}"
    return header if formats in ([], ["%Y-%m-%d"]) else f"{{column: {header}, format: {quoted(formats[0])}}}"
