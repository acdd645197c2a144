"""The sample company's books are in order, and are what their script writes."""

import shutil
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pytest

from flows.financial_reporting.sample import FOLDER
from flows.financial_reporting.sample.generate import write_books
from tasks.deciding.ballot import Ballot, Tally
from tasks.deciding.exposure import Exposure
from tasks.deciding.policy import Policies
from tasks.deciding.vote import Vote
from tasks.people import People

WRITTEN = ("journal.csv", "budget.csv", "invoices.csv", "payments.csv", "fx_rates.csv")


@cache
def books() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    for table in ("accounts", *(name.removesuffix(".csv") for name in WRITTEN)):
        path = FOLDER / f"{table}.csv"
        connection.execute(f"create view {table} as select * from read_csv('{path}', all_varchar=true, nullstr='')")
    connection.execute(
        """create view lines as select *, date::date as day,
        (coalesce(debit::decimal(18,2), 0) - coalesce(credit::decimal(18,2), 0))
        * coalesce(fx_rate::decimal(9,4), 1) as euros from journal"""
    )
    return connection


def rows(query: str) -> list[tuple[Any, ...]]:
    return books().execute(query).fetchall()


def test_the_script_writes_the_committed_bytes_again(tmp_path: Path) -> None:
    write_books(tmp_path)
    for name in WRITTEN:
        assert (tmp_path / name).read_bytes() == (FOLDER / name).read_bytes(), name


def test_the_books_fit_into_the_package() -> None:
    assert sum(path.stat().st_size for path in FOLDER.glob("*.csv")) < 1_500_000
    assert 6_000 <= len(rows("select 1 from journal")) <= 12_000


def test_every_entry_balances_in_whole_cents() -> None:
    assert rows("select entry_id from lines group by 1 having sum(euros) <> 0") == []
    assert rows("select entry_id from lines where euros <> round(euros, 2)") == []


def test_entries_are_numbered_by_date_without_a_gap() -> None:
    assert rows("select max(entry_id::int) - min(entry_id::int) + 1 - count(distinct entry_id) from lines") == [(0,)]
    assert (
        rows(
            """select entry_id from (
            select entry_id, day, lag(day) over (order by entry_id) as before from lines
        ) where day < before"""
        )
        == []
    )


def test_postings_are_on_known_accounts_without_children() -> None:
    assert rows("select distinct account from journal where account not in (select code from accounts)") == []
    assert rows("select distinct account from journal where account in (select parent from accounts)") == []
    assert rows("select parent from accounts where parent not in (select code from accounts)") == []


def test_a_parent_has_the_type_of_its_children() -> None:
    assert rows("select c.code from accounts c join accounts p on c.parent = p.code where c.type <> p.type") == []


def test_every_balance_sheet_account_has_a_cash_flow_line() -> None:
    assert (
        rows(
            """select code from accounts
        where type in ('asset', 'liability', 'equity') and cash_flow_line is null
        and code not in (select parent from accounts where parent is not null)"""
        )
        == []
    )


@pytest.mark.parametrize(
    ("kind", "accounts", "sign"),
    [("receivable", "'1121','1122','1123'", 1), ("payable", "'2110','2112'", -1)],
)
def test_open_invoices_at_the_closing_rate_are_the_control_accounts_at_every_month_end(
    kind: str, accounts: str, sign: int
) -> None:
    differences = rows(
        f"""with ends as (select distinct last_day(day) as day from lines),
        control as (
            select ends.day, {sign} * sum(euros) as amount
            from ends join lines on lines.day <= ends.day where account in ({accounts}) group by 1
        ),
        items as (
            select issued::date as day, currency, amount::decimal(18,2) as amount
            from invoices where kind = '{kind}'
            union all
            select payments.date::date, currency, -payments.amount::decimal(18,2)
            from payments join invoices using (invoice_id) where kind = '{kind}'
        ),
        rates as (
            select date::date as day, from_currency as currency, rate::decimal(9,4) as rate
            from fx_rates where kind = 'closing'
        ),
        open as (
            select ends.day, sum(amount * coalesce(rate, 1)) as amount
            from ends join items on items.day <= ends.day
            left join rates on rates.day = ends.day and rates.currency = items.currency group by 1
        )
        select control.day, control.amount - open.amount from control join open using (day)"""
    )
    assert len(differences) == 35
    assert [row for row in differences if row[1] != 0] == []


