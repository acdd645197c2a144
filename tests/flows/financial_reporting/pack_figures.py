"""A made-up company's figures for the tests of the pack: every part present, one soft check failed."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from flows.financial_reporting.figures.financial_figures import (
    AccountType,
    Ageing,
    AgeingLine,
    AgeingReport,
    BalanceLine,
    BalanceSheet,
    BudgetVariance,
    CashFlow,
    CashFlowLine,
    Check,
    FinancialFigures,
    IncomeLine,
    IncomeStatement,
    Kpis,
    Missing,
    Period,
    RetainedEarnings,
    Totals,
    TrendPoint,
    TrialBalance,
    TrialLine,
)
from flows.financial_reporting.words.commentary import Commentary, Passage, Provenance
from flows.financial_reporting.words.postings import Posting, PostingsBehind

D = Decimal
RULES = Provenance(agent="Variance analyst", by="rules (offline)")

INCOME: dict[str, dict[str, tuple[str, str, str, str]]] = {
    "4000 Revenue": {
        "4010 Product sales, domestic": ("812450.10", "790000", "745120.55", "7904512.31"),
        "4020 Product sales, export": ("655310.42", "700000", "601244.00", "6120044.87"),
        "4030 Service and calibration": ("141200.00", "120000", "118350.75", "1288120.45"),
        "4090 Sales returns and allowances": ("-18420.33", "-10000", "-9310.20", "-120450.11"),
    },
    "4500 Other income": {"4510 Rental income": ("4200.00", "4200", "4200.00", "42000.00")},
}
EXPENSES: dict[str, dict[str, tuple[str, str, str, str]]] = {
    "5000 Cost of sales": {
        "5010 Materials consumed": ("452300.12", "455000", "420150.30", "4510230.12"),
        "5020 Freight and customs on purchased components": ("61240.55", "41000", "39220.10", "455120.80"),
        "5030 Direct wages": ("210450.00", "208000", "198200.00", "2080450.00"),
    },
    "6000 Personnel": {
        "6010 Salaries": ("231440.00", "235000", "222100.00", "2310400.00"),
        "6020 Social security": ("48120.40", "49000", "45980.12", "481200.44"),
        "6030 Training and professional development of technical staff": ("3120.00", "6000", "2210.50", "31200.25"),
    },
    "6100 Premises": {
        "6110 Rent": ("38500.00", "38500", "37000.00", "385000.00"),
        "6120 Energy": ("41980.77", "24000", "22110.90", "268450.02"),
        "6130 Cleaning and waste disposal": ("4120.10", "4000", "3980.00", "41200.60"),
        "6140 Repairs and maintenance of buildings and technical installations": (
            "36450.00",
            "8000",
            "7120.45",
            "96450.10",
        ),
    },
    "6200 Sales and marketing": {
        "6210 Trade fairs": ("58200.00", "30000", "0.00", "140200.00"),
        "6220 Advertising": ("18400.25", "20000", "17450.00", "184002.50"),
        "6230 Travel": ("14250.66", "12000", "11980.20", "142506.60"),
    },
    "6900 Other": {
        "6910 Depreciation": ("42000.00", "42000", "40500.00", "420000.00"),
        "6920 Insurance": ("6200.00", "6200", "6000.00", "62000.00"),
        "6930 Bank charges": ("1120.45", "1000", "990.10", "11204.50"),
        "6940 Interest on loans": ("7450.00", "7400", "8120.00", "78450.00"),
        "6950 Income tax": ("71000.00", "73000", "64000.00", "690000.00"),
        "6990 Unused account": ("0.00", "0", "0.00", "0.00"),
    },
}
ASSETS: dict[str, dict[str, tuple[str, str, str]]] = {
    "1000 Cash and bank": {
        "1010 Main bank account": ("1842310.55", "1640122.10", "1201340.10"),
        "1020 USD account": ("312450.00", "298120.45", "110200.00"),
    },
    "1100 Receivables": {
        "1110 Trade receivables": ("1988420.15", "1910455.20", "1755200.40"),
        "1190 Allowance for doubtful accounts": ("-42000.00", "-42000.00", "-38000.00"),
    },
    "1200 Inventory": {
        "1210 Raw materials": ("822100.40", "855120.10", "790120.00"),
        "1220 Finished goods": ("655420.00", "640110.55", "702340.20"),
    },
    "1500 Fixed assets": {
        "1510 Plant and machinery": ("3420000.00", "3380000.00", "3120000.00"),
        "1590 Accumulated depreciation": ("-1284000.00", "-1242000.00", "-860000.00"),
    },
}
LIABILITIES: dict[str, dict[str, tuple[str, str, str]]] = {
    "2000 Current liabilities": {
        "2010 Trade payables": ("1012400.33", "988120.10", "901220.55"),
        "2020 VAT payable": ("121330.20", "98450.66", "88120.00"),
        "2030 Accrued expenses": ("88450.00", "92300.00", "70120.40"),
    },
    "2500 Loans": {"2510 Bank loan": ("1500000.00", "1525000.00", "1800000.00")},
}
EQUITY: dict[str, dict[str, tuple[str, str, str]]] = {
    "3000 Equity": {
        "3010 Share capital": ("1000000.00", "1000000.00", "1000000.00"),
        "3020 Retained earnings": ("2108220.37", "2108220.37", "1480220.15"),
    }
}
UNCLOSED = D("1884300.20")


def figures() -> FinancialFigures:
    """Return the figures of October 2026."""
    return FinancialFigures(
        entity="Kestrel Metering GmbH",
        currency="EUR",
        period=Period(label="2026-10", start=date(2026, 10, 1), end=date(2026, 10, 31)),
        income_statement=_income_statement(),
        balance_sheet=_balance_sheet(),
        cash_flow=_cash_flow(),
        trial_balance=_trial_balance(),
        ageing=_ageing(),
        budget_variances=tuple(_variances()),
        retained_earnings=RetainedEarnings(
            opening=D("3841100.00"),
            net_income=D("248397.89"),
            dividends=D("0"),
            adjustments=D("0"),
            closing=D("4089497.89"),
        ),
        kpis=Kpis(
            gross_margin=D("54.71"),
            operating_margin=D("20.44"),
            net_margin=D("15.6"),
            current_ratio=D("4.56"),
            quick_ratio=D("3.36"),
            debt_to_equity=D("0.545"),
            dso=D("41.26"),
            dpo=D("38.7"),
            burn=None,
            runway_months=None,
        ),
        trend=tuple(_trend()),
        checks=_checks(),
        missing=(
            Missing(part="budget by department", reason="The budget names no department: add the column department."),
        ),
    )


def commentary() -> Commentary:
    """Return what the agents wrote on `figures`."""
    narrator = Provenance(agent="Narrator", by="rules (offline)")
    return Commentary(
        summary=Passage(
            text="Net income was EUR 248,397.89 in October 2026.\n\nEnergy cost EUR 17,980.77 more than planned.",
            provenance=narrator,
        ),
        variances={
            "6120": Passage(
                text="The tariff rose on 1 October, and September was billed with it.",
                citations=("JE-10412", "JE-10455"),
                provenance=RULES,
            ),
            "6210": Passage(
                text="The stand at the Munich fair was invoiced.", citations=("JE-10499",), provenance=RULES
            ),
            "6140": Passage(text="An emergency repair of the roof.", citations=(), provenance=RULES),
        },
        data_notes=Passage(
            text="Two invoices carry the same number: ask accounts payable whether one was booked twice.",
            provenance=Provenance(agent="Data steward", by="rules (offline)"),
        ),
        review=Passage(
            text="Every number was found among the figures. Ready for the controller.",
            provenance=Provenance(agent="Controller's reviewer", by="rules (offline)"),
        ),
    )


def postings() -> dict[str, PostingsBehind]:
    """Return the postings behind the material variances of `figures`."""
    day = date(2026, 10, 9)
    energy = (
        Posting(
            entry_id="JE-10412",
            date=day,
            amount=D("24110.20"),
            description="Electricity October, new tariff",
            counterparty="Stadtwerke",
        ),
        Posting(
            entry_id="JE-10455",
            date=date(2026, 10, 21),
            amount=D("13220.37"),
            description="Electricity September, late invoice",
            counterparty="Stadtwerke",
        ),
    )
    fair = (
        Posting(
            entry_id="JE-10499",
            date=date(2026, 10, 27),
            amount=D("58200.00"),
            description='=HYPERLINK("http://evil")',
            counterparty="Messe München",
        ),
    )
    return {
        "6120": PostingsBehind(listed=energy, others=3, others_amount=D("4650.20")),
        "6210": PostingsBehind(listed=fair),
    }


def _accounts(
    groups: dict[str, dict[str, tuple[str, ...]]], type_: AccountType
) -> Iterator[tuple[dict, tuple[D, ...]]]:
    """Yield each group with its sums, then its accounts."""
    for group, members in groups.items():
        rows = [tuple(map(D, amounts)) for amounts in members.values()]
        yield _named(group, type_, 0, leaf=False), tuple(map(sum, zip(*rows, strict=True)))
        for name, amounts in zip(members, rows, strict=True):
            yield _named(name, type_, 1, leaf=True), amounts


def _named(text: str, type_: AccountType, level: int, *, leaf: bool) -> dict:
    code, _, name = text.partition(" ")
    return {"account": code, "name": name, "type": type_, "level": level, "leaf": leaf}


def _totals(at: int) -> Totals:
    income = sum((amounts[at] for line, amounts in _accounts(INCOME, "income") if line["leaf"]), D(0))
    expenses = sum((amounts[at] for line, amounts in _accounts(EXPENSES, "expense") if line["leaf"]), D(0))
    return Totals(income=income, expenses=expenses, net_income=income - expenses)


def _income_statement() -> IncomeStatement:
    lines = [*_accounts(INCOME, "income"), *_accounts(EXPENSES, "expense")]
    return IncomeStatement(
        **_totals(0).model_dump(),
        budget=_totals(1),
        prior_year=_totals(2),
        year_to_date=_totals(3),
        lines=tuple(
            IncomeLine(**line, amount=actual, budget=budget, prior_year=prior, year_to_date=to_date)
            for line, (actual, budget, prior, to_date) in lines
        ),
    )


def _balance_sheet() -> BalanceSheet:
    groups: tuple[tuple[AccountType, dict], ...] = (("asset", ASSETS), ("liability", LIABILITIES), ("equity", EQUITY))
    lines = [line for type_, group in groups for line in _accounts(group, type_)]
    sums = {
        type_: sum((amounts[0] for line, amounts in lines if line["leaf"] and line["type"] == type_), D(0))
        for type_, _ in groups
    }
    return BalanceSheet(
        as_of=date(2026, 10, 31),
        assets=sums["asset"],
        liabilities=sums["liability"],
        equity=sums["equity"] + UNCLOSED,
        retained_earnings=D("2108220.37"),
        current_year_earnings=UNCLOSED,
        translation_adjustment=D(0),
        check=sums["asset"] - sums["liability"] - sums["equity"] - UNCLOSED,
        lines=tuple(
            BalanceLine(**line, amount=amount, opening=opening, prior_year=prior)
            for line, (amount, opening, prior) in lines
        ),
    )


def _cash_flow() -> CashFlow:
    lines = (
        ("operating", "Net income", "248397.89"),
        ("operating", "Depreciation", "42000.00"),
        ("operating", "Change in receivables", "-77964.95"),
        ("operating", "Change in inventory", "17710.25"),
        ("operating", "Change in payables and accruals", "43309.77"),
        ("investing", "Purchase of plant", "-40000.00"),
        ("financing", "Repayment of loan", "-25000.00"),
    )
    sums = {part: sum((D(amount) for section, _, amount in lines if section == part), D(0)) for part, _, _ in lines}
    change = sum(sums.values(), D("8065.04"))
    return CashFlow(
        **sums,
        fx_effect=D("8065.04"),
        net_change=change,
        opening_cash=D("1938242.55"),
        closing_cash=D("1938242.55") + change,
        residual=D(0),
        lines=tuple(CashFlowLine(section=part, line=name, amount=D(amount)) for part, name, amount in lines),
    )


def _trial_balance() -> TrialBalance:
    lines: list[TrialLine] = []
    for type_, groups, sign in (("asset", ASSETS, 1), ("liability", LIABILITIES, -1), ("equity", EQUITY, -1)):
        for line, (closing, opening, _) in _accounts(groups, type_):
            if line["leaf"]:
                change = sign * (closing - opening)
                lines.append(
                    TrialLine(
                        account=line["account"],
                        name=line["name"],
                        type=type_,
                        opening=sign * opening,
                        debit=max(change, D(0)),
                        credit=max(-change, D(0)),
                        closing=sign * closing,
                    )
                )
    return TrialBalance(
        debit=sum((line.debit for line in lines), D(0)),
        credit=sum((line.credit for line in lines), D(0)),
        lines=tuple(lines),
    )


def _ageing() -> AgeingReport:
    names = (
        "Albrecht Labortechnik GmbH & Co. KG",
        "Northern Water Board",
        "Universidad de Zaragoza",
        "Ørsted Målere A/S",
    )
    lines = [
        AgeingLine(
            counterparty=name,
            current=D(210000 - 31000 * at),
            d1_30=D(42000) * at,
            d31_60=D("1250.75") * at,
            d61_90=D(0),
            d90_plus=D("-310.20") if at == 2 else D(900 * at),
            total=D(210000 - 31000 * at)
            + D(42000) * at
            + D("1250.75") * at
            + (D("-310.20") if at == 2 else D(900 * at)),
            unapplied=D("120.00") if at == 1 else D(0),
        )
        for at, name in enumerate(names)
    ]
    fields = ("current", "d1_30", "d31_60", "d61_90", "d90_plus", "total", "unapplied")
    sums = {field: sum((getattr(line, field) for line in lines), D(0)) for field in fields}
    receivable = Ageing(as_of=date(2026, 10, 31), **sums, count=31, lines=tuple(lines))
    return AgeingReport(
        receivable=receivable, payable=receivable.model_copy(update={"count": 17, "lines": tuple(lines)})
    )


def _variances() -> Iterator[BudgetVariance]:
    for groups, type_, sign in ((INCOME, "income", 1), (EXPENSES, "expense", -1)):
        for line, (actual, budget, _, _) in _accounts(groups, type_):
            if line["leaf"]:
                variance = actual - budget
                percent = None if not budget else variance / abs(budget) * 100
                yield BudgetVariance(
                    account=line["account"],
                    name=line["name"],
                    type=type_,
                    department=None,
                    actual=actual,
                    budget=budget,
                    variance=variance,
                    percent=percent,
                    favourable=sign * variance >= 0,
                    material=abs(variance) >= 15000 and percent is not None and abs(percent) >= 10,
                )


def _trend() -> Iterator[TrendPoint]:
    for at in range(13):
        year, month = divmod(2025 * 12 + 9 + at, 12)
        income, expenses = D(1450000 + 41000 * (at % 5) + 9000 * at), D(1310000 + 12000 * at)
        yield TrendPoint(
            period=f"{year}-{month + 1:02}",
            income=income,
            expenses=expenses,
            net_income=income - expenses,
            cash=D(1311540 + 65000 * at - 90000 * (at % 3)),
        )


def _checks() -> tuple[Check, ...]:
    def passed(name: str, severity: str, message: str) -> Check:
        return Check.model_validate(
            {"id": name, "severity": severity, "passed": True, "expected": "0.00", "actual": "0.00", "message": message}
        )

    return (
        passed("debits_equal_credits", "hard", "Every one of 1,204 entries balances."),
        passed("balance_sheet_balances", "hard", "Assets equal liabilities and equity."),
        passed("cash_flow_ties", "hard", "The cash flow explains the whole change of the cash accounts."),
        passed("receivables_tie", "soft", "Open invoices equal account 1110."),
        Check(
            id="duplicate_entries",
            severity="soft",
            passed=False,
            expected="none",
            actual="1 pair",
            message="Entries JE-10212 and JE-10219 post the same amounts to the same accounts on 12 October 2026.",
        ),
    )
