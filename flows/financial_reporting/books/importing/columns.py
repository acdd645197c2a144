"""Mapped columns as SQL: from a file's text to the text that the contract asks for."""

from functools import reduce

from flows.financial_reporting.books.contract import ColumnType
from flows.financial_reporting.books.importing.sql import literal, literals, name, names
from flows.financial_reporting.books.mapping import Condition, FileMapping, Source

_MIDNIGHT = (
    "length({text}) > 10 AND regexp_full_match({text}, '[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}[ T]00:00(:00(\\.0+)?)?')"
)


def condition_sql(condition: Condition) -> str:
    """Return a condition as SQL that is true or false, never NULL."""
    text = f"coalesce({name(condition.column)}, '')"
    if condition.empty is not None:
        return f"({text} {'=' if condition.empty else '<>'} '')"
    if condition.any_of is not None:
        return f"({text} IN ({literals(condition.any_of)}))" if condition.any_of else "false"
    if condition.none_of is not None:
        return f"({text} NOT IN ({literals(condition.none_of)}))" if condition.none_of else "true"
    if condition.begins is not None:
        return f"starts_with({text}, {literal(condition.begins)})"
    if condition.contains is not None:
        return f"contains(lower({text}), lower({literal(condition.contains)}))"
    if condition.differs is not None:
        return f"({text} <> {literal(condition.differs)})"
    return f"({text} = {literal(condition.equals or '')})"


def given_sql(source: Source) -> str:
    """Return SQL for the column's text as the file gives it, for people to recognise."""
    return reduce(lambda text, step: step(source, text), (_split, _prefixed, _replaced), _origin(source))


def text_sql(source: Source, kind: ColumnType, file: FileMapping) -> str:
    """Return SQL for the column's text as the contract writes it: ISO dates, decimal points."""
    text = given_sql(source)
    if kind in ("amount", "rate"):
        return _plain_number(text, file)
    if kind in ("date", "period"):
        return _iso_date(text, source, kind)
    return text


def flip_sql(source: Source, account: str) -> str:
    """Return SQL that is true where the amount's sign changes; `account` is SQL of the row's account code."""
    flips = ["true"] if source.flip else []
    if source.flip_types:
        types = literals(source.flip_types)
        flips.append(f"coalesce({account} IN (SELECT code FROM accounts WHERE type IN ({types})), false)")
    if source.flip_when:
        flips.append(condition_sql(source.flip_when))
    return reduce(lambda one, other: f"({one} <> {other})", flips) if flips else ""


def used_columns(source: Source) -> list[str]:
    """Return the file's columns that a mapped column reads."""
    conditions = [condition.column for condition in (source.when, source.flip_when) if condition]
    return [*([source.column] if source.column else []), *(source.join or ()), *conditions]


def _origin(source: Source) -> str:
    if source.column is not None:
        return name(source.column)
    if source.constant is not None:
        return f"nullif({literal(source.constant)}, '')"
    if source.join is not None:
        parts = names(source.join)
        return f"nullif(concat_ws({literal(source.separator)}, {parts}), '')"
    if source.when is not None:
        return f"CASE WHEN {condition_sql(source.when)} THEN 'true' ELSE 'false' END"
    return "CAST(line AS VARCHAR)"


def _split(source: Source, text: str) -> str:
    if source.split is None:
        return text
    parts = f"string_split({text}, {literal(source.split.separator)})"
    if source.split.keep == "parent":
        return f"nullif(array_to_string({parts}[:-2], {literal(source.split.separator)}), '')"
    return f"{parts}[{1 if source.split.keep == 'first' else -1}]"


def _prefixed(source: Source, text: str) -> str:
    if source.prefixes is None:
        return text
    longest_first = sorted(source.prefixes, key=len, reverse=True)
    cases = " ".join(
        f"WHEN starts_with({text}, {literal(prefix)}) THEN {literal(source.prefixes[prefix])}"
        for prefix in longest_first
    )
    return f"CASE {cases} ELSE {text} END"


def _replaced(source: Source, text: str) -> str:
    if source.values is None:
        return text if source.otherwise is None else f"coalesce({text}, {literal(source.otherwise)})"
    cases = " ".join(f"WHEN {literal(old)} THEN nullif({literal(new)}, '')" for old, new in source.values.items())
    other = text if source.otherwise is None else f"nullif({literal(source.otherwise)}, '')"
    return f"CASE coalesce({text}, '') {cases} ELSE {other} END"


def _plain_number(text: str, file: FileMapping) -> str:
    """Undo the export's marks: thousands, decimal comma, "(5)" and "5-" for minus five."""
    number = text
    if file.negative == "parentheses":
        number = f"CASE WHEN {number} LIKE '(%)' THEN '-' || trim({number}, '()') ELSE {number} END"
    elif file.negative == "trailing":
        number = f"CASE WHEN {number} LIKE '%-' THEN '-' || rtrim({number}, '- ') ELSE {number} END"
    if file.thousands:
        mark = {" ": r"[ \x{00A0}\x{202F}]", "'": "['’]"}.get(file.thousands, f"\\{file.thousands}")
        grouped = rf"[-+]?[0-9]{{1,3}}({mark}[0-9]{{3}})+(\{file.decimal}[0-9]*)?"
        bare = f"regexp_replace({number}, {literal(mark)}, '', 'g')"
        number = f"CASE WHEN regexp_full_match({number}, {literal(grouped)}) THEN {bare} ELSE {number} END"
    if file.decimal == ",":
        number = f"CASE WHEN contains({number}, '.') THEN 'no number' ELSE replace({number}, ',', '.') END"
    return number


def _iso_date(text: str, source: Source, kind: ColumnType) -> str:
    dated = f"CASE WHEN {_MIDNIGHT.format(text=text)} THEN left({text}, 10) ELSE {text} END"
    if source.format:
        parsed = f"try_strptime({text}, [{literals(source.format)}])"
        shape = "%Y-%m-%d" if kind == "date" or all("%d" in one for one in source.format) else "%Y-%m"
        dated = f"CASE WHEN year({parsed}) >= 1900 THEN strftime({parsed}, '{shape}') ELSE {text} END"
    if source.period in (None, "day"):
        return dated
    day = f"TRY_CAST(rpad({dated}, 10, '-01') AS DATE)"
    label = {
        "month": f"strftime({day}, '%Y-%m')",
        "quarter": f"strftime({day}, '%Y') || '-Q' || quarter({day})",
        "year": f"strftime({day}, '%Y')",
    }[source.period or "day"]
    return f"coalesce({label}, {text})"
