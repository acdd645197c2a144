"""What is odd in loaded books but no reason to refuse them: for the checks page and the data steward."""

from dataclasses import dataclass

from duckdb import DuckDBPyConnection

_NAMED = 5
"""How many offenders a message names."""


@dataclass(frozen=True)
class Finding:
    """One kind of oddity, with how many there are and the first few of them."""

    id: str
    total: int
    message: str


def findings(connection: DuckDBPyConnection, tables: frozenset[str], unused: tuple[str, ...]) -> tuple[Finding, ...]:
    """Return what was found, nothing for what was looked for in vain."""
    found = [_identical_entries(connection)] if "journal" in tables else []
    found += [_group_postings(connection, table) for table in ("journal", "trial_balances") if table in tables]
    found.append(
        _finding("unused_columns", list(unused), "column of the files is not in the contract and was left out")
    )
    return tuple(finding for finding in found if finding.total)


def _identical_entries(connection: DuckDBPyConnection) -> Finding:
    rows = connection.execute(
        """WITH alike AS (
            SELECT entry_id FROM entries SEMI JOIN (
                SELECT date, amounts FROM entries GROUP BY date, amounts HAVING count(*) > 1
            ) USING (date, amounts)),
        whole AS (
            SELECT entry_id, entity, min(date) AS day,
                sum(hash(account, base_amount, currency, department, counterparty, document, description)) AS content
            FROM journal WHERE NOT closing AND entry_id IN (FROM alike) GROUP BY entry_id, entity)
        SELECT string_agg(entry_id, ' = ' ORDER BY entry_id) FROM whole
        GROUP BY entity, day, content HAVING count(*) > 1 ORDER BY min(entry_id)"""
    ).fetchall()
    return _finding("identical_entries", [text for (text,) in rows], "entry has a twin of the same date and content")


def _group_postings(connection: DuckDBPyConnection, table: str) -> Finding:
    rows = connection.execute(
        f"""SELECT account, count(*) FROM {table}
        WHERE account IN (SELECT parent FROM accounts WHERE parent IS NOT NULL)
        GROUP BY account ORDER BY account"""
    ).fetchall()
    offenders = [f"{account} ({count})" for account, count in rows]
    return _finding(f"group_postings_{table}", offenders, f"group account has rows of its own in {table}")


def _finding(name: str, offenders: list[str], what: str) -> Finding:
    listed = ", ".join(offenders[:_NAMED])
    more = f" and {len(offenders) - _NAMED} more" if len(offenders) > _NAMED else ""
    return Finding(name, len(offenders), f"{what.capitalize()}: {listed}{more}.")
