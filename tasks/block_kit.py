"""Slack's Block Kit: small pieces of a message, in which given text is only ever text."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

Block = dict[str, Any]

SECTION_LIMIT = 3000
HEADER_LIMIT = 150
FIELD_LIMIT = 2000
FIELDS = 10
CONTEXT_ELEMENTS = 10


def escape(text: str) -> str:
    """Return `text` without the three characters that Slack reads as mentions, links or entities."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def header(text: str) -> Block:
    """Return a heading."""
    return {"type": "header", "text": _plain(text, HEADER_LIMIT)}


def paragraph(text: str) -> Block:
    """Return a paragraph of plain text."""
    return {"type": "section", "text": _plain(text, SECTION_LIMIT)}


def listing(title: str, items: Iterable[str]) -> Block:
    """Return a titled list of plain-text items; what does not fit is counted, not hidden."""
    lines, left = [f"{title}"], list(items)
    room = SECTION_LIMIT - len(title) - 40
    while left and len(left[0]) + 3 <= room:
        room -= len(left[0]) + 3
        lines.append(f"• {left.pop(0)}")
    if left:
        lines.append(f"… and {len(left)} more.")
    return {"type": "section", "text": _plain("\n".join(lines), SECTION_LIMIT)}


def fields(pairs: Iterable[tuple[str, str]]) -> list[Block]:
    """Return labelled values in two columns, ten to a block."""
    cells = [_plain(f"{label}\n{value}", FIELD_LIMIT) for label, value in pairs]
    return [{"type": "section", "fields": cells[at : at + FIELDS]} for at in range(0, len(cells), FIELDS)]


def command(text: str) -> Block:
    """Return lines for the terminal, to be copied as they are."""
    code = escape(text).replace("`", "ˋ")
    return {"type": "section", "text": {"type": "mrkdwn", "text": f"```{code}```"}}


def small_print(*texts: str) -> Block:
    """Return remarks in small type."""
    return {"type": "context", "elements": [_plain(text, FIELD_LIMIT) for text in texts[:CONTEXT_ELEMENTS]]}


def mentions(label: str, slack_ids_or_names: Iterable[tuple[str, str]]) -> Block:
    """Return a line that calls people: each is a Slack ID, empty for none, and a name to fall back on."""
    people = ", ".join(f"<@{slack_id}>" if slack_id else escape(name) for slack_id, name in slack_ids_or_names)
    return {"type": "section", "text": {"type": "mrkdwn", "text": f"{escape(label)}: {people or 'nobody'}"}}


def moment(label: str, at: datetime) -> Block:
    """Return a line with a time, which Slack shows in each reader's own time zone."""
    fallback = escape(f"{at:%Y-%m-%d %H:%M %Z}")
    when = f"<!date^{int(at.timestamp())}^{{date_short_pretty}} {{time}}|{fallback}>"
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": f"{escape(label)}: {when}"}]}


def divider() -> Block:
    """Return a rule."""
    return {"type": "divider"}


def _plain(text: str, limit: int) -> Block:
    return {
        "type": "plain_text",
        "text": text if len(text) <= limit else text[: limit - 1] + "…",
        "emoji": False,
    }
