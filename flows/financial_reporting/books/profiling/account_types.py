"""What type an account probably is, by its number or its name: a guess that a person checks."""

from collections.abc import Iterable

from flows.financial_reporting.books.profiling.synonyms import plain

_SKR03 = {"0": "asset", "1": "asset", "16": "liability", "17": "liability", "2": "expense",
          "3": "expense", "4": "expense", "7": "asset", "8": "income", "08": "equity", "09": "liability",
          "06": "liability"}  # fmt: skip
_SKR04 = {"0": "asset", "1": "asset", "2": "equity", "3": "liability", "4": "income", "5": "expense",
          "6": "expense", "7": "expense"}  # fmt: skip
_FRENCH = {"1": "equity", "16": "liability", "2": "asset", "3": "asset", "40": "liability", "41": "asset",
           "42": "liability", "43": "liability", "44": "liability", "5": "asset", "6": "expense",
           "7": "income"}  # fmt: skip
_ENGLISH = {"1": "asset", "2": "liability", "3": "equity", "4": "income", "5": "expense", "6": "expense",
            "7": "expense", "8": "expense"}  # fmt: skip

_WORDS = (
    ("liability", ("payable", "loan", "credit card", "accrued", "vat", "verbindlichkeit", "darlehen", "emprunt")),
    ("asset", ("receivable", "prepaid", "forderung", "accumulated depreciation")),
    ("expense", ("expense", "cost", "rent", "payroll", "salar", "wage", "fee", "insurance", "travel", "utilit",
                 "depreciation", "supplies", "tax", "advertising", "aufwand", "kosten", "miete", "lohn", "gehalt",
                 "abschreibung", "charge", "achat", "loyer")),
    ("income", ("income", "revenue", "sales", "service", "erlos", "umsatz", "ertrag", "produit", "vente")),
    ("equity", ("equity", "capital", "retained", "opening balance", "drawing", "kapital", "reserve")),
    ("asset", ("bank", "cash", "checking", "savings", "inventory", "equipment", "asset", "kasse", "anlage", "caisse")),
)  # fmt: skip
"""Words of account names; the first that is found decides."""


def types_by_number(codes: Iterable[str], headers: Iterable[str]) -> tuple[str, dict[str, str]]:
    """Return the name of the chart that the numbers look like, and its type of each prefix."""
    codes, words = list(codes), {plain(header) for header in headers}
    if words & {"konto", "sachkonto", "kontonummer", "gegenkonto"}:
        if any(code.startswith("8") and len(code) <= 4 for code in codes):
            return "SKR03", _SKR03
        return "SKR04", _SKR04
    if words & {"compte", "comptenum", "numero de compte"}:
        return "plan comptable général", _FRENCH
    return "1 assets, 2 liabilities, 3 equity, 4 income, 5-8 expenses", _ENGLISH


def types_by_name(names: Iterable[str]) -> dict[str, str | None]:
    """Return a type for each account name by the words in it; None where no word is known."""
    return {name: _type_of(plain(name)) for name in sorted(set(names))}


def _type_of(name: str) -> str | None:
    return next((kind for kind, words in _WORDS if any(word in name for word in words)), None)
