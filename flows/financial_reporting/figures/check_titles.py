"""What each check is called where a person reads it."""

from flows.financial_reporting.figures.financial_figures import Check

TITLES = {
    "balance_sheet": "Balance sheet balances",
    "trial_balance": "Trial balance balances",
    "cash_flow": "Cash flow explains the change of cash",
    "cash_flow_lines": "Every account stands on a line of the cash flow",
    "cash_accounts": "Cash accounts are marked",
    "retained_earnings": "Retained earnings roll forward",
    "suspense": "Suspense accounts are empty",
    "report_lines": "Every account has a report line",
    "intercompany": "Balances between companies cancel out",
    "fx_revaluation": "Foreign-currency accounts are at the closing rate",
    "fx_rates": "Exchange rates are complete",
    "period_over": "The period is over",
    "period_posted": "The period has postings",
    "balances_dated": "Closing balances are of the period",
    "prior_year_complete": "Prior-year columns cover their whole period",
    "rounding_residues": "Entries balance without rounding residues",
    "entities_balance": "Debits equal credits",
    "entry_numbers": "Entry numbers have no gaps",
    "unmarked_closings": "Closing entries are marked",
    "identical_entries": "No entry was posted twice",
    "group_postings_journal": "No postings to group accounts",
    "group_postings_trial_balances": "No balances on group accounts",
    "unused_columns": "Every column of the files was used",
    "receivable_control": "Open receivables equal their control accounts",
    "payable_control": "Open payables equal their control accounts",
    "payment_direction": "Every payment says whether it was received or paid",
}
"""By check id, for a pass: a failed check says what is wrong in its message."""


def title_of(check: Check) -> str:
    """Return the title of a check; of one kept by an earlier version, its id in words."""
    return check.title or TITLES.get(check.id) or check.id.replace("_", " ").capitalize()
