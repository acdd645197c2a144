"""What a query may be: parsed, not matched, and everything that is not allowed refused before it runs."""

import asyncio
import resource
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tasks.tools.builtin.query import QUERY, _run
from tasks.tools.schema import problems
from tasks.tools.select import checked_select, limited
from tasks.tools.tool import ArgumentsRefused

VIEWS = ("journal", "accounts")


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "views.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            """CREATE TABLE journal AS SELECT i AS entry, '61' || (i % 5) AS account, CAST(i / 100 AS DECIMAL(18, 2))
            AS amount, DATE '2026-10-01' + CAST(i % 31 AS INTEGER) AS date, i % 2 = 0 AS even FROM range(1000) t(i)"""
        )
        connection.execute(
            "CREATE TABLE accounts AS SELECT '61' || i AS code, 'Account ' || i AS name FROM range(5) t(i)"
        )
        connection.execute("CREATE TABLE secret AS SELECT 'hidden' AS word")
    return path


def asked(database: Path, sql: str, rows: int = 50) -> dict[str, Any]:
    found = asyncio.run(_run(database, limited(checked_select(sql, VIEWS), rows + 1), rows))
    assert problems(QUERY.result, found) == []
    return found


ALLOWED = [
    ("SELECT count(*) AS n, sum(amount) AS total FROM journal", [{"n": 1000, "total": "4995.00"}]),
    ("select Account, count(*) n from Journal group by all order by all limit 1", [{"account": "610", "n": 200}]),
    ("FROM accounts SELECT code ORDER BY code DESC LIMIT 1", [{"code": "614"}]),
    ("WITH big AS (SELECT * FROM journal WHERE amount > 9.97) SELECT count(*) n FROM big", [{"n": 2}]),
    (
        "SELECT a.name, max(j.amount) m FROM journal j JOIN accounts a ON a.code = j.account GROUP BY 1 "
        "ORDER BY 2 DESC LIMIT 1",
        [{"name": "Account 4", "m": "9.99"}],
    ),
    ("SELECT 1 AS x UNION ALL SELECT 2 ORDER BY x", [{"x": 1}, {"x": 2}]),
    ("SELECT strftime(date, '%Y-%m') m, count(*) n FROM journal GROUP BY m", [{"m": "2026-10", "n": 1000}]),
    ("SELECT date_trunc('month', date) m FROM journal LIMIT 1", [{"m": "2026-10-01T00:00:00"}]),
    ("SELECT avg(amount) a FROM journal WHERE account IN ('610', '611') AND even", [{"a": "4.98"}]),
    ("SELECT entry, row_number() OVER (ORDER BY amount DESC) r FROM journal QUALIFY r = 1", [{"entry": 999, "r": 1}]),
    ("SELECT CASE WHEN even THEN 'a' ELSE 'b' END k, count(*) n FROM journal GROUP BY k HAVING k = 'a'",
     [{"k": "a", "n": 500}]),
    ("SELECT min(date) - INTERVAL 1 DAY d FROM journal", [{"d": "2026-09-30T00:00:00"}]),
    ("SELECT entry, entry FROM journal ORDER BY 1 LIMIT 1", [{"entry": 0, "entry_1": 0}]),
    ("SELECT coalesce(nullif(name, 'x'), '?') n FROM accounts WHERE name LIKE '%1' -- a comment", [{"n": "Account 1"}]),
    ("SELECT count(*) n FROM journal WHERE EXISTS (SELECT 1 FROM accounts WHERE code = account)", [{"n": 1000}]),
    ("SELECT CAST(1 AS DOUBLE) / 3 AS third", [{"third": "0.333333333333333"}]),
    ("WITH Accounts AS (SELECT * FROM accounts WHERE code > '612') SELECT accounts.code FROM ACCOUNTS ORDER BY 1",
     [{"code": "613"}, {"code": "614"}]),
    ("WITH x AS (SELECT max(entry) n FROM journal), y(m) AS (SELECT n FROM x) SELECT x.n, y.m FROM x, y",
     [{"n": 999, "m": 999}]),
    ("SELECT code, (WITH own AS (SELECT * FROM journal) SELECT count(*) FROM own WHERE own.account = a.code) n "
     "FROM accounts a ORDER BY 1 LIMIT 1", [{"code": "610", "n": 200}]),
    ("WITH duckdb_settings AS (SELECT 1 AS n) SELECT n FROM duckdb_settings", [{"n": 1}]),
]  # fmt: skip

REFUSED = [
    "SELECT * FROM secret", "SELECT * FROM main.journal", "SELECT * FROM information_schema.tables",
    "SELECT * FROM duckdb_settings()", "SELECT * FROM sqlite_master", "SELECT * FROM pg_catalog.pg_tables",
    "SELECT * FROM read_csv('/etc/passwd')", "SELECT * FROM '/etc/passwd'", 'SELECT * FROM "/etc/passwd"',
    "SELECT * FROM read_text('/etc/passwd')", "SELECT * FROM read_parquet('http://169.254.169.254/x')",
    "SELECT * FROM glob('/etc/*')", "SELECT * FROM read_json_auto('x')", "SELECT * FROM sniff_csv('/etc/passwd')",
    "SELECT getenv('HOME')", "SELECT current_setting('memory_limit')", "SELECT query('SELECT 1')",
    "SELECT * FROM query('SELECT * FROM secret')", "SELECT * FROM query_table('secret')",
    "SELECT (SELECT word FROM secret)", "SELECT * FROM journal WHERE entry IN (SELECT length(word) FROM secret)",
    "WITH x AS (SELECT * FROM secret) SELECT * FROM x", "SELECT 1 UNION SELECT word FROM secret",
    "SELECT * FROM journal, secret", "SELECT * FROM journal JOIN secret ON true",
    "SELECT * FROM range(1000000000)", "SELECT unnest([1, 2])", "SELECT * FROM generate_series(1, 10)",
    "WITH RECURSIVE r AS (SELECT 1 n UNION ALL SELECT n + 1 FROM r) SELECT count(*) FROM r",
    "SELECT repeat('x', 1000000000)", "SELECT lpad('x', 1000000000, 'y')", "SELECT now()", "SELECT random()",
    "SELECT * FROM journal; DROP TABLE journal", "SELECT 1; SELECT 2", "", ";", "--", "SELECT", "SELEC 1",
    "INSERT INTO journal VALUES (1)", "UPDATE journal SET amount = 0", "DELETE FROM journal", "DROP TABLE journal",
    "CREATE TABLE t AS SELECT 1", "CREATE MACRO f() AS 1", "ALTER TABLE journal ADD COLUMN x INT", "TRUNCATE journal",
    "ATTACH '/tmp/x.db'", "DETACH main", "COPY journal TO '/tmp/x.csv'", "COPY journal FROM '/etc/passwd'",
    "EXPORT DATABASE '/tmp/x'", "IMPORT DATABASE '/tmp/x'", "PRAGMA database_list", "SET threads = 8", "RESET threads",
    "INSTALL httpfs", "LOAD httpfs", "CALL pragma_version()", "EXPLAIN SELECT 1", "DESCRIBE journal",
    "SUMMARIZE journal",
    "VACUUM", "CHECKPOINT", "USE main", "BEGIN", "PREPARE p AS SELECT 1", "EXECUTE p", "VALUES (1)",
    "SELECT 1 INTO t", "SELECT $1", "SELECT ?", "SELECT {'a': 1}", "SELECT list_transform([1], x -> x)",
    "PIVOT journal ON account USING sum(amount)", "SELECT COLUMNS('a.*') FROM journal",
    "SELECT * FROM journal TABLESAMPLE 10%", "SELECT * FROM journal AT (VERSION => 1)",
    "SELECT * FROM journal, LATERAL (SELECT 1) x", "SHOW TABLES", "FROM duckdb_functions()",
    "SELECT * FROM (VALUES (1)) t", "SELECT x FROM journal ORDER BY getenv('HOME')",
    "SELECT regexp_matches('a', '(a+)+$')", "SELECT replace('aaaa', 'a', 'aaaa')",
    # a name of an inner WITH opens nothing beyond its own query
    "SELECT o.* FROM (WITH pragma_database_list AS (SELECT 1 a) SELECT a FROM pragma_database_list) t, "
    "pragma_database_list o",
    "SELECT o.* FROM (WITH sqlite_master AS (SELECT 1 a) SELECT a FROM sqlite_master) t, sqlite_master o",
    "SELECT o.* FROM (WITH duckdb_columns AS (SELECT 1 a) SELECT a FROM duckdb_columns) t, duckdb_columns o",
    "SELECT a, (SELECT max(word) FROM secret) FROM (WITH secret AS (SELECT 1 a) SELECT a FROM secret)",
    "SELECT 1 a UNION SELECT word FROM secret WHERE EXISTS (WITH secret AS (SELECT 1 a) SELECT a FROM secret)",
    "(WITH secret AS (SELECT 1 a) SELECT a FROM secret) UNION ALL SELECT word FROM secret",
    "WITH x AS (SELECT * FROM secret), secret AS (SELECT 1 a) SELECT * FROM x",
    "WITH secret AS (SELECT * FROM secret) SELECT * FROM secret",
    "WITH x AS (WITH secret AS (SELECT 1 a) SELECT a FROM secret) SELECT * FROM x, secret",
    "SELECT 1 ORDER BY (SELECT word FROM secret)", "WITH main AS (SELECT 1 a) SELECT * FROM main.secret",
    "SELECT " + "(" * 2000 + "1" + ")" * 2000, "SELECT '" + "x" * 5000 + "'",
]  # fmt: skip


@pytest.mark.parametrize(("sql", "rows"), ALLOWED)
def test_a_select_on_views_gives_its_rows(database: Path, sql: str, rows: list[dict[str, Any]]) -> None:
    assert asked(database, sql)["rows"] == rows


@pytest.mark.parametrize("sql", REFUSED)
def test_anything_else_is_refused_before_it_runs(sql: str) -> None:
    with pytest.raises(ArgumentsRefused):
        checked_select(sql, VIEWS)


def test_rows_beyond_the_limit_are_left_out_and_said_to_be_there(database: Path) -> None:
    found = asked(database, "SELECT entry FROM journal ORDER BY entry DESC", 10)
    assert ([row["entry"] for row in found["rows"]], found["more"]) == (list(range(999, 989, -1)), True)
    assert asked(database, "SELECT entry FROM journal ORDER BY entry LIMIT 10", 10)["more"] is False
    assert asked(database, "SELECT entry FROM journal ORDER BY entry LIMIT 11", 10)["more"] is True
    inner = asked(database, "SELECT entry FROM journal ORDER BY entry DESC LIMIT 100 OFFSET 5", 3)
    assert [row["entry"] for row in inner["rows"]] == [994, 993, 992]


def test_a_name_of_a_with_never_leads_to_what_the_database_calls_so(database: Path) -> None:
    """Where we and the database should read the scope of a name differently, it finds nothing under it."""
    for name in ("secret", "sqlite_master"):
        sql = limited(checked_select(f"WITH {name} AS (SELECT 1 AS a) SELECT * FROM {name}", VIEWS), 2)
        assert name not in sql.replace(f"with {name}", "").replace(f" AS {name}", "")


def test_a_query_that_grows_its_texts_is_ended_by_its_process_alone(database: Path) -> None:
    """The incident: one value of 654 MB under a memory limit of 512 MB, in the process of everybody."""
    before, grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, "'a'"
    for times in (20, 20, 20, 20, 20, 20, 10):
        grown = f"replace({grown}, 'a', '{'a' * times}')"
    with pytest.raises(ArgumentsRefused, match="needs more memory"):
        asyncio.run(_run(database, f"SELECT {grown}", 1))
    joined = "SELECT string_agg(a.name || b.account || c.account, ',') t FROM accounts a, journal b, journal c"
    with pytest.raises(ArgumentsRefused, match="needs more memory"):
        asked(database, joined.replace("FROM", "FROM accounts x, accounts y, accounts z,"))
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000  # kilobytes


def test_a_value_that_is_too_long_is_left_out_and_said_to_be(database: Path) -> None:
    found = asked(database, "SELECT string_agg(a.account || b.account, ',') t FROM journal a, journal b")
    assert (found["rows"], found["more"]) == ([], True)


def test_a_column_that_is_not_there_is_said(database: Path) -> None:
    with pytest.raises(ArgumentsRefused, match=r"has no result.*nothing"):
        asked(database, "SELECT nothing FROM journal")


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE t AS SELECT 1", "INSERT INTO journal SELECT * FROM journal", "DROP TABLE journal",
        "FROM read_csv('/etc/passwd')", "FROM '/etc/passwd'", "ATTACH '/tmp/other.db'", "COPY journal TO '/tmp/x.csv'",
        "SET threads = 4", "SET enable_external_access = true", "INSTALL httpfs", "LOAD httpfs", "FROM glob('/*')",
    ],
)  # fmt: skip
def test_even_what_nobody_checked_cannot_write_or_reach_out_on_the_connection(database: Path, statement: str) -> None:
    with pytest.raises(ArgumentsRefused, match="has no result"):
        asyncio.run(_run(database, statement, 1))


def test_a_name_never_means_a_variable_of_this_process(database: Path) -> None:
    import pandas

    frame = pandas.DataFrame({"a": [1]})
    assert len(frame) == 1
    with pytest.raises(ArgumentsRefused, match="has no result"):
        asyncio.run(_run(database, "SELECT * FROM frame", 1))


def test_whoever_gives_up_on_a_query_ends_it(database: Path) -> None:
    endless = "SELECT count(*) FROM journal a, journal b, journal c, journal d WHERE a.amount * b.amount < c.amount"

    async def story() -> None:
        running = asyncio.ensure_future(_run(database, limited(checked_select(endless, VIEWS), 2), 1))
        await asyncio.sleep(0.5)
        assert not running.done()
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running

    asyncio.run(story())  # ends once its process has: a query that went on would hold it for minutes
