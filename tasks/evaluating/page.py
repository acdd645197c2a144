"""The document of an evaluation: who answered how well, for how much and how fast, and every answer with its checks."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal

from agents.scores import CaseResult, Evaluated
from reports.document import Block, Document, Fact, Section
from reports.table import Column, Row, Table
from reports.text import Callout, Heading, Paragraph, paragraph, strong
from tasks.casebook.budgets import dollars
from tasks.evaluating.examination import Examined


def summary(found: Sequence[Examined]) -> Table:
    """Return quality, cost and latency of all that were asked, side by side."""
    rows = [_row(one, evaluated) for one in found for evaluated in one.evaluated]
    return Table(
        title="Quality, cost and latency",
        columns=(
            Column(title="Agent", weight=2),
            Column(title="Answered by", weight=3),
            Column(title="Cases passed"),
            Column(title="Checks met", type="percent"),
            Column(title="Calls", type="integer"),
            Column(title="US dollars"),
            Column(title="Median"),
        ),
        rows=tuple(rows),
        notes=(
            "A case passes when all its checks are met; checks met is the mean over the cases. Calls counts repairs, "
            "and the median is the time of an answer with them.",
        ),
    )


def document(found: Sequence[Examined], *, tenant: str, at: datetime) -> Document:
    """Return the whole evaluation."""
    overview: list[Block] = [summary(found), *_warnings(found)]
    return Document(
        title="How agents answer their cases",
        entity=tenant,
        period=f"{at:%-d %B %Y, %H:%M} UTC",
        dated=at.date(),
        facts=tuple(Fact(label=one.agent.title, value=_version(one)) for one in found),
        sections=(Section(title="Overview", blocks=tuple(overview)), *(_section(one) for one in found)),
    )


def _row(one: Examined, evaluated: Evaluated) -> Row:
    score, cases = evaluated.score, len(evaluated.results)
    cells = (
        evaluated.agent,
        evaluated.by,
        f"{score.passed} of {cases}",
        Decimal(str(round(score.held * 100, 1))),
        evaluated.calls,
        f"{dollars(evaluated.cost)}",
        duration(evaluated.latency_ms),
    )
    worse = any(sentence.startswith(f"{evaluated.agent} by {evaluated.by}:") for sentence in one.lower)
    return Row(cells=cells, tone="danger" if worse else "good" if score.passed == cases else "plain")


def duration(milliseconds: float) -> str:
    """Return a time in the unit that suits it: 0.3 ms, 840 ms, 2.1 s."""
    if milliseconds >= 1000:
        return f"{milliseconds / 1000:.1f} s"
    if milliseconds < 0.1:
        return "< 0.1 ms"
    return f"{milliseconds:.1f} ms" if milliseconds < 10 else f"{milliseconds:.0f} ms"


def _version(one: Examined) -> str:
    told = {process: texts for process, texts in one.told.items() if texts}
    counts = (f"{len(texts)} lesson{'s' * (len(texts) > 1)} in {process}" for process, texts in told.items())
    lessons = f", with {' and '.join(counts)}" if told else ""
    draft = f", a draft: {one.active} is active" if one.is_draft else ""
    return f"version {one.version}{draft}{lessons}"


def _warnings(found: Sequence[Examined]) -> Iterator[Callout]:
    said = {
        "Lower than before": ("danger", [sentence for one in found for sentence in one.lower]),
        "Not evaluated": ("warning", [sentence for one in found for sentence in one.unasked]),
        "Not comparable": ("info", [sentence for one in found for sentence in one.incomparable]),
    }
    for title, (tone, sentences) in said.items():
        if sentences:
            yield Callout(tone=tone, title=title, paragraphs=tuple(map(paragraph, sentences)))  # pyright: ignore[reportArgumentType]


def _section(one: Examined) -> Section:
    blocks: list[Block] = [paragraph(f"{_version(one).capitalize()}."), _matrix(one)]
    for at, first in enumerate(one.evaluated[0].results):
        blocks.append(Heading(text=_capital(first.name)))
        for evaluated in one.evaluated:
            blocks += _answer(evaluated, evaluated.results[at])
    return Section(title=one.agent.title, blocks=tuple(blocks))


def _matrix(one: Examined) -> Table:
    rows = [
        Row(cells=(_capital(results[0].name), *(_verdict(result) for result in results)))
        for results in zip(*(evaluated.results for evaluated in one.evaluated), strict=True)
    ]
    columns = (Column(title="Case", weight=3), *(Column(title=evaluated.by, weight=2) for evaluated in one.evaluated))
    return Table(title="Cases", columns=columns, rows=tuple(rows))


def _verdict(result: CaseResult) -> str:
    met = sum(check.held for check in result.checks)
    return "passed" if result.passed else f"failed, {met} of {len(result.checks)} checks met"


def _answer(evaluated: Evaluated, result: CaseResult) -> Iterator[Block]:
    """Give one answer as it was written, what it fails, and what went wrong before it came."""
    yield Heading(text=f"By {evaluated.by}: {_verdict(result)}", level=3)
    yield from _written(result)
    failed = [check for check in result.checks if not check.held]
    if failed and result.answer is not None:
        told = tuple(paragraph(strong(check.what), f". {check.failed}") for check in failed)
        yield Callout(tone="danger", title="What failed", paragraphs=told)
    if result.failures:
        calls = "1 call" if result.calls == 1 else f"{result.calls} calls"
        told = tuple(map(paragraph, result.failures))
        yield Callout(tone="warning", title=f"On the way, in {calls}", paragraphs=told)


def _written(result: CaseResult) -> Iterator[Paragraph]:
    if result.answer is None:
        yield paragraph("There is no valid answer.")
        return
    for name, value in result.answer.items():
        for text in _lines(value):
            yield paragraph(strong(f"{name}: "), text)


def _lines(value: object) -> list[str]:
    """Return a field of an answer as paragraphs: each text, each item of a list, each pair of an object in a line."""
    if isinstance(value, list):
        return ["; ".join(_lines(item)) for item in value] or ["none"]
    if isinstance(value, dict):
        return [f"{key} {'; '.join(_lines(inner))}" for key, inner in value.items()]
    return [part for part in str(value).split("\n\n") if part.strip()] or ["empty"]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
