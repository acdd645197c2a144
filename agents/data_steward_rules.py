"""The data steward's rules: what each check means for the pack when it fails, and where to begin."""

_WITHIN_RESIDUES = (
    "The difference is no more than what entries were accepted out of balance by; no line of the pack is off by more.",
    "Correct the entries that the check of rounding residues names, and import them again.",
)
_CONTROL = (
    "Open invoices and ledger disagree, so the ageing and the balance sheet show different amounts.",
    "Look for manual postings to the control account and for payments without an invoice.",
)
_GROUPS = (
    "Amounts stand on an account that sums others, so no detail line shows them.",
    "Move the amounts to an account without children.",
)

ADVICE: dict[str, tuple[str, str]] = {
    "identical_entries": (
        "If one of them was booked twice, the accounts of the entry are overstated by its amount.",
        "Compare both entries with their documents; reverse the one that has none of its own.",
    ),
    "entry_numbers": (
        "An entry may be missing from the books, or its number was never used.",
        "Look for deleted or cancelled entries, and for entries that the export left out.",
    ),
    "rounding_residues": (
        "Entries were accepted though they do not balance to the last unit; the figures carry the residue.",
        "Start with the entries that the message names and correct their smallest line.",
    ),
    "group_postings_journal": _GROUPS,
    "group_postings_trial_balances": _GROUPS,
    "balance_sheet": _WITHIN_RESIDUES,
    "trial_balance": _WITHIN_RESIDUES,
    "cash_flow": _WITHIN_RESIDUES,
    "entities_balance": _WITHIN_RESIDUES,
    "retained_earnings": (
        "Retained earnings moved by more than net income and dividends; the roll-forward does not come to its closing "
        "balance.",
        "Find out what was booked to the retained earnings accounts directly, and whether it belongs to the result.",
    ),
    "unmarked_closings": (
        "An entry that looks like a year-end closing counts as business of the period.",
        "If it closes the year, mark it as a closing entry in the mapping and import again.",
    ),
    "suspense": (
        "Amounts wait for their account, so some line of the pack lacks them.",
        "Clear the suspense accounts, oldest posting first.",
    ),
    "report_lines": (
        "The amounts are in the totals, under no line of the report.",
        "Give each account named a report line in the chart of accounts.",
    ),
    "intercompany": (
        "Business between the companies remains in the totals.",
        "Ask both companies for the balance of the account and compare entry by entry.",
    ),
    "cash_flow_lines": (
        "The change of these accounts stands on no line of the cash flow, so its residual holds it.",
        "Give each account named a cash flow line.",
    ),
    "cash_accounts": (
        "No account is marked as cash, so the pack has no cash flow statement.",
        "Give the accounts of cash and cash equivalents the cash flow line “cash”.",
    ),
    "receivable_control": _CONTROL,
    "payable_control": _CONTROL,
    "payment_direction": (
        "These payments are taken off the receivables, though some of them may have been paid to suppliers.",
        "Find out on the bank statement which way each payment went, and give it its invoice or its kind.",
    ),
    "fx_revaluation": (
        "Foreign-currency balances stand at an old rate; the unrealised difference is not in the result.",
        "Post the revaluation of the accounts named and import again.",
    ),
    "period_over": (
        "The period's figures are not final.",
        "Report the period once more when it is over.",
    ),
    "period_posted": (
        "Nothing was booked in the period, or its postings were not imported.",
        "Check which dates the export covers, and import the period's postings.",
    ),
    "unused_columns": (
        "What these columns hold takes no part in any figure.",
        "If a figure needs one of them, name it in the mapping file and import again.",
    ),
    "balances_dated": (
        "The balance sheet shows an earlier date than the pack.",
        "Import the closing balances of the period's last day.",
    ),
    "prior_year_complete": (
        "Comparisons with the year before set a whole period against a part of one.",
        "Read the prior-year columns with that in mind, or import the earlier books.",
    ),
}
"""By the check's id: every check that can fail without blocking the release."""

GENERAL = (
    "The pack rests on books that did not pass this check.",
    "Start with what the message names, and compare it with the books.",
)
"""For a check that these rules do not know."""


def advice(check: str) -> tuple[str, str]:
    """Return what the failed check means for the pack and what to look at first."""
    return ADVICE.get(check, GENERAL)
