"""How two states of the books differ in one posting, in a sentence for the reader of a pack."""

from collections.abc import Collection

from flows.financial_reporting.books.importing.late import Posting, PostingChange
from reports.money import amount_text, day_text


def change_sentence(change: PostingChange, currency: str) -> str:
    """Return what became of a posting, in the `currency` of the books it stands in: so it is found there."""
    before, after, posting = change.before, change.after, change.posting
    if before and after:
        was, now = _circumstances(before), _circumstances(after)
        differing = [name for name in was if was[name] != now[name]]
        entry = f"Entry {posting.entry_id} of {day_text(before.date)}"
        return (
            f"{entry} was changed from {_booked(before, currency, differing)} to {_booked(after, currency, differing)}."
        )
    told = ["description"] if posting.description else []
    became = "came in since" if after else "is gone"
    return f"Entry {posting.entry_id} of {day_text(posting.date)} {became}: {_booked(posting, currency, told)}."


def _booked(posting: Posting, currency: str, told: Collection[str]) -> str:
    """Return account and amount of a posting, with those of its circumstances that are to be `told`."""
    side = "debit" if posting.amount > 0 else "credit"
    further = [text for name, text in _circumstances(posting).items() if name in told]
    return ", ".join([posting.account, f"{side} {amount_text(abs(posting.amount), currency)}", *further])


def _circumstances(posting: Posting) -> dict[str, str]:
    """Return what a posting says beside its account and amount."""
    return {
        "date": f"on {day_text(posting.date)}",
        "posted": f"posted as {amount_text(posting.posted_amount, posting.posted_currency)}"
        if posting.posted_currency
        else "posted in the currency of the books",
        "department": f"department {posting.department}" if posting.department else "no department",
        "counterparty": f"counterparty {posting.counterparty}" if posting.counterparty else "no counterparty",
        "closing": "closing entry" if posting.closing else "not a closing entry",
        "description": posting.description or "no description",
    }