def test_the_year_2024_is_closed_and_the_year_2025_is_not() -> None:
    profit = """select coalesce(sum(euros), 0) from lines where account >= '4' and year(day) = {}"""
    assert rows(profit.format(2024)) == [(0,)]
    assert rows(profit.format(2025))[0][0] < Decimal(-1_000_000)
    assert rows("select distinct date from journal where closing = 'true'") == [("2024-12-31",)]


def test_two_entries_look_the_same_and_no_other_does() -> None:
    doubles = rows(
        """with entries as (
            select entry_id, date,
                string_agg(concat_ws('|', account, debit, credit, description) order by account) as content
            from journal group by all
        )
        select date, count(*) from entries group by date, content having count(*) > 1"""
    )
    assert doubles == [("2026-10-15", 2)]


def test_the_suspense_account_is_used_and_cleared() -> None:
    assert rows("select count(*), sum(euros) from lines where account = '1190'") == [(2, 0)]


def test_the_company_earns_and_holds_what_a_healthy_one_does() -> None:
    ((income, cost, operating),) = rows(
        """select -sum(euros) filter (account < '495'), sum(euros) filter (account like '5%'),
        sum(euros) filter (account like '6%') from lines where account >= '4' and year(day) = 2026"""
    )
    assert 1_400_000 < income / 10 < 1_600_000
    assert Decimal("0.43") < (income - cost) / income < Decimal("0.48")
    assert Decimal("0.10") < (income - cost - operating) / income < Decimal("0.14")


def test_no_bank_account_is_ever_overdrawn() -> None:
    assert (
        rows(
            """select account, day from (
            select account, day, sum(euros) over (partition by account order by day) as balance
            from lines where account like '111%'
        ) where balance < 0"""
        )
        == []
    )


def _signed(requester: str | None, income: Decimal, *people: str, currency: str = "EUR") -> Tally:
    staff = People.load(FOLDER / "people.yaml")
    policy = Policies.load(FOLDER / "policies.yaml", staff).policy("finance-release")
    at = datetime(2026, 11, 4, 9, tzinfo=UTC)
    votes = [Vote(person=person, verdict="approve", at=at, authenticated=True) for person in people]
    exposure = Exposure(amount=income, currency=currency)
    return Ballot(policy=policy, people=staff, requester=requester, exposure=exposure).tally(votes)


def _income(between: str) -> Decimal:
    return rows(f"select -sum(euros) from lines where account like '4%' and day between {between}")[0][0]


def test_one_signature_releases_the_month_and_two_a_quarter() -> None:
    month = _signed("aoife", _income("'2026-10-01' and '2026-10-31'"), "demo-controller")
    assert (month.state, month.missing) == ("approved", ())
    quarter = _signed("aoife", _income("'2026-07-01' and '2026-09-30'"), "demo-controller")
    assert (quarter.state, [missing.role for missing in quarter.missing]) == ("pending", ["cfo"])


def test_a_run_that_nobody_known_asked_for_is_released_by_the_two_controllers() -> None:
    month = _income("'2026-10-01' and '2026-10-31'")
    assert _signed(None, month, "demo-controller").state == "pending"
    assert _signed(None, month, "demo-controller", "dervla").state == "approved"


def test_a_pack_in_another_currency_needs_the_cfo() -> None:
    tally = _signed("aoife", Decimal(1), "demo-controller", currency="USD")
    assert [missing.role for missing in tally.missing] == ["cfo"]


def test_the_script_leaves_the_hand_kept_files_alone(tmp_path: Path) -> None:
    shutil.copy(FOLDER / "accounts.csv", tmp_path)
    write_books(tmp_path)
    assert (tmp_path / "accounts.csv").read_bytes() == (FOLDER / "accounts.csv").read_bytes()
    assert {path.name for path in tmp_path.iterdir()} == {"accounts.csv", *WRITTEN}
