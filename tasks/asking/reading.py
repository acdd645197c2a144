"""Reading a provider's reply as the agent's answer."""

from pydantic import ValidationError

from tasks.asking.failures import CallFailed, Kind, Reply
from tasks.asking.inquiry import Inquiry, Req, Resp


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
        problems = inquiry.agent.check(inquiry.request, response)
        if not problems:
            return response
    raise CallFailed(Kind.INVALID, " ".join(problems)[:500], reply=reply, problems=problems)
