"""The figures of books that nobody here wrote, to the cent against figures that others computed."""

import csv
import json
import shutil
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from flows.financial_reporting.books.books import Books
from flows.financial_reporting.brief import ReportingBrief
from flows.financial_reporting.figures.engine import financial_figures_of
from flows.financial_reporting.figures.financial_figures import FinancialFigures

MAPPINGS = Path(__file__).parent / "mappings"
Folder = Callable[[str], Path]


def oracle(folder: Path, part: str) -> Any:
    text = (folder / "ORACLE.json").read_text(encoding="utf-8")
    return json.loads(text, parse_float=Decimal)[part]["value"]


def figures(books: Books, *periods: str, **brief: Any) -> list[FinancialFigures]:
    briefs = [ReportingBrief.model_validate({"period": period, **brief}) for period in periods]
    return financial_figures_of(books, briefs, today=date(2026, 11, 21))


def income_lines(found: FinancialFigures) -> dict[str, Decimal]:
    assert found.income_statement
    return {line.account: line.amount for line in found.income_statement.lines}


def balance_lines(found: FinancialFigures) -> dict[str, Decimal]:
    assert found.balance_sheet
    return {line.account: line.amount for line in found.balance_sheet.lines}


# fava_budgets_ledger: a journal, at the weights of its postings in USD


@pytest.fixture
def fava(shared_data: Folder) -> Books:
    return Books.from_folder(shared_data("fava_budgets_ledger"), MAPPINGS / "fava.yaml")


def test_fava_income_statement_by_year(fava: Books, shared_data: Folder) -> None:
    expected = oracle(shared_data("fava_budgets_ledger"), "income_statement_usd_by_year")
    for found, year in zip(figures(fava, *expected), expected.values(), strict=True):
        statement = found.income_statement
        assert statement
        assert (statement.income, statement.expenses, statement.net_income) == (
            year["income"],
            year["expenses"],
            year["net"],
        )


def test_fava_balance_sheet_at_cost_with_its_residue_shown(fava: Books, shared_data: Folder) -> None:
    expected = oracle(shared_data("fava_budgets_ledger"), "balance_sheet_usd_at_cost")
    for found, (day, year) in zip(figures(fava, "2015", "2016", "2017"), expected.items(), strict=True):
        sheet = found.balance_sheet
        assert sheet and sheet.retained_earnings is not None and sheet.current_year_earnings is not None
        assert sheet.as_of == date.fromisoformat(day)
        assert (sheet.assets, sheet.liabilities) == (year["assets_at_cost"], year["liabilities"])
        assert sheet.retained_earnings + sheet.current_year_earnings == year["retained_earnings_cumulative"]
        assert sheet.equity == year["equity_opening"] + year["retained_earnings_cumulative"]
        assert sheet.check == year["check"]
        check = next(check for check in found.checks if check.id == "balance_sheet")
        assert (check.severity, check.passed) == ("soft", False), "within what the import accepted"


def test_fava_expenses_roll_up_to_their_second_level(fava: Books, shared_data: Folder) -> None:
    expected = oracle(shared_data("fava_budgets_ledger"), "expenses_by_second_level")
    for found, year in zip(figures(fava, *expected), expected.values(), strict=True):
        lines = income_lines(found)
        assert {name: lines[f"Expenses:{name}"] for name in year} == year


def test_fava_balances_of_every_account(fava: Books, shared_data: Folder) -> None:
    expected = oracle(shared_data("fava_budgets_ledger"), "account_balances_end")
    (found,) = figures(fava, "2017")
    assert found.trial_balance
    closing = {line.account: line.closing for line in found.trial_balance.lines if line.closing}
    balance_sheet = {code: amount for code, amount in expected.items() if code[:3] in ("Ass", "Lia", "Equ")}
    assert {code: amount for code, amount in closing.items() if code in balance_sheet} == balance_sheet
    years = [income_lines(each) for each in figures(fava, "2015", "2016", "2017")]
    for code in expected.keys() - balance_sheet.keys():
        sign = -1 if code.startswith("Income") else 1
        assert sum(lines[code] for lines in years) * sign == expected[code]


