"""Which line of the cash flow statement each account stands on."""

import re
from functools import lru_cache
from typing import Literal, NamedTuple, get_args

from flows.financial_reporting.figures.chart import BALANCE_TYPES, Account, Chart
from flows.financial_reporting.figures.report_lines import (
    CASH_FLOW_OF_REPORT_LINE,
    CASH_FLOW_SECTION_OF_WORD,
    normalised,
)

Section = Literal["operating", "investing", "financing"]
SECTIONS: tuple[Section, ...] = get_args(Section)


class Line(NamedTuple):
    """One line of the statement; `section` is "" for cash itself and for the exchange-rate effect."""

    section: Section | Literal[""]
    words: str


CASH = Line("", "cash")
FX_EFFECT = Line("", "fx_effect")
_SECTIONED = re.compile(r"(operating|investing|financing)[\s_:/-]*(.*)")


@lru_cache(maxsize=8)
def mapped_lines(chart: Chart) -> dict[str, Line]:
    """Return the line of every account that has one, by the first of these that says it:

    - `cash_flow_line`: "cash", "fx_effect", "operating: words" (or investing, financing), or a word of the list in
      `report_lines`, such as "depreciation" or "loans";
    - for balance sheet accounts without one, the report line: receivables are operating, fixed assets investing
      (their contra accounts are depreciation, operating), debt and share capital financing.

    Income and expenses are in net income unless their `cash_flow_line` takes them out of operating: a gain on a
    disposal to investing, an exchange difference on cash to fx_effect.
    """
    lines = ((account.code, _line(account, chart.report_lines[account.code])) for account in chart.accounts.values())
    return {code: line for code, line in lines if line is not None}


def unmapped_accounts(chart: Chart) -> list[str]:
    """Return the balance sheet accounts that stand on no line."""
    lines = mapped_lines(chart)
    return [code for code in chart.of_type(*BALANCE_TYPES) if code not in lines]


def _line(account: Account, report_line: str) -> Line | None:
    if account.cash_flow_line:
        return _named(account.cash_flow_line)
    if account.type not in BALANCE_TYPES:
        return None
    section = CASH_FLOW_OF_REPORT_LINE.get(report_line)
    if section == "cash":
        return CASH
    if section == "investing" and account.contra:
        return Line("operating", "Depreciation and amortisation")
    return None if section is None else Line(_section(section), _worded(report_line))


def _named(text: str) -> Line | None:
    word = normalised(text)
    if word in ("cash", "fx_effect"):
        return CASH if word == "cash" else FX_EFFECT
    if match := _SECTIONED.fullmatch(text.strip().lower()):
        section, words = _section(match[1]), text.strip()[match.start(2) :]
        return Line(section, _worded(words) if words else f"Other {section} items")
    section = CASH_FLOW_SECTION_OF_WORD.get(word)
    return None if section is None else Line(_section(section), _worded(text))


def _section(name: str) -> Section:
    return next(section for section in SECTIONS if section == name)


def _worded(text: str) -> str:
    words = " ".join(text.replace("_", " ").split())
    return words[:1].upper() + words[1:]
