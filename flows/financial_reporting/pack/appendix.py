"""The appendix of a pack: the trial balance, and the postings behind each material variance."""

from collections.abc import Iterator
from decimal import Decimal

from flows.financial_reporting.figures.financial_figures import (
    BudgetVariance,
    FinancialFigures,
    TrialBalance,
    TrialLine,
)
from flows.financial_reporting.pack.equity import EARLIER
from flows.financial_reporting.pack.missing import missing_section
from flows.financial_reporting.pack.variances import Anchors
from flows.financial_reporting.words.postings import Drilldown, Posting, PostingsBehind
from reports.document import Section
from reports.money import amount_text
from reports.table import Cell, Column, Row, Table
from reports.text import paragraph

SIGNS = "Opening and closing balances are positive where they are debits; their totals must be nil."
UNCLOSED = "Income and expenses open at nil each fiscal year; earlier results not yet closed stand in their own row."


def trial_balance(figures: FinancialFigures) -> Section:
    """Return the trial balance, debits positive, accounts without any amount left out."""
    balance = figures.trial_balance
    title = "Appendix: trial balance"
    if balance is None:
        return missing_section(figures, title, "trial_balance")
    rows = [_trial_row(line) for line in balance.lines if line.opening or line.debit or line.credit or line.closing]
    unclosed = _unclosed_earnings(balance)
    rows += unclosed
    sums = [sum((_decimal(row.cells[at]) for row in rows), Decimal(0)) for at in range(1, 5)]
    total = Row(cells=("Total", *sums), role="total", adds=tuple(range(len(rows))))
    table = Table(
        title="Trial balance",
        columns=(
            Column(title="Account"),
            *(Column(title=title, type="money") for title in ("Opening", "Debit", "Credit", "Closing")),
        ),
        rows=(*rows, total),
        currency=figures.currency,
        notes=(SIGNS, *([UNCLOSED] if unclosed else []), *_unexplained(figures, sums)),
    )
    return Section(title=title, blocks=(table,))


def postings(figures: FinancialFigures, behind: Drilldown, anchors: Anchors) -> Section:
    """Return the largest postings behind each material variance; the rest of them as one row."""
    tables = [
        _postings_table(figures, variance, behind[variance.key], anchors)
        for variance in figures.material_variances
        if behind.get(variance.key)
    ]
    said = "No posting stands behind a material variance in these books."
    blocks = tuple(tables) if tables else (paragraph(said),)
    return Section(title="Appendix: postings behind variances", blocks=blocks)


def posting_anchors(figures: FinancialFigures, behind: Drilldown) -> Anchors:
    """Return a name for the first row of each entry in each variance's table."""
    found: dict[tuple[str, str], str] = {}
    for variance in figures.material_variances:
        key = variance.key
        for posting in behind[key].listed if key in behind else ():
            found.setdefault((key, posting.entry_id), f"posting-{len(found) + 1}")
    return found


def _unclosed_earnings(balance: TrialBalance) -> list[Row]:
    """Return the earnings of earlier years that no account holds as a row, none where there are none."""
    own = balance.unclosed
    return [] if own is None else [Row(cells=(EARLIER, own.opening, own.debit, own.credit, own.closing))]


def _unexplained(figures: FinancialFigures, sums: list[Decimal]) -> tuple[str, ...]:
    """Say by how much the balances do not cancel out, and whether the import accepted that much."""
    if not (sums[0] or sums[3]):
        return ()
    said = [amount_text(sums[at], figures.currency) for at in (0, 3)]
    accepted = any(each.id == "balance_sheet" and each.severity == "soft" for each in figures.checks)
    residue = " The import accepted entries that are out of balance by that much." if accepted else ""
    return (f"Balances do not cancel out: opening by {said[0]}, closing by {said[1]}.{residue}",)


def _trial_row(line: TrialLine) -> Row:
    named = line.name if line.name == line.account else f"{line.account} {line.name}"
    return Row(cells=(named, line.opening, line.debit, line.credit, line.closing))


def _postings_table(
    figures: FinancialFigures, variance: BudgetVariance, behind: PostingsBehind, anchors: Anchors
) -> Table:
    rows = list(_posting_rows(variance.key, behind, anchors))
    total = sum((_decimal(row.cells[-1]) for row in rows), Decimal(0))
    rows.append(Row(cells=("Total", None, "", "", total), role="total", adds=tuple(range(len(rows)))))
    notes = ()
    if total != variance.actual:
        actual, found = (amount_text(amount, figures.currency) for amount in (variance.actual, total))
        notes = (f"These postings come to {found}; the account's actual is {actual}.",)
    return Table(
        title=variance.title,
        columns=(
            Column(title="Entry", weight=2),
            Column(title="Date", type="date"),
            Column(title="Description", weight=7),
            Column(title="Counterparty", weight=4),
            Column(title="Amount", type="money"),
        ),
        rows=tuple(rows),
        currency=figures.currency,
        notes=notes,
    )


def _posting_rows(key: str, behind: PostingsBehind, anchors: Anchors) -> Iterator[Row]:
    named: set[str] = set()
    for posting in behind.listed:
        anchor = "" if posting.entry_id in named else anchors.get((key, posting.entry_id), "")
        named.add(posting.entry_id)
        yield Row(cells=_posting_cells(posting), anchor=anchor)
    if behind.others:
        said = f"{behind.others} further posting{'s' if behind.others > 1 else ''}"
        yield Row(cells=("", None, said, "", behind.others_amount))


def _posting_cells(posting: Posting) -> tuple[Cell, ...]:
    return posting.entry_id, posting.date, posting.description, posting.counterparty, posting.amount


def _decimal(cell: Cell) -> Decimal:
    return cell if isinstance(cell, Decimal) else Decimal(0)
