"""The postings behind the material variances: what an explanation must rest on."""

from decimal import Decimal
from typing import TYPE_CHECKING

from pydantic import RootModel

from flows.financial_reporting.figures.financial_figures import BudgetVariance, FinancialFigures
from flows.financial_reporting.words.commentary import variance_key
from flows.financial_reporting.words.postings import Posting, PostingsBehind

if TYPE_CHECKING:
    from flows.financial_reporting.books.books import Books

LISTED = 12
"""Postings listed per variance; the rest are counted and summed."""


class Drilldowns(RootModel[dict[str, PostingsBehind]], frozen=True):
    """By variance key, the postings behind it."""


def postings_behind(books: "Books", entity: str, figures: FinancialFigures) -> Drilldowns:
    """Return the postings of the period behind each material variance, the largest first; none without a journal."""
    if "journal" not in books.tables:
        return Drilldowns({})
    material = [variance for variance in figures.budget_variances or () if variance.material]
    return Drilldowns(
        {variance_key(one.account, one.department): _behind(books, entity, figures, one) for one in material}
    )


def _behind(books: "Books", entity: str, figures: FinancialFigures, variance: BudgetVariance) -> PostingsBehind:
    sign = -1 if variance.type in ("income", "liability", "equity") else 1
    rows = books.connection.execute(
        """
        with recursive branch as (
            select code from accounts where code = $account
            union select a.code from accounts a join branch b on a.parent = b.code
        )
        select entry_id, date, $sign * base_amount as amount, description, counterparty, document, department
        from journal where account in (from branch) and date between $start and $end_ and not coalesce(closing, false)
            and ($department is null or department = $department) and ($entity = '' or entity = $entity)
        order by abs(base_amount) desc, date, entry_id, line
        """,
        {
            "account": variance.account,
            "sign": sign,
            "start": figures.period.start,
            "end_": figures.period.end,
            "department": variance.department,
            "entity": entity,
        },
    ).fetchall()
    names = ("entry_id", "date", "amount", "description", "counterparty", "document", "department")
    postings = [
        Posting.model_validate({name: "" if value is None else value for name, value in zip(names, row, strict=True)})
        for row in rows
    ]
    rest = postings[LISTED:]
    return PostingsBehind(
        listed=tuple(postings[:LISTED]),
        others=len(rest),
        others_amount=sum((posting.amount for posting in rest), Decimal(0)),
    )