def test_fava_budget_against_actual_by_month(fava: Books, shared_data: Folder, tmp_path: Path) -> None:
    """The budgets stand in the ledger as directives, not in postings.csv: they are written out here by month."""
    folder = shared_data("fava_budgets_ledger")
    budgets, expected = oracle(folder, "budgets"), oracle(folder, "budget_vs_actual_monthly")
    months = [f"{year}-{month:02d}" for year in (2015, 2016, 2017) for month in range(1, 13)]
    planned = [
        f"{month},{account},{budget['amount'].split()[0]}" for account, budget in budgets.items() for month in months
    ]
    (tmp_path / "budget.csv").write_text("\n".join(["period,account,amount", *planned]) + "\n", encoding="utf-8")
    books = Books.from_folder(tmp_path, onto=fava)
    rows = {
        (row.account, month): row
        for month, found in zip(months, figures(books, *months), strict=True)
        for row in found.budget_variances or ()
    }
    for account, by_month in expected.items():
        for month, want in by_month.items():
            row = rows[account, month]
            assert (row.actual, row.budget, row.variance) == (want["actual"], want["budget"], want["variance"])
            assert row.favourable is (want["variance"] <= 0)


# adventureworks_finance: trial balances with a budget


@pytest.fixture
def adventureworks(shared_data: Folder, tmp_path: Path) -> Books:
    """Two values of DimAccount.csv hold commas without quotes (an account's name and a formula): they get theirs."""
    for file in shared_data("adventureworks_finance").glob("*.csv"):
        shutil.copyfile(file, tmp_path / file.name)
    accounts = tmp_path / "DimAccount.csv"
    text = accounts.read_text(encoding="latin-1")
    mended = text.replace("Property, Plant, Equipment", '"Property, Plant, Equipment"')
    assert mended != text
    accounts.write_text(mended, encoding="latin-1")
    return Books.from_folder(tmp_path, MAPPINGS / "adventureworks.yaml")


INCOME_CODES = {
    "net_sales": "4100",
    "gross_sales": "4110",
    "returns": "4130",
    "discounts": "4140",
    "cost_of_sales": "5000",
    "gross_margin": "400",
    "operating_expenses": "60",
    "operating_profit": "40",
    "other_income_expense": "80",
    "taxes": "8500",
    "net_income": "4",
    "labor": "600",
    "travel": "620",
    "marketing": "630",
    "utilities": "660",
    "depreciation": "680",
    "rent": "6920",
}
BALANCE_CODES = {
    "assets": "10",
    "current_assets": "110",
    "ppe": "1200",
    "liabilities_and_equity": "20",
    "liabilities": "210",
    "current_liabilities": "2200",
    "long_term_liabilities": "2400",
    "equity": "300",
}


def test_adventureworks_income_statement_by_year(adventureworks: Books, shared_data: Folder) -> None:
    expected = oracle(shared_data("adventureworks_finance"), "pl_actual_by_year")
    for found, year in zip(figures(adventureworks, *expected), expected.values(), strict=True):
        lines = income_lines(found)
        assert {name: lines[code] for name, code in INCOME_CODES.items()} == year
        assert found.income_statement
        assert found.income_statement.net_income == year["net_income"]


def by_month(expected: dict[str, Any]) -> dict[str, list[Any]]:
    months: dict[str, list[Any]] = {}
    for day, values in expected.items():
        months.setdefault(f"{day[:4]}-{day[4:6]}", []).append(values)
    return months


def test_adventureworks_income_statement_by_month_of_its_odd_dates(adventureworks: Books, shared_data: Folder) -> None:
    expected = by_month(oracle(shared_data("adventureworks_finance"), "pl_actual_by_month"))
    for found, dates in zip(figures(adventureworks, *expected), expected.values(), strict=True):
        lines = income_lines(found)
        for name in dates[0]:
            assert lines[INCOME_CODES[name]] == sum(values[name] for values in dates)


def test_adventureworks_balance_sheet_of_the_later_date_in_each_month(
    adventureworks: Books, shared_data: Folder
) -> None:
    """Dates without any balance sheet account (the odd ones at the end of December) are no balance sheets."""
    expected = oracle(shared_data("adventureworks_finance"), "bs_actual_by_date")
    expected = by_month({day: values for day, values in expected.items() if values["assets"]})
    for found, dates in zip(figures(adventureworks, *expected), expected.values(), strict=True):
        sheet, lines = found.balance_sheet, balance_lines(found)
        assert sheet
        assert {name: lines[code] for name, code in BALANCE_CODES.items()} | {
            "balance_check_assets_minus_l_and_e": sheet.check
        } == dates[-1]
        assert (sheet.assets, sheet.liabilities, sheet.equity) == (
            dates[-1]["assets"],
            dates[-1]["liabilities"],
            dates[-1]["equity"],
        )


