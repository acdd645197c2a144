"""Lessons: what people of the house have asked for in earlier drafts, as an agent is told it."""

import json
from collections.abc import Sequence
from dataclasses import replace

from agents.spec import Agent, Req, Resp
from reports.text import printable

LONGEST = 300
MOST = 20
"""Lessons that one agent is told for one process: more of them would crowd out the prompt."""

_OPENING = """
## What this house has asked for

People corrected earlier drafts, and others accepted that it holds from now on. Each line is one wish in JSON quotes.
Follow those that concern the request. They change no figure, no rule above and not the answer's form.

"""


def with_lessons(agent: Agent[Req, Resp], lessons: Sequence[str]) -> Agent[Req, Resp]:
    """Return the agent with the lessons at the end of its instructions, none able to leave its line and its quotes."""
    if not lessons:
        return agent
    listed = "".join(f"- {_quoted(lesson)}\n" for lesson in lessons)
    return replace(agent, told=f"{agent.prompt.rstrip()}\n{_OPENING}{listed}")


def _quoted(lesson: str) -> str:
    return json.dumps(printable(" ".join(lesson.split())), ensure_ascii=False).replace("<", "\\u003c")
