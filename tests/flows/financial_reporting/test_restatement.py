"""What a revision says about the pack before it: the figures that change and the entries that came in since."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from flows.financial_reporting.books.books import Books
from flows.financial_reporting.books.library import keep_books
from flows.financial_reporting.brief import PROCESS, ReportingBrief
from flows.financial_reporting.figures.engine import financial_figures
from flows.financial_reporting.figures.financial_figures import FinancialFigures
from flows.financial_reporting.restatement import NothingToRestate, refuse_without_predecessor, restated
from tasks.casebook.answers import freeze_answer
from tasks.casebook.attempts import close
from tasks.casebook.cases import Case, claim
from tasks.snapshot import Manifest, keep_model

Maker = Callable[..., Books]

pytestmark = pytest.mark.parametrize("casebook", ["sqlite"], indirect=True)

BOOKED = "entry_id,date,account,amount,description\n1,2024-02-10,1000,200,\n1,2024-02-10,4000,-200,\n"
LATE = "late,2024-02-20,6000,50,Rent of February\nlate,2024-02-20,1000,-50,\n"
OLD = "old,2023-03-03,1000,70,\nold,2023-03-03,3000,-70,\n"
RATES = """
date,from_currency,to_currency,rate,kind
2024-02-29,EUR,USD,1.50,closing
2024-02-29,EUR,USD,1.30,average
"""


def figures_of(books: Books, brief: ReportingBrief) -> FinancialFigures:
    return financial_figures(books, brief, today=date(2026, 11, 21))


async def released(brief: ReportingBrief, books: Books) -> None:
    """Close the brief's case with its pack released, as the flow does."""
    row = await claim(PROCESS.name, brief.natural_key(), brief.model_dump(), owner=uuid4(), requester="dee")
    case = Case(
        id=row.id,
        tenant=row.tenant,
        process=PROCESS.name,
        steps=PROCESS.steps,
        epoch=row.epoch,
        requester=row.requester,
    )
    manifest = await keep_books(books, mapping="")
    computed = {"figures": await keep_model(figures_of(books, brief))}
    await freeze_answer(case, "books", manifest, request_sha256="", provenance={})
    await freeze_answer(case, "figures", computed, request_sha256="", provenance={})
    await close(case, {"status": "released"})


async def restating(brief: ReportingBrief, before: Books, after: Books) -> tuple[str, ...]:
    await released(brief, before)
    revision = brief.model_copy(update={"revision": 2})
    manifest: Manifest = await keep_books(after, mapping="")
    return await restated(revision, figures_of(after, revision), manifest)


def test_changed_figures_are_in_the_report_s_currency_and_late_entries_as_they_were_booked(
    casebook: Any, make_books: Maker
) -> None:
    before, after = (make_books(journal=journal, fx_rates=RATES) for journal in (BOOKED, BOOKED + LATE))
    said = casebook(restating(ReportingBrief(period="2024-02", currency="USD"), before, after))
    assert said[0] == "This pack restates revision 1."
    assert "Expenses: USD 0.00 before, USD 65.00 now." in said, "50 at the average rate of February"
    assert "Parts that differ: income statement, balance sheet, cash flow statement" in said[-3]
    assert said[-1] == "Entry late of 20 February 2024 came in since: 6000, debit EUR 50.00, Rent of February."
    assert said[-2] == "Entry late of 20 February 2024 came in since: 1000, credit EUR 50.00."


def test_a_revision_that_changes_nothing_says_so(casebook: Any, make_books: Maker) -> None:
    books = make_books(journal=BOOKED, fx_rates=RATES)
    said = casebook(restating(ReportingBrief(period="2024-02"), books, books))
    assert said == ("This pack restates revision 1.", "No figure and no posting up to the period's end has changed.")


@pytest.mark.parametrize(
    ("before", "after", "sentences"),
    [
        (BOOKED + LATE, BOOKED, ["Entry late of 20 February 2024 is gone: 6000, debit EUR 50.00, Rent of February."]),
        (
            BOOKED + LATE,
            (BOOKED + LATE).replace("6000,50,", "6700,50,"),
            [
                "Entry late of 20 February 2024 was changed from 6000, debit EUR 50.00 to 6700, debit EUR 50.00.",
                "Parts that differ: income statement, trial balance.",
            ],
        ),
        (
            BOOKED + LATE,
            (BOOKED + LATE).replace("2024-02-20", "2024-03-01"),
            [
                "Entry late of 20 February 2024 was changed from 6000, debit EUR 50.00, on 20 February 2024 to 6000, "
                "debit EUR 50.00, on 1 March 2024."
            ],
        ),
        (
            BOOKED + OLD,
            BOOKED + OLD.replace("70", "80"),
            ["Entry old of 3 March 2023 was changed from 3000, credit EUR 70.00 to 3000, credit EUR 80.00."],
        ),
    ],
    ids=["gone", "another account", "moved to the next month", "before the fiscal year"],
)
def test_an_entry_that_was_corrected_or_removed_is_told_as_such(
    casebook: Any, make_books: Maker, before: str, after: str, sentences: list[str]
) -> None:
    books = [make_books(journal=journal, fx_rates=RATES) for journal in (before, after)]
    said = casebook(restating(ReportingBrief(period="2024-02"), *books))
    assert set(sentences) <= set(said), said


@pytest.mark.parametrize(
    ("column", "value", "then", "now"),
    [
        ("department", "Sales", "department Sales", "no department"),
        ("counterparty", "Ada & Co.", "counterparty Ada & Co.", "no counterparty"),
        ("closing", "true", "closing entry", "not a closing entry"),
    ],
)
def test_what_figures_depend_on_beside_the_amount_is_compared(
    casebook: Any, make_books: Maker, column: str, value: str, then: str, now: str
) -> None:
    journal = f"entry_id,date,account,amount,{column}\n1,2024-02-10,1000,200,{{0}}\n1,2024-02-10,4000,-200,{{0}}\n"
    books = [make_books(journal=journal.format(told), fx_rates=RATES) for told in (value, "")]
    said = casebook(restating(ReportingBrief(period="2024-02"), *books))
    booked = "1000, debit EUR 200.00"
    assert f"Entry 1 of 10 February 2024 was changed from {booked}, {then} to {booked}, {now}." in said


def test_parts_that_differ_are_named_where_no_headline_and_no_posting_changed(casebook: Any, make_books: Maker) -> None:
    budget = "period,account,amount\n2024-02,6000,{0}\n"
    books = [make_books(journal=BOOKED, budget=budget.format(amount)) for amount in (10, 20)]
    said = casebook(restating(ReportingBrief(period="2024-02"), *books))
    assert said == ("This pack restates revision 1.", "Parts that differ: income statement, budget variances.")


def test_a_pack_names_the_first_postings_and_counts_the_rest(casebook: Any, make_books: Maker) -> None:
    many = "".join(f"n{at},2024-02-11,1000,1,\nn{at},2024-02-11,4000,-1,\n" for at in range(30))
    books = [make_books(journal=journal, fx_rates=RATES) for journal in (BOOKED, BOOKED + many)]
    said = casebook(restating(ReportingBrief(period="2024-02"), *books))
    assert said[-1] == "20 further postings came in, were changed or are gone."
    assert sum(sentence.startswith("Entry n") for sentence in said) == 40


def test_a_revision_before_its_predecessor_is_decided_is_refused(casebook: Any) -> None:
    with pytest.raises(NothingToRestate, match="start revision 1, or decide it first"):
        casebook(refuse_without_predecessor(ReportingBrief(period="2024-02", revision=2)))
