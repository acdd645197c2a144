"""The checks page of a pack: what was proved, what failed, what is missing, what the reviewer found."""

import re
from decimal import Decimal

from flows.financial_reporting.figures.check_titles import title_of
from flows.financial_reporting.figures.financial_figures import Check, FinancialFigures
from flows.financial_reporting.pack.cover import checks_sentence
from flows.financial_reporting.pack.overview import written
from flows.financial_reporting.words.commentary import Commentary
from reports.document import Block, Section
from reports.money import signed
from reports.table import Column, Row, Table
from reports.text import Callout, Heading, paragraph

NUMBER = re.compile(r"-?\d+(\.\d+)?")


def checks(figures: FinancialFigures, commentary: Commentary) -> Section:
    """Return every check, the failed ones first and explained, then the missing parts and the review."""
    blocks: list[Block] = [_verdict(figures)]
    if figures.checks:
        blocks.append(_table(figures))
    if commentary.data_notes:
        blocks += [Heading(text="On the failed soft checks"), *written(commentary.data_notes)]
    if figures.missing:
        blocks.append(Heading(text="Parts that are missing"))
        blocks += [paragraph(f"{_sentence_case(one.title)}: {one.reason}") for one in figures.missing]
    if commentary.review:
        blocks += [Heading(text="Review before sign-off"), *written(commentary.review)]
    return Section(title="Checks", blocks=tuple(blocks))


def _verdict(figures: FinancialFigures) -> Callout:
    tone = "danger" if not figures.releasable else "warning" if figures.failed() else "good"
    rule = "A failed hard check blocks the release; a failed soft check is explained."
    return Callout(tone=tone, title=f"Checks: {checks_sentence(figures)}", paragraphs=(paragraph(rule),))


def _table(figures: FinancialFigures) -> Table:
    columns = (
        Column(title="Check", weight=4),
        Column(title="Severity", weight=1),
        Column(title="Result", weight=1),
        Column(title="Expected", weight=2),
        Column(title="Found", weight=2),
        Column(title="What was looked at", weight=5),
    )
    ordered = sorted(figures.checks, key=lambda check: (check.passed, check.severity != "hard"))
    return Table(title="All checks", columns=columns, rows=tuple(_row(check) for check in ordered))


def _row(check: Check) -> Row:
    tone = "plain" if check.passed else "danger" if check.severity == "hard" else "warning"
    result = "passed" if check.passed else "FAILED"
    cells = (title_of(check), check.severity, result, _grouped(check.expected), _grouped(check.actual), check.message)
    return Row(cells=cells, tone=tone, aside=check.id)


def _grouped(value: str) -> str:
    """Return a number with its thousands separated, any other text as it is."""
    if not NUMBER.fullmatch(value):
        return value
    return signed(Decimal(value), len(value.partition(".")[2]))


def _sentence_case(title: str) -> str:
    return title[:1].upper() + title[1:]
