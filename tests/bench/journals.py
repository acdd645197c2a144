"""Journals for measuring: seeded, balanced, of any length."""

from datetime import date
from pathlib import Path

import duckdb

ACCOUNTS = 300
MONTHS = 24
START = date(2023, 1, 1)
POSTINGS_OF_AN_ENTRY = 4

_KINDS = (
    ("asset", "receivables", 60),
    ("liability", "payables", 40),
    ("equity", "share_capital", 10),
    ("income", "revenue", 60),
    ("expense", "operating_expenses", 129),
)
_HLEDGER_TYPES = (
    ("asset", "A"),
    ("asset:Bank", "C"),
    ("liability", "L"),
    ("equity", "E"),
    ("income", "R"),
    ("expense", "X"),
)


def write_books(folder: Path, postings: int) -> None:
    """Write `accounts.csv` and `journal.csv` with about `postings` lines over 24 months into `folder`.

    Each entry has four postings; the last one takes what makes it balance to the cent.
    """
    (folder / "books.yaml").write_text("currency: EUR\n", encoding="utf-8")
    (folder / "accounts.csv").write_text("\n".join(_account_rows()) + "\n", encoding="utf-8")
    with duckdb.connect() as connection:
        connection.execute("set threads = 1")
        connection.execute(_journal_sql(folder / "journal.csv"), {"entries": postings // POSTINGS_OF_AN_ENTRY})


def write_hledger_journal(folder: Path) -> Path:
    """Write the journal of `folder` in hledger's own format beside it and return its path."""
    target = folder / "books.journal"
    with duckdb.connect() as connection:
        entries = connection.execute(
            f"""
            select entry_id, min(date), any_value(split_part(description, ' of ', 1)), string_agg(
                '    ' || type || ':' || name || ':' || code || '  EUR ' || coalesce(debit, '-' || credit),
                chr(10) order by code
            )
            from read_csv('{folder / "journal.csv"}', all_varchar = true) journal
            join read_csv('{folder / "accounts.csv"}', all_varchar = true) accounts on code = account
            group by entry_id order by cast(entry_id as integer)
            """
        ).fetchall()
    lines = "\n\n".join(f"{day} {entry} {text}\n{postings}" for entry, day, text, postings in entries)
    types = "\n".join(f"account {type_}  ; type:{letter}" for type_, letter in _HLEDGER_TYPES)
    target.write_text(f"{types}\n\n{lines}\n", encoding="utf-8")
    return target


def _account_rows() -> list[str]:
    rows = ["code,name,type,report_line,cash_flow_line", "1000,Bank,asset,cash,cash"]
    code = 1001
    for type_, line, count in _KINDS:
        for _ in range(count):
            rows.append(f"{code},{type_.capitalize()} {code},{type_},{line},")
            code += 1
    return rows


def _journal_sql(target: Path) -> str:
    days = (date(START.year + MONTHS // 12, START.month, 1) - START).days
    return f"""
        copy (
            with drawn as (
                select
                    e as entry, n,
                    DATE '{START}' + cast(hash(e) % {days} as integer) as date,
                    1000 + hash(e * 7 + n) % {ACCOUNTS} as account,
                    cast(hash(e * 13 + n) % 1000000 as integer) - 500000 as cents
                from range(1, $entries + 1) entries(e), range({POSTINGS_OF_AN_ENTRY}) numbers(n)
            ), balanced as (
                select entry, n, date, account, case when n < {POSTINGS_OF_AN_ENTRY - 1} then cents
                    else cents - sum(cents) over (partition by entry) end as cents
                from drawn
            )
            select
                entry as entry_id, date, account,
                case when cents > 0 then cast(cents as decimal(18, 0)) / 100 end as debit,
                case when cents < 0 then cast(-cents as decimal(18, 0)) / 100 end as credit,
                'Invoice ' || entry || ' of supplier ' || account % 97 as description,
                ['Sales', 'Operations', 'Research', 'Administration'][1 + cast(account % 4 as integer)] as department
            from balanced order by entry, n
        ) to '{target}' (header)
    """
