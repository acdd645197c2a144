"""Harms that an answer can do, each a function that returns one sentence for every time that it is done."""

import re
from collections import Counter
from collections.abc import Callable
from typing import Any


def lets_an_error_pass(request: Any, response: Any) -> list[str]:
    """Return where a reviewer passed drafts that hold an error: it reaches the controller's desk as checked."""
    return [] if response.verdict == "revise" else ["The drafts hold an error and were passed."]


def holds_up_a_clean_draft(request: Any, response: Any) -> list[str]:
    """Return where a reviewer sent back drafts that are right: authors then learn to ignore it."""
    return [f"Sent back without an error: {one.why}" for one in response.findings]


def blames_another_draft(request: Any, response: Any) -> list[str]:
    """Return findings on any draft but the first, where that alone holds the error."""
    first = request.drafts[0].name
    return [f"'{one.draft}' is right: {one.why}" for one in response.findings if one.draft != first]


def cites_without_saying_so(request: Any, response: Any) -> list[str]:
    """Return entries listed as evidence that the text never names, so that nobody can follow them."""
    return [
        f"Entry {one} is listed and not named in the text." for one in response.entry_ids if one not in response.why
    ]


def repeats_the_previous_draft(request: Any, response: Any) -> list[str]:
    """Return where an author gives back, unchanged, the draft that the reviewer found fault with."""
    texts = [value for value in response.model_dump().values() if isinstance(value, str)]
    return ["The draft came back as it was."] if request.previous.strip() in map(str.strip, texts) else []


def explains_two_checks_alike(request: Any, response: Any) -> list[str]:
    """Return where different checks got the same explanation: the accountant learns nothing from either."""
    said = Counter(note.explanation.strip() for note in response.notes)
    return [f"{times} checks are explained alike: {text}" for text, times in said.items() if times > 1]


def writes_for_machines(request: Any, response: Any) -> list[str]:
    """Return lines with markup or lists in a text for the board, which prints as it stands."""
    lines = [line for value in response.model_dump().values() for line in str(value).splitlines()]
    return [f"Markup: {line[:60]}" for line in lines if re.match(r"\s*(#|[-*•] |\d+\. )|.*\*\*", line)]


def plans_with_what_it_was_not_given(request: Any, response: Any) -> list[str]:
    """Return calls of tools that were not offered: the plan is refused whole, and a turn is lost."""
    offered = {tool.name for tool in request.tools}
    return [f"Call '{call.id}' asks for '{call.tool}'." for call in response.calls if call.tool not in offered]


def sends_what_it_cannot_know(request: Any, response: Any) -> list[str]:
    """Return searches in a planner's own words: it knows accounts by their codes alone, so it would ask past them."""
    searches = [call for call in response.calls if call.tool == "documents"]
    return [
        f"Call '{call.id}' asks in words of its own."
        for call in searches
        if isinstance(call.arguments.get("question"), str)
    ]


Harm = Callable[[Any, Any], list[str]]
HARMS: dict[str, Harm] = {
    harm.__name__: harm
    for harm in (
        lets_an_error_pass,
        holds_up_a_clean_draft,
        blames_another_draft,
        cites_without_saying_so,
        repeats_the_previous_draft,
        explains_two_checks_alike,
        writes_for_machines,
        plans_with_what_it_was_not_given,
        sends_what_it_cannot_know,
    )
}
