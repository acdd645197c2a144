"""Journals drawn at random: any postings that balance."""

from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

CHART = """code,name,type,parent,report_line,cash_flow_line
10,Bank,asset,,cash,cash
12,Debtors,asset,,receivables,
15,Plant,asset,,fixed_assets,
20,Creditors,liability,,payables,
25,Loan,liability,20,debt,
30,Capital,equity,,share_capital,
31,Kept,equity,30,retained_earnings,
40,Sales,income,,revenue,
50,Costs,expense,40,cost_of_sales,
"""
CODES = [line.split(",")[0] for line in CHART.splitlines()[1:]]
EARNINGS = {"40", "50", "31"}
Entry = list[tuple[date, str, Decimal, bool]]
"""Day, account, debit-positive amount and whether it closes the year."""

days = st.dates(date(2023, 10, 1), date(2024, 3, 31))
amounts = st.decimals(min_value=-(10**7), max_value=10**7, places=2)


@st.composite
def balanced_entries(draw: st.DrawFn) -> Entry:
    """Draw postings of one entry: any accounts, the last one taking what makes it balance."""
    closing = draw(st.booleans()) and draw(st.booleans())
    codes = draw(st.lists(st.sampled_from(sorted(EARNINGS) if closing else CODES), min_size=1, max_size=4))
    values = draw(st.lists(amounts, min_size=len(codes), max_size=len(codes)))
    day = draw(days)
    last = "31" if closing else draw(st.sampled_from(CODES))
    postings = [(day, code, value, closing) for code, value in zip(codes, values, strict=True)]
    return [*postings, (day, last, -sum(values), closing)]


def journal(entries: list[Entry]) -> str:
    """Return the entries as the journal's CSV; every other posting belongs to a department."""
    rows = [
        f"{number},{day},{code},{value},{str(closing).lower()},{'North' if place % 2 else ''}"
        for number, entry in enumerate(entries)
        for place, (day, code, value, closing) in enumerate(entry)
    ]
    return "\n".join(["entry_id,date,account,amount,closing,department", *rows]) + "\n"
