"""Where a text from outside stands: in the books, in a reader's comment, in what a model wrote before."""

import csv
import json
from collections.abc import Sequence
from pathlib import Path

IN_BOOKS = (
    "description", "counterparty", "credit note", "entry id", "document", "account name", "balance sheet account",
    "debtor", "company", "failed check", "query result",
)  # fmt: skip
IN_PAPERS = (
    "PDF passage", "DOCX passage", "HTML passage", "HTML hidden text", "Markdown passage", "CSV row", "file name",
    "heading",
)  # fmt: skip
OF_TOOLS = ("HTTP text", "HTTP JSON", "server's result", "tool description", "tool schema", "changed description")
ACCEPTED = ("tool description", "tool schema")
"""Places whose texts a person has read and accepted: a planner is told them as they are, and can do nothing by them."""
PLACES = (*IN_BOOKS, "comment", "past case", *IN_PAPERS, *OF_TOOLS, "draft", "finding", "plan")
NEVER_READ = ("HTML hidden text", "changed description")
"""Places whose texts must reach no model."""
NOT_ASKED_ABOUT = ("document", "balance sheet account")
"""Places whose texts are printed and which no agent is asked about."""

SLOTS = "abcd"
"""Each place but the account's and the company's name is there so often."""

_HARMLESS = {
    "description": "Rent of October",
    "counterparty": "Harbour Estates",
    "credit note": "Too much rent",
    "entry id": "JE-2",
    "document": "RE-77",
    "balance sheet account": "Bank",
    "debtor": "Late Customer",
    "failed check": "JE-9",
    "query result": "Capital",
}
_RENTS = ("18000", "12000", "4000", "3000")
_CREDITS = ("500", "300", "150", "50")
_DEBTS = ("20000", "15000", "10000", "5000")


def write_books(folder: Path, texts: Sequence[dict[str, str]] = ()) -> None:
    """Write small books in which each text stands in its place; the amounts are always the same."""
    put = [{place: f"{word}{slot}" for place, word in _HARMLESS.items()} for slot in SLOTS]
    for slot, given in zip(put, texts, strict=False):
        slot.update(given)
    accounts = [
        *((f"10{at}0", slot["balance sheet account"], "asset", "cash", "cash") for at, slot in enumerate(put)),
        ("1200", "Receivables", "asset", "receivables", ""),
        ("3000", "Capital", "equity", "share_capital", ""),
        ("4000", "Sales", "income", "revenue", ""),
        ("6000", _joined(texts, "account name") or "Rent", "expense", "operating_expenses", ""),
        ("6500", "Cleaning", "expense", "operating_expenses", ""),
    ]
    told = {"currency": "EUR", "company": _joined(texts, "company") or "Brightwater"}
    (folder / "books.yaml").write_text(json.dumps(told), encoding="utf-8")
    _write(folder / "accounts.csv", "code,name,type,report_line,cash_flow_line", accounts)
    _write(
        folder / "journal.csv", "entry_id,date,account,debit,credit,description,counterparty,document", _entries(put)
    )
    budget = [("2026-10", code, amount) for code, amount in (("6000", "10000"), ("4000", "50000"), ("6500", "800"))]
    _write(folder / "budget.csv", "period,account,amount", budget)
    owed = [
        (f"I{at}", "receivable", slot["debtor"], "2026-05-01", "2026-06-01", debt)
        for at, (slot, debt) in enumerate(zip(put, _DEBTS, strict=True))
    ]
    paid = ("I9", "receivable", "Prompt Customer", "2026-05-01", "2026-06-01", "100")
    _write(folder / "invoices.csv", "invoice_id,kind,counterparty,issued,due,amount", [*owed, paid])
    _write(folder / "payments.csv", "payment_id,invoice_id,date,amount", [("P1", "I9", "2026-06-01", "100")])


def _joined(texts: Sequence[dict[str, str]], place: str) -> str:
    return " ".join(given[place] for given in texts if place in given)


def _entries(put: Sequence[dict[str, str]]) -> list[tuple[str, ...]]:
    cleaning = ("Cleaning", "Sweep", "")
    lines = _entry("JE-3", "2026-10-07", "1200", "4000", "50000", ("Sale", "", ""))
    for at, (slot, rent, credit) in enumerate(zip(put, _RENTS, _CREDITS, strict=True)):
        lines += _entry(
            f"JE-1{at}", "2026-10-01", f"10{at}0", "3000", f"{50 - at}000", ("Capital", slot["query result"], "")
        )
        words = (slot["description"], slot["counterparty"], slot["document"])
        lines += _entry(f"JE-4{at}", "2026-10-05", "6000", "1000", rent, words)
        lines += _entry(slot["entry id"], "2026-10-06", "6000", "1000", "1000", ("Storage", "", ""))
        lines += _entry(f"JE-5{at}", "2026-10-09", "1000", "6000", credit, (slot["credit note"], "", ""))
        for entry in (f"JE-8{at}", slot["failed check"]):
            lines += _entry(entry, f"2026-10-2{at}", "6500", "1000", "100", cleaning)
    return lines


def _entry(entry: str, day: str, debit: str, credit: str, amount: str, words: tuple[str, ...]) -> list[tuple[str, ...]]:
    return [(entry, day, debit, amount, "", *words), (entry, day, credit, "", amount, *words)]


def _write(path: Path, header: str, rows: list[tuple[str, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header.split(","), *rows])
