"""The report lines that accounts may carry, and what each means for ratios and for the cash flow.

An account without a report line has that of its nearest ancestor. A word outside this list is the user's own: it
groups the account in a report and enters no ratio.
"""

CURRENT_ASSETS = frozenset(
    {"cash", "short_term_investments", "receivables", "receivables_allowance", "inventory", "tax_receivable"}
    | {"prepaid_expenses", "other_current_assets", "suspense", "intercompany"}
)
NONCURRENT_ASSETS = frozenset({"fixed_assets", "intangible_assets", "investments", "other_assets"})
CURRENT_LIABILITIES = frozenset(
    {"payables", "accrued_expenses", "deferred_income", "tax_payable", "short_term_debt"}
    | {"other_current_liabilities", "suspense", "intercompany"}
)
NONCURRENT_LIABILITIES = frozenset({"debt", "long_term_debt", "provisions", "other_liabilities"})
QUICK_ASSETS = frozenset({"cash", "short_term_investments", "receivables", "receivables_allowance"})
SALES = frozenset({"revenue"})
COST_OF_SALES = frozenset({"cost_of_sales"})
TAX = frozenset({"tax"})
BELOW_OPERATING = frozenset(
    {"other_income", "finance_income", "interest_income", "interest", "interest_expense", "finance_costs"}
    | {"other_expenses"}
    | TAX
)

SYNONYMS = {
    "bank": "cash",
    "trade_receivables": "receivables",
    "accounts_receivable": "receivables",
    "trade_payables": "payables",
    "accounts_payable": "payables",
    "inventories": "inventory",
    "property_plant_and_equipment": "fixed_assets",
    "intangibles": "intangible_assets",
    "loans": "debt",
    "sales": "revenue",
    "cogs": "cost_of_sales",
    "cost_of_goods_sold": "cost_of_sales",
    "income_tax": "tax",
    "taxes": "tax",
    "current_earnings": "current_year_earnings",
}

CASH_FLOW_OF_REPORT_LINE = {
    "cash": "cash",
    **dict.fromkeys((CURRENT_ASSETS | CURRENT_LIABILITIES) - {"cash"}, "operating"),
    **dict.fromkeys(NONCURRENT_ASSETS | {"short_term_investments"}, "investing"),
    **dict.fromkeys(NONCURRENT_LIABILITIES | {"short_term_debt"}, "financing"),
    **dict.fromkeys(("share_capital", "retained_earnings", "dividends", "other_equity"), "financing"),
    "provisions": "operating",
    "other_liabilities": "operating",
}
"""The section of an account that names no cash flow line of its own. Equity's other words have no default."""

_OPERATING = """
    depreciation amortisation amortization receivables inventory payables other_receivables other_payables
    prepaid_expenses accrued_expenses deferred_income provisions tax suspense working_capital
"""
_INVESTING = "capital_expenditure fixed_assets intangible_assets acquisitions disposals investments"
_FINANCING = "debt borrowings leases share_capital dividends retained_earnings equity"
CASH_FLOW_SECTION_OF_WORD = {
    **dict.fromkeys(_OPERATING.split(), "operating"),
    **dict.fromkeys(_INVESTING.split(), "investing"),
    **dict.fromkeys(_FINANCING.split(), "financing"),
}
"""The section of a cash flow line that is one of these words (or a synonym), without "section: words"."""


def normalised(text: str | None) -> str:
    """Return a report or cash flow line as one lower-case word with underscores, "" for none."""
    word = "_".join((text or "").strip().lower().replace("-", " ").replace("_", " ").split())
    return SYNONYMS.get(word, word)
