"""What the checks page finds, where it says it is, and what it lets pass."""

from collections.abc import Callable

from agents.data_steward_rules import ADVICE
from flows.financial_reporting.books.books import Books
from flows.financial_reporting.figures.check_titles import TITLES
from flows.financial_reporting.figures.financial_figures import Check, FinancialFigures
from flows.financial_reporting.figures.fiscal_calendar import FiscalCalendar
from flows.financial_reporting.figures.periods import named_span
from flows.financial_reporting.figures.residues import read_residues

Maker = Callable[..., Books]
Figures = Callable[..., FinancialFigures]

HEAD = "entry_id,date,account,amount,entity\n"


def checks(figures: FinancialFigures) -> dict[str, Check]:
    assert len({check.id for check in figures.checks}) == len(figures.checks), "a check occurs once"
    return {check.id: check for check in figures.checks}


def entry(number: str, day: str, amount: str, debit: str = "1000", credit: str = "3000", entity: str = "") -> str:
    return f"{number},{day},{debit},{amount},{entity}\n{number},{day},{credit},-{amount},{entity}\n"


def test_sound_books_pass_every_check(make_books: Maker, figures_of: Figures) -> None:
    figures = figures_of(make_books(journal=HEAD + entry("1", "2024-01-05", "10")), "2024-01")
    assert figures.releasable
    assert [check.id for check in figures.checks if not check.passed] == []


def test_an_accepted_residue_is_shown_and_makes_the_balance_check_soft(make_books: Maker, figures_of: Figures) -> None:
    figures = figures_of(make_books(journal=HEAD + "1,2024-01-05,1000,10.004,\n1,2024-01-05,4000,-10,\n"), "2024-01")
    found = checks(figures)
    assert figures.releasable
    assert (found["balance_sheet"].severity, found["balance_sheet"].passed) == ("soft", False)
    assert "0.004" in found["balance_sheet"].message
    assert not found["rounding_residues"].passed and "1 of 2024-01-05 (0.004)" in found["rounding_residues"].message
    assert figures.balance_sheet and f"{figures.balance_sheet.check:f}" == "0.004"


def test_a_residue_excuses_the_days_and_the_entity_it_is_of_and_no_others(
    make_books: Maker, figures_of: Figures
) -> None:
    journal = HEAD + entry("1", "2024-01-05", "10", entity="DE") + entry("2", "2024-02-05", "10", entity="IE")
    journal += "3,2024-02-06,1000,10.004,IE\n3,2024-02-06,4000,-10,IE\n"
    books = make_books(journal=journal)

    def residues(period: str, **brief: str) -> str:
        return checks(figures_of(books, period, **brief))["rounding_residues"].actual

    assert [residues(f"2024-0{month}") for month in (1, 2, 3)] == ["none", "1", "1"]
    assert [residues("2024-02", entity=entity) for entity in ("DE", "IE")] == ["none", "1"]
    march = read_residues(books, "").within(named_span("2024-03", FiscalCalendar("12-31")))
    assert march.absolute == 0


def test_a_balance_sheet_that_is_off_by_more_than_the_residues_blocks(make_books: Maker, figures_of: Figures) -> None:
    balances = "period,account,amount,kind\n2024-01,1000,100,movement\n2024-01,3000,-99.99,movement\n"
    figures = figures_of(make_books(trial_balances=balances), "2024-01")
    found = checks(figures)["balance_sheet"]
    assert (found.severity, found.passed, found.expected, found.actual) == ("hard", False, "99.99", "100.00")
    assert not figures.releasable


def test_a_gap_in_the_numbering_is_found_in_its_period(make_books: Maker, figures_of: Figures) -> None:
    journal = HEAD + "".join(entry(f"JE-{n:04d}", "2024-01-05", str(n)) for n in range(1, 12) if n not in (6, 7))
    journal += "".join(entry(f"JE-{n:04d}", "2024-02-05", str(n)) for n in range(12, 40))
    books = make_books(journal=journal)
    january = checks(figures_of(books, "2024-01"))["entry_numbers"]
    assert not january.passed and "2 between JE-0005 and JE-0008" in january.message
    assert checks(figures_of(books, "2024-02"))["entry_numbers"].passed


def test_references_that_are_no_sequence_have_no_gaps(make_books: Maker, figures_of: Figures) -> None:
    journal = HEAD + "".join(entry(str(n * n * 17), "2024-01-05", str(n)) for n in range(1, 12))
    assert checks(figures_of(make_books(journal=journal), "2024-01"))["entry_numbers"].passed


