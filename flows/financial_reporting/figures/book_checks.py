"""Checks on the books behind a period: entries, numbering, duplicates, and sub-ledgers against control accounts."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from flows.financial_reporting.figures.ageing import Kind, undirected_payments
from flows.financial_reporting.figures.chart import ZERO
from flows.financial_reporting.figures.check_results import agreement, nothing
from flows.financial_reporting.figures.check_titles import TITLES
from flows.financial_reporting.figures.financial_figures import Ageing, Check
from flows.financial_reporting.figures.journal_evidence import JournalEvidence
from flows.financial_reporting.figures.residues import Residues
from flows.financial_reporting.figures.view import View

CONTROL_LINES: dict[Kind, str] = {"receivable": "receivables", "payable": "payables"}


def book_checks(view: View, books: Any, evidence: JournalEvidence | None, entity: str) -> Iterator[Check]:
    """Yield what the import accepted, and what it found and the journal shows within the period of `entity`."""
    span = view.period.span
    residues = evidence.residues.up_to(span.end) if evidence else Residues()
    yield _residue_check(residues)
    yield from _found_by_import(finding.concerning(span.start, span.end, entity) for finding in books.findings)
    if evidence is not None:
        yield from _shown_by_journal(view, evidence, residues)


def direction_check(books: Any, day: date) -> Check | None:
    """Return the failed check that payments up to `day` say whether they were received or paid; None where they do."""
    undirected = undirected_payments(books, day)
    if not undirected:
        return None
    return nothing(
        "payment_direction",
        "Payments without an invoice that do not say whether they were received or paid",
        [f"{payment} of {day}" for payment, day in undirected],
        mend="Give each its invoice_id, or its kind: they count as received until then.",
    )


def control_check(view: View, kind: Kind, open_items: Ageing | None) -> Check | None:
    """Return the check that open items less unapplied ones are the control accounts' balance at the period's end.

    `open_items` and the view's ledger are in the currency of the books; None where there is nothing to compare.
    """
    accounts = view.chart.on_lines((CONTROL_LINES[kind],), ("asset", "liability"))
    if open_items is None or not accounts:
        return None
    balance = view.ledger.total(view.ledger.balance(code, open_items.as_of) for code in accounts)
    return agreement(
        f"{kind}_control",
        f"Open {kind} items equal the control accounts {', '.join(sorted(accounts))}",
        view.shown(balance if kind == "receivable" else -balance),
        open_items.total - open_items.unapplied,
        severity="soft",
        failing="Look for postings without an invoice or payment, and for payments without a posting.",
    )


def _residue_check(residues: Residues) -> Check:
    """Return the check that no accepted entry is out of balance; it counts all of them and names the largest."""
    return nothing(
        "rounding_residues",
        "Entries accepted although they are out of balance by less than the tolerance",
        residues.entries,
        mend=f"Their residues sum to {residues.total.normalize():f}, without signs to "
        f"{residues.absolute.normalize():f}. Correct their smallest line.",
        total=residues.count,
    )


def _found_by_import(findings: Iterable[Any]) -> Iterator[Check]:
    found = {finding.id: finding for finding in findings if finding.offenders}
    for id_, what in (
        ("identical_entries", "Entries that look like duplicates"),
        ("group_postings_journal", "Postings to group accounts"),
        ("group_postings_trial_balances", "Balances of group accounts"),
    ):
        finding = found.pop(id_, None)
        if finding is None and not id_.endswith("trial_balances"):
            yield nothing(id_, what, [], mend="")
        elif finding is not None:
            yield _finding_check(finding)
    yield from (_finding_check(finding) for finding in found.values())


def _finding_check(finding: Any) -> Check:
    return Check(
        id=finding.id,
        title=TITLES[finding.id],
        severity="soft",
        passed=False,
        expected="none",
        actual=str(finding.total),
        message=finding.message,
    )


def _shown_by_journal(view: View, evidence: JournalEvidence, residues: Residues) -> Iterator[Check]:
    span = view.period.span
    off = residues.by_entity
    yield agreement(
        "entities_balance",
        "Debits equal credits in each entity of the journal",
        ZERO,
        max(off.values(), key=abs, default=ZERO),
        allowed=residues.absolute,
        failing=f"Out of balance: {', '.join(name or 'the journal' for name in off)}.",
    )
    yield nothing(
        "entry_numbers",
        "Gaps in the numbering of entries",
        [f"{gap.missing} between {gap.before} and {gap.after}" for gap in evidence.gaps if gap.date in span],
        mend="Find out what became of the missing numbers.",
    )
    yield nothing(
        "unmarked_closings",
        "Entries that move income or expenses to retained earnings and are not marked as closing",
        [f"{entry} of {day}" for day, entry in evidence.unmarked_closings if day in span],
        mend="Set `closing` for entries that close the year: until then they count in the income statement.",
    )