COMMON_MONTHS = ("2010-12", *(f"2011-{month:02d}" for month in range(1, 12)))


def test_adventureworks_variances_by_line_account_and_department(adventureworks: Books, shared_data: Folder) -> None:
    folder = shared_data("adventureworks_finance")
    found = figures(adventureworks, *COMMON_MONTHS)
    rows = [row for each in found for row in each.budget_variances or ()]
    codes = {row["key"]: row["code"] for row in account_rows(folder)}
    assert len({row.account for row in rows}) > 30
    for name, want in oracle(folder, "variance_by_account_leaf").items():
        mine = [row for row in rows if row.account == codes[name.rsplit("[", 1)[1].rstrip("]")]]
        if mine:
            assert sum(row.actual for row in mine) == want["actual"]
            assert sum(row.budget for row in mine) == want["budget"]
            assert sum(row.variance for row in mine) == want["actual"] - want["budget"]
    lines = oracle(folder, "variance_common_dates")["lines"]
    for name, want in lines.items():
        statements = [each.income_statement for each in found]
        of_line = [line for each in statements if each for line in each.lines if line.account == INCOME_CODES[name]]
        assert sum(line.amount for line in of_line) == want["actual"]
        assert sum(line.budget or 0 for line in of_line) == want["budget"]


def test_adventureworks_operating_expenses_by_department(adventureworks: Books, shared_data: Folder) -> None:
    folder = shared_data("adventureworks_finance")
    below = {"60"}
    for row in account_rows(folder):
        if row["parent"] in below:
            below.add(row["code"])
    rows = [row for each in figures(adventureworks, *COMMON_MONTHS) for row in each.budget_variances or ()]
    for department, want in oracle(folder, "variance_by_department").items():
        mine = [row for row in rows if row.account in below and row.department == department]
        assert sum(row.actual for row in mine) == want["actual"]
        assert sum(row.budget for row in mine) == want["budget"]


def test_adventureworks_net_income_by_organization(adventureworks: Books, shared_data: Folder) -> None:
    for name, want in oracle(shared_data("adventureworks_finance"), "by_organization_net_income").items():
        years = figures(adventureworks, "2010", "2011", "2012", "2013", entity=name)
        assert sum(year.income_statement.net_income for year in years if year.income_statement) == want


def account_rows(folder: Path) -> list[dict[str, str]]:
    text = (folder / "DimAccount.csv").read_text(encoding="latin-1")
    rows = csv.reader(text.splitlines())
    return [{"key": row[0], "code": row[2], "parent": row[3]} for row in rows]


# ibm_ar: invoices and payments alone


def test_ibm_ageing_and_days_outstanding_on_seven_days(shared_data: Folder) -> None:
    folder = shared_data("ibm_ar")
    books = Books.from_folder(folder / "accounts_receivable.csv", MAPPINGS / "ibm_ar.yaml")
    buckets = {"current(<=0)": "current", "1-30": "d1_30", "31-60": "d31_60", "61-90": "d61_90", "90+": "d90_plus"}
    for day, want in oracle(folder, "ageing_as_of").items():
        (found,) = figures(books, day[:7], as_of=day)
        assert found.ageing and found.ageing.receivable and found.kpis and found.kpis.dso
        ageing = found.ageing.receivable
        assert (ageing.count, ageing.total, ageing.unapplied) == (want["open_n"], want["open_amount"], 0)
        for name, part in buckets.items():
            assert getattr(ageing, part) == want["buckets"][name]["amount"]
        totals = {line.counterparty: line.total for line in ageing.lines}
        assert {name: totals[name] for name in want["top5"]} == want["top5"]
        assert abs(found.kpis.dso - want["dso_90d"]) < Decimal("0.000001")
        assert found.income_statement is None


# apple_10k_2013: a published annual report, a year of 52 weeks

APPLE_EXPENSES = ("CostOfGoodsAndServicesSold", "OperatingExpenses", "ResearchAndDevelopmentExpense")
APPLE_EXPENSES += ("SellingGeneralAndAdministrativeExpense", "IncomeTaxExpenseBenefit")


def apple_type(concept: str, root: str) -> str:
    if root == "NetIncomeLoss":
        return "expense" if concept in APPLE_EXPENSES else "income"
    if root == "Assets":
        return "asset"
    return "liability" if "Liabilit" in concept or "Payable" in concept or concept in APPLE_LIABILITIES else "equity"


