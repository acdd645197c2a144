"""The data steward's rules: what each check means for the pack when it fails, and where to begin."""

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
    "group_postings": (
        "Amounts stand on an account that sums others, so no detail line shows them.",
        "Move the postings to an account without children.",
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
    "cash_": (
        "The cash flow statement cannot be tied to the accounts in full.",
        "Give each balance-sheet account a cash flow line.",
    ),
    "receivable": (
        "Open invoices and ledger disagree, so the ageing and the balance sheet show different amounts.",
        "Look for manual postings to the control account and for payments without an invoice.",
    ),
    "payable": (
        "Open invoices and ledger disagree, so the ageing and the balance sheet show different amounts.",
        "Look for manual postings to the control account and for payments without an invoice.",
    ),
    "fx_revaluation": (
        "Foreign-currency balances stand at an old rate; the unrealised difference is not in the result.",
        "Post the revaluation of the accounts named and import again.",
    ),
    "fx_rates": (
        "Amounts were translated at a rate that is not of the date itself.",
        "Import the rate of the date that the message names.",
    ),
    "period_": (
        "The period's figures are not final.",
        "Wait for the missing postings, or import the books again.",
    ),
    "balances_dated": (
        "The balance sheet shows an earlier date than the pack.",
        "Import the closing balances of the period's last day.",
    ),
    "prior_year": (
        "Comparisons with the year before set a whole period against a part of one.",
        "Read the prior-year columns with that in mind, or import the earlier books.",
    ),
}
"""By the beginning of the check's id."""

GENERAL = (
    "The pack rests on books that did not pass this check.",
    "Start with the entries and accounts that the message names, and compare them with their documents.",
)


def advice(check: str) -> tuple[str, str]:
    """Return what the failed check means for the pack and what to look at first."""
    return next((text for start, text in ADVICE.items() if check.startswith(start)), GENERAL)