def test_the_same_entry_under_two_numbers_is_named(make_books: Maker, figures_of: Figures) -> None:
    journal = HEAD + entry("1", "2024-01-05", "10") + entry("2", "2024-01-05", "10") + entry("3", "2024-01-06", "10")
    found = checks(figures_of(make_books(journal=journal), "2024-01"))["identical_entries"]
    assert not found.passed and "1 = 2" in found.message


def test_twins_are_named_in_the_pack_of_their_own_period_and_entity(make_books: Maker, figures_of: Figures) -> None:
    journal = HEAD + entry("1", "2024-01-05", "10", entity="IE") + entry("2", "2024-01-05", "10", entity="IE")
    journal += entry("3", "2024-01-05", "7", entity="DE") + entry("4", "2024-02-05", "10", entity="IE")
    books = make_books(journal=journal)
    assert not checks(figures_of(books, "2024-01", entity="IE"))["identical_entries"].passed
    assert checks(figures_of(books, "2024-02"))["identical_entries"].passed
    assert checks(figures_of(books, "2024-01", entity="DE"))["identical_entries"].passed


def test_a_posting_to_a_group_account_is_named(make_books: Maker, figures_of: Figures) -> None:
    journal = HEAD + entry("1", "2024-01-05", "10", debit="1500")
    found = checks(figures_of(make_books(journal=journal), "2024-01"))["group_postings_journal"]
    assert (found.severity, found.passed) == ("soft", False) and "1500" in found.message


def test_postings_to_a_group_account_are_named_in_the_pack_of_their_own_period_and_entity(
    make_books: Maker, figures_of: Figures
) -> None:
    journal = HEAD + entry("1", "2024-01-05", "10", debit="1500", entity="IE")
    journal += entry("2", "2024-01-06", "10", debit="1500", entity="IE")
    journal += entry("3", "2024-02-06", "10", entity="IE") + entry("4", "2024-01-06", "10", entity="DE")
    books = make_books(journal=journal)
    found = checks(figures_of(books, "2024-01", entity="IE"))["group_postings_journal"]
    assert found.actual == "1" and "1500 (2 rows)" in found.message
    assert checks(figures_of(books, "2024-02"))["group_postings_journal"].passed
    assert checks(figures_of(books, "2024-01", entity="DE"))["group_postings_journal"].passed


def test_a_suspense_account_with_a_balance_is_named(make_books: Maker, figures_of: Figures) -> None:
    accounts = "code,name,type,report_line,cash_flow_line\n1,Bank,asset,cash,cash\n2,To clear,liability,suspense,\n"
    journal = HEAD + entry("1", "2024-01-05", "10", "1", "2")
    found = checks(figures_of(make_books(accounts=accounts, journal=journal), "2024-01"))["suspense"]
    assert not found.passed and "2 (-10.00)" in found.message


def test_an_account_without_a_report_line_is_named_among_those_that_have_one(
    make_books: Maker, figures_of: Figures
) -> None:
    accounts = "code,name,type,report_line,cash_flow_line\n1,Bank,asset,cash,cash\n2,Gift,income,,\n"
    journal = HEAD + entry("1", "2024-01-05", "10", "1", "2")
    found = checks(figures_of(make_books(accounts=accounts, journal=journal), "2024-01"))["report_lines"]
    assert not found.passed and ": 2." in found.message


def test_balances_between_companies_must_cancel_out(make_books: Maker, figures_of: Figures) -> None:
    accounts = "code,name,type,report_line,cash_flow_line\n1,Bank,asset,cash,cash\n2,Group,asset,intercompany,\n"
    ireland = entry("1", "2024-01-05", "10", "2", "1", "IE")
    agreed = ireland + entry("2", "2024-01-05", "10", "1", "2", "DE")
    books = make_books(accounts=accounts, journal=HEAD + agreed)
    assert checks(figures_of(books, "2024-01"))["intercompany"].passed
    books = make_books(accounts=accounts, journal=HEAD + agreed.replace("10", "9", 2))
    found = checks(figures_of(books, "2024-01"))["intercompany"]
    assert not found.passed and found.actual == "-1.00"


def test_a_period_that_is_not_over_says_so(make_books: Maker, figures_of: Figures) -> None:
    figures = figures_of(make_books(journal=HEAD + entry("1", "2026-11-05", "10")), "2026-11")
    assert not checks(figures)["period_over"].passed


def test_the_steward_has_advice_of_its_own_for_every_check_that_can_fail_without_blocking() -> None:
    assert set(ADVICE) == set(TITLES) - {"fx_rates"}, "a missing rate is a hard check: it never reaches the steward"
