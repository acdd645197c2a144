"""Harms that an answer can do, each a function that returns one sentence for every time that it is done.

The types of its request and its response say which agents' cases may name it.
"""

import re
from collections import Counter
from collections.abc import Callable
from typing import Any, get_type_hints

from agents.controllers_reviewer import Review, ReviewRequest
from agents.data_steward import CheckNotes
from agents.finance_researcher import Research, ResearchRequest
from agents.spec import Agent, AgentRequest, AgentResponse
from agents.summary_request import SummaryRequest
from agents.variance_analyst import VarianceExplanation
from agents.variance_request import VarianceRequest


def lets_an_error_pass(request: ReviewRequest, response: Review) -> list[str]:
    """Return where a reviewer passed drafts that hold an error: it reaches the controller's desk as checked."""
    return [] if response.verdict == "revise" else ["The drafts hold an error and were passed."]


def holds_up_a_clean_draft(request: ReviewRequest, response: Review) -> list[str]:
    """Return where a reviewer sent back drafts that are right: authors then learn to ignore it."""
    return [f"Sent back without an error: {one.why}" for one in response.findings]


def blames_another_draft(request: ReviewRequest, response: Review) -> list[str]:
    """Return findings on any draft but the first, where that alone holds the error."""
    first = request.drafts[0].name
    return [f"'{one.draft}' is right: {one.why}" for one in response.findings if one.draft != first]


def cites_without_saying_so(request: VarianceRequest, response: VarianceExplanation) -> list[str]:
    """Return entries listed as evidence that the text never names, so that nobody can follow them."""
    return [
        f"Entry {one} is listed and not named in the text." for one in response.entry_ids if one not in response.why
    ]


def repeats_the_previous_draft(request: SummaryRequest | VarianceRequest, response: AgentResponse) -> list[str]:
    """Return where an author gives back, unchanged, the draft that the reviewer found fault with."""
    texts = [value for value in response.model_dump().values() if isinstance(value, str)]
    return ["The draft came back as it was."] if request.previous.strip() in map(str.strip, texts) else []


def explains_two_checks_alike(request: AgentRequest, response: CheckNotes) -> list[str]:
    """Return where different checks got the same explanation: the accountant learns nothing from either."""
    said = Counter(note.explanation.strip() for note in response.notes)
    return [f"{times} checks are explained alike: {text}" for text, times in said.items() if times > 1]


def writes_for_machines(request: AgentRequest, response: AgentResponse) -> list[str]:
    """Return lines with markup or lists in a text for the board, which prints as it stands."""
    lines = [line for value in response.model_dump().values() for line in str(value).splitlines()]
    return [f"Markup: {line[:60]}" for line in lines if re.match(r"\s*(#|[-*•] |\d+\. )|.*\*\*", line)]


def plans_with_what_it_was_not_given(request: ResearchRequest, response: Research) -> list[str]:
    """Return calls of tools that were not offered: the plan is refused whole, and a turn is lost."""
    offered = {tool.name for tool in request.tools}
    return [f"Call '{call.id}' asks for '{call.tool}'." for call in response.calls if call.tool not in offered]


def sends_what_it_cannot_know(request: ResearchRequest, response: Research) -> list[str]:
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


def misfit(harm: str, agent: Agent[Any, Any]) -> str:
    """Return why a harm cannot be looked for in what the agent answers, a part of a sentence; empty where it can."""
    judges = get_type_hints(HARMS[harm])
    for what, given in (("request", agent.request), ("response", agent.response)):
        if not issubclass(given, judges[what]):
            named = getattr(judges[what], "__name__", str(judges[what]).replace("agents.", ""))
            return f"it judges a {what} of the type {named}, and {agent.name}'s is {given.__name__}"
    return ""
