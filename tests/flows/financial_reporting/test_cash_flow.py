"""The cash flow statement ties to the cash accounts, and says where it does not."""

from collections.abc import Callable
from decimal import Decimal

from flows.financial_reporting.books.books import Books
from flows.financial_reporting.figures.financial_figures import CashFlow, FinancialFigures

Maker = Callable[..., Books]
Figures = Callable[..., FinancialFigures]

MONTH = """
entry_id,date,account,debit,credit
1,2024-01-01,1000,1000.00,
1,2024-01-01,3000,,1000.00
2,2024-01-05,1000,500.00,
2,2024-01-05,2500,,500.00
3,2024-01-06,1500,600.00,
3,2024-01-06,1000,,600.00
4,2024-01-10,1200,300.00,
4,2024-01-10,4000,,300.00
5,2024-01-20,1000,120.00,
5,2024-01-20,1200,,120.00
6,2024-01-25,6000,80.00,
6,2024-01-25,2000,,80.00
7,2024-01-31,6700,50.00,
7,2024-01-31,1509,,50.00
"""


def lines(flow: CashFlow) -> dict[tuple[str, str], Decimal]:
    return {(line.section, line.line): line.amount for line in flow.lines}


def test_every_account_stands_on_one_line_and_the_lines_explain_the_cash(
    make_books: Maker, figures_of: Figures
) -> None:
    flow = figures_of(make_books(journal=MONTH), "2024-01").cash_flow
    assert flow
    assert lines(flow) == {
        ("operating", "Net income"): Decimal("170.00"),
        ("operating", "Receivables"): Decimal("-180.00"),
        ("operating", "Payables"): Decimal("80.00"),
        ("operating", "Depreciation and amortisation"): Decimal("50.00"),
        ("investing", "Fixed assets"): Decimal("-600.00"),
        ("financing", "Debt"): Decimal("500.00"),
        ("financing", "Share capital"): Decimal("1000.00"),
    }
    assert (flow.operating, flow.investing, flow.financing) == (
        Decimal("120.00"),
        Decimal("-600.00"),
        Decimal("1500.00"),
    )
    assert (flow.opening_cash, flow.net_change, flow.closing_cash) == (0, Decimal("1020.00"), Decimal("1020.00"))
    assert flow.residual == 0


def test_an_account_on_no_line_leaves_a_residual_that_blocks_the_release(
    make_books: Maker, figures_of: Figures
) -> None:
    accounts = "code,name,type,cash_flow_line\n1,Bank,asset,cash\n2,Mystery,liability,\n3,Sales,income,\n"
    journal = "entry_id,date,account,amount\n1,2024-01-01,1,30\n1,2024-01-01,2,-20\n1,2024-01-01,3,-10\n"
    figures = figures_of(make_books(accounts=accounts, journal=journal), "2024-01")
    assert figures.cash_flow
    assert figures.cash_flow.residual == Decimal("20.00")
    checks = {check.id: check for check in figures.checks}
    assert (checks["cash_flow"].severity, checks["cash_flow"].passed) == ("hard", False)
    assert "none" not in checks["cash_flow_lines"].actual and ": 2." in checks["cash_flow_lines"].message
    assert not figures.releasable


def test_books_that_name_no_cash_account_have_no_cash_flow(make_books: Maker, figures_of: Figures) -> None:
    accounts = "code,name,type\n1,Bank,asset\n3,Sales,income\n"
    journal = "entry_id,date,account,amount\n1,2024-01-01,1,10\n1,2024-01-01,3,-10\n"
    figures = figures_of(make_books(accounts=accounts, journal=journal), "2024-01")
    assert figures.cash_flow is None
    assert any(part.part == "cash_flow" and "cash_flow_line 'cash'" in part.reason for part in figures.missing)
    assert any(check.id == "cash_accounts" and not check.passed for check in figures.checks)


def test_a_gain_on_a_disposal_is_taken_out_of_operating(make_books: Maker, figures_of: Figures) -> None:
    accounts = """
code,name,type,cash_flow_line
1,Bank,asset,cash
2,Van,asset,investing: Vehicles
3,Gain on disposal,income,investing: Vehicles
4,Capital,equity,financing
"""
    journal = """
entry_id,date,account,amount
1,2024-01-01,2,100
1,2024-01-01,4,-100
2,2024-02-01,1,130
2,2024-02-01,2,-100
2,2024-02-01,3,-30
"""
    flow = figures_of(make_books(accounts=accounts, journal=journal), "2024-02").cash_flow
    assert flow
    assert (flow.operating, flow.investing, flow.residual) == (0, Decimal("130.00"), 0)
    assert lines(flow)[("investing", "Vehicles")] == Decimal("130.00")


def test_revaluing_a_foreign_bank_account_is_the_exchange_rate_effect(make_books: Maker, figures_of: Figures) -> None:
    accounts = """
code,name,type,cash_flow_line,currency
1,Bank USD,asset,cash,USD
3,Capital,equity,financing,
4,Exchange gains,income,,
"""
    journal = """
entry_id,date,account,amount,currency,fx_rate
1,2024-01-02,1,100,USD,0.9
1,2024-01-02,3,-90,EUR,
2,2024-01-31,1,5,EUR,
2,2024-01-31,4,-5,EUR,
"""
    rates = "date,from_currency,to_currency,rate,kind\n2024-01-31,USD,EUR,0.95,closing\n"
    figures = figures_of(make_books(accounts=accounts, journal=journal, fx_rates=rates), "2024-01")
    flow = figures.cash_flow
    assert flow
    assert (flow.operating, flow.financing, flow.fx_effect) == (0, Decimal("90.00"), Decimal("5.00"))
    assert (flow.net_change, flow.residual) == (Decimal("95.00"), 0)
    (line,) = figures.fx_revaluation
    assert (line.balance, line.carrying, line.revalued, line.unrealised) == (
        Decimal("100.00"),
        Decimal("95.00"),
        Decimal("95.00"),
        0,
    )


def test_a_foreign_account_that_was_not_revalued_is_named_with_the_amount(
    make_books: Maker, figures_of: Figures
) -> None:
    accounts = "code,name,type,currency\n1,Debtor USD,asset,USD\n4,Sales,income,\n"
    journal = "entry_id,date,account,amount,currency,fx_rate\n1,2024-01-02,1,100,USD,0.9\n1,2024-01-02,4,-90,,\n"
    rates = "date,from_currency,to_currency,rate,kind\n2024-01-30,EUR,USD,1.25,closing\n"
    figures = figures_of(make_books(accounts=accounts, journal=journal, fx_rates=rates), "2024-01")
    assert figures.fx_revaluation[0].unrealised == Decimal("-10.00")
    check = next(check for check in figures.checks if check.id == "fx_revaluation")
    assert (check.severity, check.passed) == ("soft", False) and "1 (-10.00)" in check.message


def test_a_revaluation_without_a_rate_says_which_is_missing_and_blocks(make_books: Maker, figures_of: Figures) -> None:
    accounts = "code,name,type,currency\n1,Debtor USD,asset,USD\n4,Sales,income,\n"
    journal = "entry_id,date,account,amount,currency,fx_rate\n1,2024-01-02,1,100,USD,0.9\n1,2024-01-02,4,-90,,\n"
    figures = figures_of(make_books(accounts=accounts, journal=journal), "2024-01")
    check = next(check for check in figures.checks if check.id == "fx_rates")
    assert (check.severity, check.passed) == ("hard", False)
    assert "from USD to EUR for 2024-01-31" in check.message
