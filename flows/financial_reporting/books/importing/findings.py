"""What is odd in loaded books but no reason to refuse them: for the checks page and the data steward."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple, Self

from duckdb import DuckDBPyConnection

_NAMED = 5
"""How many offenders a message names."""


class Offender(NamedTuple):
    """One place where something is odd."""

    text: str
    day: date | None = None
    """None where it belongs to no day."""
    entity: str | None = None
    rows: int = 1
    """How many rows it stands for."""


@dataclass(frozen=True)
class Finding:
    """One kind of oddity and where it is."""

    id: str
    what: str
    offenders: tuple[Offender, ...]

    @property
    def total(self) -> int:
        """How many different ones there are."""
        return len(self._rows)

    @property
    def _rows(self) -> Counter[str]:
        rows: Counter[str] = Counter()
        for offender in self.offenders:
            rows[offender.text] += offender.rows
        return rows

    @property
    def message(self) -> str:
        """What is odd, with the first few of them and, where they are several, their rows."""
        named = list(self._rows.items())[:_NAMED]
        listed = ", ".join(text if rows == 1 else f"{text} ({rows} rows)" for text, rows in named)
        more = f" and {self.total - _NAMED} more" if self.total > _NAMED else ""
        return f"{self.what}: {listed}{more}."

    def concerning(self, start: date, end: date, entity: str) -> Self:
        """Return the finding with what is dated from `start` to `end` and of `entity` ("" for all), or of no day."""
        concerned = (
            one for one in self.offenders if one.day is None or (start <= one.day <= end and entity in ("", one.entity))
        )
        return replace(self, offenders=tuple(concerned))


def findings(connection: DuckDBPyConnection, tables: frozenset[str], unused: tuple[str, ...]) -> tuple[Finding, ...]:
    """Return what was found, nothing for what was looked for in vain."""
    found = [_identical_entries(connection)] if "journal" in tables else []
    found += [_group_postings(connection, table) for table in ("journal", "trial_balances") if table in tables]
    left_out = tuple(Offender(column) for column in unused)
    found.append(Finding("unused_columns", "Column of the files is not in the contract and was left out", left_out))
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
        SELECT string_agg(entry_id, ' = ' ORDER BY entry_id), day, entity FROM whole
        GROUP BY entity, day, content HAVING count(*) > 1 ORDER BY min(entry_id)"""
    ).fetchall()
    twins = tuple(Offender(*row) for row in rows)
    return Finding("identical_entries", "Entry has a twin of the same date and content", twins)


def _group_postings(connection: DuckDBPyConnection, table: str) -> Finding:
    """Return the rows of group accounts; closing entries only clear what others brought there."""
    business = "AND NOT closing" if table == "journal" else ""
    rows = connection.execute(
        f"""SELECT account, date, entity, count(*) FROM {table}
        WHERE account IN (SELECT parent FROM accounts WHERE parent IS NOT NULL) {business}
        GROUP BY ALL ORDER BY ALL"""
    ).fetchall()
    offenders = tuple(Offender(*row) for row in rows)
    return Finding(f"group_postings_{table}", f"Group account has rows of its own in {table}", offenders)
