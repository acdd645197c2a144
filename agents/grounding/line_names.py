"""Names of report lines: those that mean the same, and those that a text may name without a figure."""

SAME = {
    ("net", "profit"): ("net", "income"),
    ("net", "earning"): ("net", "income"),
    ("net", "loss"): ("net", "income"),
    ("net", "result"): ("net", "income"),
    ("profit", "for", "the", "period"): ("net", "income"),
    ("profit", "after", "tax"): ("net", "income"),
    ("bottom", "line"): ("net", "income"),
    ("revenue",): ("income",),
    ("turnover",): ("income",),
    ("top", "line"): ("income",),
    ("expenditure",): ("expense",),
    ("spending",): ("expense",),
    ("total", "cost"): ("expense",),
    ("operating", "profit", "margin"): ("operating", "margin"),
    ("gross", "profit", "margin"): ("gross", "margin"),
    ("dso",): ("day", "sale", "outstanding"),
    ("liquidity",): ("cash",),
    ("bank", "account"): ("cash",),
    ("past", "due"): ("overdue",),
    ("other", "than"): ("except",),
    ("owe",): ("owed",),
    ("owing",): ("owed",),
}
ALIASES = {
    ("current", "asset"): ("current", "ratio"),
    ("current", "liability"): ("current", "ratio"),
    ("loss",): ("net", "income"),
    ("gross", "profit"): ("gross", "margin"),
    ("operating", "profit"): ("operating", "margin"),
    ("investing", "activity"): ("investing", "cash", "flow"),
    ("operating", "activity"): ("operating", "cash", "flow"),
    ("financing", "activity"): ("financing", "cash", "flow"),
}
"""What a text may name where it speaks of a ratio or a flow of it."""
FIRST_WORDS = frozenset(words[0] for words in SAME)
LONGEST = max(len(words) for words in SAME)
_OTHER_LINES = (
    "ebitda ebit ebt headcount payroll rent salary wage payable inventory equity asset liability depreciation capex "
    "dividend backlog tax interest working-capital gross-profit operating-profit operating-income operating-expense "
    "other-income interest-income operating-cash-flow financing-cash-flow free-cash-flow net-debt net-sale marketing "
    "personnel insurance quick-ratio equity-ratio net-margin profit-margin debt churn arr mrr goodwill"
)
OTHER_LINES = tuple(tuple(name.split("-")) for name in _OTHER_LINES.split())
"""Lines of the field that a text may name though no figure is of them."""
