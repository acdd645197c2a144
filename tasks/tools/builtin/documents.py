"""Document search for agents: passages from the folders that name the agent as a reader."""

from typing import Any

from tasks.casebook.tool_terms import Caller
from tasks.documents.folders import Reader, documents_and_people
from tasks.documents.search import MOST, Search, search
from tasks.tools.tool import ArgumentsRefused, Tool

_ARGUMENTS = {
    "type": "object",
    "properties": {
        "question": {
            "type": "string",
            "minLength": 2,
            "maxLength": 500,
            "description": "What one wants to know, in a few words or a sentence, in English or German.",
        },
        "limit": {
            "type": "integer",
            "minimum": 1,
            "maximum": MOST,
            "description": "Most passages to give; 5 if left out.",
        },
    },
    "required": ["question"],
    "additionalProperties": False,
}
_PASSAGE = {
    "type": "object",
    "properties": {
        "id": {"type": "string"},
        "folder": {"type": "string"},
        "document": {"type": "string"},
        "sha256": {"type": "string"},
        "page": {"type": ["integer", "null"]},
        "heading": {"type": "array", "items": {"type": "string"}},
        "start": {"type": "integer"},
        "end": {"type": "integer"},
        "text": {"type": "string"},
        "score": {"type": "number"},
    },
    "required": ["id", "folder", "document", "sha256", "page", "heading", "start", "end", "text", "score"],
    "additionalProperties": False,
}
_RESULT = {
    "type": "object",
    "properties": {
        "passages": {"type": "array", "items": _PASSAGE, "maxItems": MOST},
        "away": {"type": "array", "items": {"type": "string"}},
    },
    "required": ["passages", "away"],
    "additionalProperties": False,
}


async def _call(caller: Caller, arguments: dict[str, Any]) -> dict[str, Any]:
    if not any(sign.isalnum() for sign in arguments["question"]):
        raise ArgumentsRefused("The question holds no word: say in words what is looked for.")
    documents, people = documents_and_people()
    by = Search(caller.tenant, Reader(kind="agent", name=caller.agent), arguments.get("limit", 5))
    return (await search(arguments["question"], by, documents, people)).model_dump(mode="json")


DOCUMENTS = Tool(
    name="documents",
    description=(
        "Search the company's documents (contracts, policies, minutes, lists) for the passages that answer a question, "
        "best first, each with its document, page and headings. Use it for what stands in writing, not for figures."
    ),
    arguments=_ARGUMENTS,
    result=_RESULT,
    call=_call,
    reaches_out=False,
    own=True,
    cache=None,  # what one agent may read, another may not
    timeout=60,  # the first search after many documents changed reads them
)
