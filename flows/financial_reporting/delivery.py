"""What goes out with a released pack: files, the mail to the finance list, and the message in Slack."""

import re
from unicodedata import normalize

from agents.contacts import before_contacts
from flows.financial_reporting.brief import ReportingBrief
from flows.financial_reporting.figures.financial_figures import FinancialFigures
from reports.canonical import sha256
from reports.document import Document
from reports.money import amount_text
from tasks.deciding.rules import load_rules
from tasks.effect import Rendition
from tasks.files import PublishFile
from tasks.mail import Address, compose
from tasks.proposal import AnyEffect
from tasks.slack import PostMessage
from tasks.slack_upload import UploadFile
from tasks.slack_workspace import configured_workspace, slack_configured

FORMATS = ("pdf", "xlsx", "html")
LONGEST_LINE = 100
"""Characters of an entity in a message."""
LONGEST = 30
"""Characters of an entity in a file name, which may have four bytes each and 200 in all."""


async def deliveries(brief: ReportingBrief, pack: Document, figures: FinancialFigures) -> tuple[AnyEffect, ...]:
    """Return the pack's effects in their order, complete: whom they reach and what they say."""
    name = pack_name(brief)
    renditions = [Rendition(format=format, filename=f"{name}.{format}") for format in FORMATS]
    files = [PublishFile(path=f"{brief.period}/{one.filename}", rendition=one) for one in renditions]
    people, _ = load_rules()
    mail = await compose(
        to=[Address.of(person) for person in people.group(brief.distribution)],
        subject=f"{pack.title}: {pack.period}" + (f" (revision {brief.revision})" if brief.revision > 1 else ""),
        text=f"{_headlines(pack, figures)}\n\nThe pack is attached as PDF and as a workbook.\n",
        attachments=renditions[:2],
    )
    if not await slack_configured():
        return (*files, mail)
    return (*files, mail, *_slack((await configured_workspace()).channel, pack, figures, renditions[0]))


def pack_name(brief: ReportingBrief) -> str:
    """Return the name of the pack's files without their ending, another one for every pack of the period."""
    parts = (
        "financial-pack",
        _in_a_name(brief.entity),
        brief.period.lower(),
        brief.currency.lower(),
        f"r{brief.revision}",
    )
    return "-".join(part for part in parts if part)


def _in_a_name(entity: str) -> str:
    """Return the entity in letters and digits; where others had to go, its hash tells it from its likes."""
    plain = re.sub(r"\W+", "-", normalize("NFC", entity.lower()))[:LONGEST].strip("-")
    return plain if plain == entity.lower() else f"{plain}-{sha256(entity.encode())[:6]}".strip("-")


def _slack(channel: str, pack: Document, figures: FinancialFigures, pdf: Rendition) -> tuple[AnyEffect, ...]:
    return (
        PostMessage(channel=channel, text=f"{pack.title}: {pack.period} is released.\n{_headlines(pack, figures)}"),
        UploadFile(channel=channel, rendition=pdf, comment=f"{pack.title}: {pack.period}"),
    )


def _in_a_line(entity: str) -> str:
    """Return the entity as a line of a message shows it: the books name it, and could give it lines and links."""
    line = before_contacts(" ".join(entity.split()), name=True)
    return (line if len(line) <= LONGEST_LINE else f"{line[:LONGEST_LINE]}…").strip() or "The books"


def _headlines(pack: Document, figures: FinancialFigures) -> str:
    statement, sheet = figures.income_statement, figures.balance_sheet
    lines = [f"{_in_a_line(pack.entity)}, {pack.period}"]
    if statement:
        lines += [
            f"Income {amount_text(statement.income, figures.currency)}",
            f"Expenses {amount_text(statement.expenses, figures.currency)}",
            f"Net income {amount_text(statement.net_income, figures.currency)}",
        ]
    if sheet:
        lines.append(f"Assets {amount_text(sheet.assets, figures.currency)}")
    return "\n".join(lines)
