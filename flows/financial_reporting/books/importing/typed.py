"""Contract texts as SQL values: exact, or refused."""

from flows.financial_reporting.books.contract import Column
from flows.financial_reporting.books.importing.sql import literals

NARROW = "DECIMAL(18,6)"
"""Eight bytes a value: a million postings sum as fast as integers."""
WIDE = "DECIMAL(28,8)"
"""For amounts that NARROW does not hold exactly."""
RATE = "DECIMAL(18,9)"

_YES = ("true", "t", "yes", "y", "1", "x", "ja", "oui")
_NO = ("false", "f", "no", "n", "0", "nein", "non")
_FIRST_DAY, _LAST_DAY = "'1900-01-01'", "'2199-12-31'"
"""Days outside are misread years, such as 0024."""
_DAY = "(19|2[01])[0-9]{2}-[0-9]{2}-[0-9]{2}"
_MONTH = "(19|2[01])[0-9]{2}-[0-9]{2}"

EXPECTED = {
    "date": "a date such as 2025-10-31",
    "amount": "a number such as 1234.56",
    "rate": "a rate such as 1.0837",
    "boolean": "true or false",
    "period": "a period such as 2025-10, 2025-Q4, 2025 or 2025-10-31",
    "currency": "an ISO 4217 code such as EUR",
}
MENDS = {
    "date": "Correct the date, or say its `format` in the mapping.",
    "amount": "Correct the number, or say `decimal`, `thousands` and `negative` in the mapping; "
    "at most 8 decimals and 20 digits before the point are held exactly.",
    "rate": "Correct the rate, or say `decimal` in the mapping; at most 9 decimals are held exactly.",
    "boolean": "Write true or false, or give `values` in the mapping.",
    "period": "Correct the period, or say its `format` in the mapping.",
    "currency": "Give the code in capital letters, or `values` in the mapping.",
    "choice": "Correct it, or translate it with `values` or `prefixes` in the mapping.",
}


def sql_type(column: Column, amount: str) -> str:
    """Return the SQL type of a column whose amounts are held as `amount`."""
    types = {"date": "DATE", "amount": amount, "rate": RATE, "boolean": "BOOLEAN"}
    return types.get(column.type, "VARCHAR")


def strict_sql(column: Column, text: str, amount: str) -> str:
    """Return SQL for the value of `text`; it stops the whole statement where `text` is no such value."""
    if column.type == "text":
        return text
    value = _parsed(column, text, amount, "CAST")
    shape = _shape(column, text, amount)
    return f"CASE WHEN {text} IS NULL THEN NULL WHEN {shape} THEN {value} ELSE error('refused') END"


def invalid_sql(column: Column, text: str, amount: str) -> str:
    """Return SQL that is true where `text` is there and is no value of the column, held exactly."""
    value = _parsed(column, text, amount, "TRY_CAST")
    return f"({text} IS NOT NULL AND NOT coalesce({_shape(column, text, amount)} AND {value} IS NOT NULL, false))"


def _shape(column: Column, text: str, amount: str) -> str:
    match column.type:
        case "amount" | "rate":
            places = sql_type(column, amount).removesuffix(")").split(",")[1]
            return rf"regexp_full_match({text}, '[-+]?[0-9]*\.?[0-9]{{0,{places}}}0*')"
        case "date":
            return f"({text} LIKE '____-__-__' AND {text} BETWEEN {_FIRST_DAY} AND {_LAST_DAY})"
        case "period":
            return f"({period_start(text)} <= {period_end(text)})"
        case "boolean":
            return f"(lower({text}) IN ({literals(_YES + _NO)}))"
        case "currency":
            return f"regexp_full_match({text}, '[A-Z]{{3}}')"
        case "choice":
            return f"(lower({text}) IN ({literals(column.choices)}))"
        case _:
            return "true"


def _parsed(column: Column, text: str, amount: str, cast: str) -> str:
    match column.type:
        case "amount" | "rate" | "date":
            return f"{cast}({text} AS {sql_type(column, amount)})"
        case "boolean":
            return f"lower({text}) IN ({literals(_YES)})"
        case "choice":
            return f"lower({text})"
        case _:
            return text


def period_start(text: str) -> str:
    """Return SQL for the first day of a period text, NULL where it is none."""
    return (
        f"TRY_CAST(CASE WHEN regexp_full_match({text}, '{_DAY}/{_DAY}') THEN left({text}, 10) "
        f"WHEN regexp_full_match({text}, '{_MONTH}(-[0-9]{{2}})?') THEN left({text}, 7) || '-01' "
        f"WHEN regexp_full_match({text}, '(19|2[01])[0-9]{{2}}-Q[1-4]') "
        f"THEN left({text}, 4) || '-' || lpad(CAST(CAST(right({text}, 1) AS INT) * 3 - 2 AS VARCHAR), 2, '0') || '-01' "
        f"WHEN regexp_full_match({text}, '(19|2[01])[0-9]{{2}}') THEN {text} || '-01-01' END AS DATE)"
    )


def period_end(text: str) -> str:
    """Return SQL for the last day of a period text; of a single day, that day."""
    start = period_start(text)
    return (
        f"CAST(CASE WHEN regexp_full_match({text}, '{_DAY}(/{_DAY})?') THEN TRY_CAST(right({text}, 10) AS DATE) "
        f"WHEN length({text}) = 7 AND {text} NOT LIKE '%Q%' THEN last_day({start}) "
        f"WHEN length({text}) = 7 THEN last_day({start} + INTERVAL 2 MONTH) "
        f"ELSE last_day({start} + INTERVAL 11 MONTH) END AS DATE)"
    )
