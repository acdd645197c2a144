"""Reading a provider's reply as the agent's answer."""

from pydantic import ValidationError

from tasks.asking.failures import CallFailed, Kind, Reply
from tasks.asking.inquiry import Inquiry, Req, Resp
from tasks.redaction import redacted


def answer_in(reply: Reply, inquiry: Inquiry[Req, Resp]) -> Resp:
    """Return the answer in a reply; raise `CallFailed` with what its validation or its agent's check found."""
    try:
        response = inquiry.agent.response.model_validate_json(reply.text)
    except ValidationError as error:
        problems = [
            f"{'.'.join(str(part) for part in item['loc']) or 'answer'}: {item['msg']}"
            for item in error.errors(include_url=False, include_input=False)
        ]
    else:
        problems = _found(inquiry, response)
        if not problems:
            return response
    told = redacted(" ".join(problems))[:500]  # first: half of an address is not known as one
    raise CallFailed(Kind.INVALID, told, reply=reply, problems=problems)


def _found(inquiry: Inquiry[Req, Resp], response: Resp) -> list[str]:
    """Return what the agent's check found; an answer that it stumbles over is no valid one."""
    try:
        return inquiry.agent.check(inquiry.request, response)
    except Exception as error:
        return [f"answer: it could not be checked ({type(error).__name__})."]
