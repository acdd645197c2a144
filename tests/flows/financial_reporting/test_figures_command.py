"""`countersign figures`, as a person or another program calls it."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flows.financial_reporting.books.books import Books

JOURNAL = "entry_id,date,account,debit,credit\n1,2024-01-10,1000,12.50,\n1,2024-01-10,4000,,12.50\n"
Maker = Callable[..., Books]


def countersign(folder: Path, brief: Any) -> subprocess.CompletedProcess[str]:
    command = [Path(sys.executable).with_name("countersign"), "figures", "financial-reporting"]
    said = brief if isinstance(brief, str) else json.dumps(brief)
    return subprocess.run(
        [*command, "--data", folder, "--brief", said], capture_output=True, text=True, check=False, timeout=60
    )


def test_the_command_prints_the_keys_that_the_contract_names(make_books: Maker, tmp_path: Path) -> None:
    make_books(
        journal=JOURNAL,
        budget="period,account,amount\n2024-01,4000,10\n",
        invoices="invoice_id,kind,counterparty,issued,due,amount\n1,receivable,Ann,2024-01-10,2024-02-10,5\n",
        payments="payment_id,invoice_id,date,amount\np,1,2024-01-20,2\n",
    )
    done = countersign(tmp_path, {"period": "2024-01"})
    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout)
    named = {
        "period": "start end",
        "income_statement": "income expenses net_income year_to_date prior_year lines",
        "balance_sheet": "as_of assets liabilities equity retained_earnings current_year_earnings check lines",
        "cash_flow": "operating investing financing fx_effect net_change opening_cash closing_cash residual lines",
        "trial_balance": "debit credit lines",
        "ageing": "receivable payable",
        "retained_earnings": "opening net_income dividends adjustments closing",
        "kpis": "gross_margin operating_margin current_ratio dso dpo burn runway_months",
    }
    assert {"currency", "budget_variances", "checks", *named} <= figures.keys()
    for part, keys in named.items():
        assert set(keys.split()) <= figures[part].keys()
    line_keys = "account name type amount year_to_date prior_year budget"
    assert set(line_keys.split()) <= figures["income_statement"]["lines"][0].keys()
    buckets = "as_of current d1_30 d31_60 d61_90 d90_plus total unapplied lines"
    assert set(buckets.split()) <= figures["ageing"]["receivable"].keys()
    variance = "account department actual budget variance percent favourable material"
    assert set(variance.split()) <= figures["budget_variances"][0].keys()
    assert figures["checks"][0].keys() == {"id", "title", "severity", "passed", "expected", "actual", "message"}
    assert figures["income_statement"]["income"] == "12.50", "amounts are decimal strings"


def test_a_list_of_briefs_gives_a_list_of_figures(make_books: Maker, tmp_path: Path) -> None:
    make_books(journal=JOURNAL)
    done = countersign(tmp_path, [{"period": "2024-01"}, {"period": "2024"}])
    assert [figures["period"]["label"] for figures in json.loads(done.stdout)] == ["2024-01", "2024"]


def test_what_is_wrong_is_said_in_one_line_with_the_mend(make_books: Maker, tmp_path: Path) -> None:
    make_books(journal=JOURNAL)
    for brief, said in (
        ({"period": "last-month"}, "name the period, such as '2025-10'"),
        ({"period": "2024-13"}, "The period '2024-13' is not known"),
        ({"period": "2024-01", "entity": "XX"}, "leave the brief's entity empty"),
        ({"period": "2024-01", "currency": "USD"}, "There is no average rate from EUR to USD"),
        ({"period": "2024-01", "fiscal_year_end": "someday"}, "'last saturday of september'"),
        ({"periods": "2024-01"}, "The brief cannot be read: periods"),
        ("not JSON", "The brief cannot be read"),
    ):
        done = countersign(tmp_path, brief)
        assert done.returncode != 0 and done.stdout == ""
        assert said in done.stderr and "Traceback" not in done.stderr


def test_figures_need_no_prefect_and_no_pandas() -> None:
    program = (
        "import sys; import flows.commands.figures, flows.financial_reporting.command, "
        "flows.financial_reporting.books.books; "
        "print([name for name in ('prefect', 'pandas', 'sqlalchemy', 'matplotlib') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "[]"
