"""Speed of the figures: all of 24 months from a million postings, against DuckDB's plain group-bys and hledger.

The ratios are the checks; absolute times are printed. Sums must agree with DuckDB's to the cent.
"""

import json
import shutil
import tempfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from tests.bench.journals import MONTHS, START, write_books, write_hledger_journal
from tests.bench.processes import PYTHON, Measured, interleaved

POSTINGS = 1_000_000
TENTH = POSTINGS // 10
RUNS = 7
MOST_OF_DUCKDB = 3.0
LEAST_OF_HLEDGER = 5.0
HLEDGER_STATEMENTS = ("incomestatement", "balancesheet", "cashflow")
MOST_MEMORY = 400 * 1024 * 1024

PLAIN_DUCKDB = """
import duckdb, json, sys
AMOUNT = "(coalesce(debit, 0) - coalesce(credit, 0))::decimal(18, 2)"
connection = duckdb.connect()
connection.execute("create table journal as select * from read_csv(?)", [sys.argv[1]])
months = connection.execute(
    f"select date_trunc('month', date), account, sum({AMOUNT}) from journal group by all"
).fetchall()
entries = connection.execute(f"select entry_id, sum({AMOUNT}) s from journal group by all having s <> 0")
assert not entries.fetchall()
print(json.dumps([[f"{month:%Y-%m}", str(account), str(total)] for month, account, total in months]))
"""


def main() -> int:
    """Measure, print, and return 0 where every ratio holds, else 1."""
    with tempfile.TemporaryDirectory() as folder:
        failures = [*_against_duckdb(Path(folder) / "million"), *_against_hledger(Path(folder) / "tenth")]
    for failure in failures:
        print(f"FAILED: {failure}")
    return 1 if failures else 0


def _against_duckdb(folder: Path) -> Iterator[str]:
    folder.mkdir()
    write_books(folder, POSTINGS)
    size = (folder / "journal.csv").stat().st_size / 1e6
    print(
        f"figures of {MONTHS} months from {POSTINGS:,} postings ({size:.0f} MB of CSV), every entry's balance proved:"
    )
    measured = interleaved(
        {"countersign": _countersign(folder), "DuckDB": [PYTHON, "-c", PLAIN_DUCKDB, str(folder / "journal.csv")]}, RUNS
    )
    ours, plain = measured["countersign"], measured["DuckDB"]
    _print(measured)
    ratio = ours.times_as_long_as(plain)
    print(f"  ratio {ratio:.2f} (at most {MOST_OF_DUCKDB})")
    if ratio > MOST_OF_DUCKDB:
        yield f"the figures take {ratio:.2f} times DuckDB's plain group-bys, more than {MOST_OF_DUCKDB}"
    if ours.peak_bytes >= MOST_MEMORY:
        yield f"the figures take {ours.peak_bytes / 1e6:.0f} MB, not under {MOST_MEMORY / 1e6:.0f}"
    yield from _differences(json.loads(ours.output), json.loads(plain.output))


def _against_hledger(folder: Path) -> Iterator[str]:
    if shutil.which("hledger") is None:
        print("hledger is not installed (Debian's package of that name): not compared with it.")
        return
    folder.mkdir()
    write_books(folder, TENTH)
    journal = write_hledger_journal(folder)
    statements = " && ".join(_hledger(journal, statement) for statement in HLEDGER_STATEMENTS)
    print(f"the same from {TENTH:,} postings, against hledger's {', '.join(HLEDGER_STATEMENTS)} by month:")
    commands = {
        "countersign": _countersign(folder),
        "hledger": ["sh", "-c", statements],
        "balance alone": ["sh", "-c", _hledger(journal, "balance")],
    }
    measured = interleaved(commands, 3)
    _print(measured)
    ratio, of_one = (measured[name].times_as_long_as(measured["countersign"]) for name in ("hledger", "balance alone"))
    print(f"  hledger takes {ratio:.1f} times as long (at least {LEAST_OF_HLEDGER}), for `balance` alone {of_one:.1f}")
    if ratio < LEAST_OF_HLEDGER:
        yield f"hledger takes {ratio:.1f} times as long, not {LEAST_OF_HLEDGER}"


def _hledger(journal: Path, report: str) -> str:
    return f"hledger -f '{journal}' {report} --monthly -O csv"


def _countersign(folder: Path) -> list[str]:
    months = [f"{START.year + month // 12}-{month % 12 + 1:02d}" for month in range(MONTHS)]
    briefs = json.dumps([{"period": month} for month in months])
    program = str(Path(PYTHON).with_name("countersign"))
    return [program, "figures", "financial-reporting", "--data", str(folder), "--brief", briefs]


def _differences(figures: list[dict], sums: list[list[str]]) -> Iterator[str]:
    """Yield what does not agree to the cent: every account's movement in every month."""
    expected = {(month, account): Decimal(total) for month, account, total in sums if Decimal(total)}
    found = {
        (each["period"]["label"], line["account"]): Decimal(line["debit"]) - Decimal(line["credit"])
        for each in figures
        for line in each["trial_balance"]["lines"]
        if line["debit"] != line["credit"]
    }
    wrong = sorted(key for key in expected.keys() | found.keys() if expected.get(key) != found.get(key))
    if wrong:
        yield f"{len(wrong)} sums differ from DuckDB's, first {wrong[0]}"
    else:
        print(f"  {len(expected):,} sums by month and account agree with DuckDB's to the cent")
    if not all(check["passed"] for each in figures for check in each["checks"] if check["severity"] == "hard"):
        yield "a hard check failed"


def _print(measured: dict[str, Measured]) -> None:
    for name, each in measured.items():
        times = " ".join(f"{seconds:.2f}" for seconds in each.seconds)
        print(f"  {name:13} median {each.typical:5.2f} s ({times}), peak {each.peak_bytes / 1e6:.0f} MB")


if __name__ == "__main__":
    raise SystemExit(main())