APPLE_LIABILITIES = ("DeferredRevenueCurrent", "DeferredRevenueNoncurrent", "LongTermDebt")


def apple_books(folder: Path, target: Path) -> Books:
    """Write the facts of the balance sheet and the income statement as trial balances, and read them back.

    The accounts and their parents are the report's own calculation links; facts that are sums of others stay out.
    """
    with (folder / "calculation_links.csv").open(encoding="utf-8") as file:
        links = [
            (row["fromElementId"].removeprefix("us-gaap_"), row["toElementId"].removeprefix("us-gaap_"))
            for row in csv.DictReader(file)
            if row["roleId"].endswith(("StatementOfFinancialPositionClassified", "StatementOfIncome"))
        ]
    parents = {child: parent for parent, child in links}
    concepts = list(dict.fromkeys(concept for link in links for concept in link))

    def root(concept: str) -> str:
        return root(parents[concept]) if concept in parents else concept

    types = {concept: apple_type(concept, root(concept)) for concept in concepts}
    cash = "CashAndCashEquivalentsAtCarryingValue"
    accounts = [f"{c},{c},{types[c]},{parents.get(c, '')},{'cash' if c == cash else ''}" for c in concepts]
    leaves = set(concepts) - set(parents.values())
    with (folder / "facts.csv").open(encoding="utf-8") as file:
        facts = [row for row in csv.DictReader(file) if row["concept"] in leaves]
    balances = [apple_row(fact, types[fact["concept"]]) for fact in facts if wanted(fact)]
    tables = {"accounts": "code,name,type,parent,cash_flow_line", "trial_balances": "period,account,amount,kind"}
    for (table, header), rows in zip(tables.items(), (accounts, balances), strict=True):
        (target / f"{table}.csv").write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    (target / "books.yaml").write_text("currency: USD\n", encoding="utf-8")
    return Books.from_folder(target)


def wanted(fact: dict[str, str]) -> bool:
    days = (fact["startDate"], fact["endDate"])
    return days in (("", "2012-09-29"), ("", "2013-09-28"), ("2012-09-30", "2013-09-28"))


def apple_row(fact: dict[str, str], type_: str) -> str:
    amount = Decimal(fact["value"]).quantize(Decimal(1))
    sign = 1 if type_ in ("asset", "expense") else -1
    return f"{fact['endDate']},{fact['concept']},{sign * amount},{'movement' if fact['startDate'] else 'closing'}"


def test_apple_s_annual_report_ties(shared_data: Folder, tmp_path: Path) -> None:
    folder = shared_data("apple_10k_2013")
    want = oracle(folder, "statements")
    (found,) = figures(apple_books(folder, tmp_path), "2013", fiscal_year_end="last saturday of september")
    assert (
        f"{found.period.start}..{found.period.end}" == json.loads((folder / "ORACLE.json").read_text())["fiscal_year"]
    )
    lines, sheet = income_lines(found) | balance_lines(found), found.balance_sheet
    assert sheet and found.income_statement
    assert {
        "revenue": lines["SalesRevenueNet"],
        "cogs": lines["CostOfGoodsAndServicesSold"],
        "gross_profit": lines["GrossProfit"],
        "rnd": lines["ResearchAndDevelopmentExpense"],
        "sga": lines["SellingGeneralAndAdministrativeExpense"],
        "operating_expenses": lines["OperatingExpenses"],
        "operating_income": lines["OperatingIncomeLoss"],
        "other_income": lines["NonoperatingIncomeExpense"],
        "tax": lines["IncomeTaxExpenseBenefit"],
        "net_income": found.income_statement.net_income,
        "assets": sheet.assets,
        "current_assets": lines["AssetsCurrent"],
        "liabilities": sheet.liabilities,
        "current_liabilities": lines["LiabilitiesCurrent"],
        "equity": sheet.equity,
        "cash": lines["CashAndCashEquivalentsAtCarryingValue"],
        "ar": lines["AccountsReceivableNetCurrent"],
        "inventory": lines["InventoryNet"],
        "ap": lines["AccountsPayableCurrent"],
    }.items() <= want.items()
    assert sheet.check == 0
    cash = next(line for line in sheet.lines if line.account == "CashAndCashEquivalentsAtCarryingValue")
    assert cash.amount - cash.opening == want["net_change_cash"]
