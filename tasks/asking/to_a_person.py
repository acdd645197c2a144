"""What only a person can take further: a question that nobody answered, a budget that is used up."""

from typing import Any

from agents.spec import Agent, AgentRequest
from reports.canonical import sha256
from tasks.casebook import dead_letters, given_answers
from tasks.casebook.budgets import BudgetReached
from tasks.casebook.cases import Case
from tasks.wait import MustWait


async def refuse_to_ask_again(case: Case, step: str) -> None:
    """Raise the case's wait where the step's question lies before a person: what woke the case did not answer it."""
    question = await given_answers.open_question(case.id, step)
    if question is not None:
        raise MustWait(case, {"answer": step}, question.why)


async def unanswered(case: Case, agent: Agent[Any, Any], request: AgentRequest, step: str, why: str) -> MustWait:
    """Put the question before a person, who may answer in the agent's place; return the case's wait."""
    reason = (
        f"The {agent.title.lower()} got no valid answer at '{step}' ({why}) and its rules may not answer here. Answer "
        f"in its place: `countersign answer {case.id} {step}` shows the question and the form."
    )
    payload = {"agent": agent.name, "request": request.model_dump(mode="json"), "request_sha256": sha256(request)}
    await dead_letters.bury(
        given_answers.KIND, given_answers.subject(case.id, step), reason, case=case.id, payload=payload
    )
    return MustWait(case, {"answer": step}, reason)


async def over_budget(case: Case, reached: BudgetReached) -> MustWait:
    """Put it before a person that the budget is used up; return the case's wait."""
    reason = (
        f"{reached} Raise it with `countersign budgets raise {reached.scope} AMOUNT --comment TEXT`, or let the rules "
        f"answer: `countersign budgets rules {reached.scope} --comment TEXT`."
    )
    await dead_letters.bury("budget reached", f"budget:{reached.scope}", reason, case=case.id, payload={})
    return MustWait(case, {"budget": reached.scope}, reason)
