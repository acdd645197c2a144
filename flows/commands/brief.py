"""The brief as it is typed: JSON, or the file named after an @; checked as its process would before anything starts."""

import json
from pathlib import Path
from typing import Any

import click
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from flows.processes import BRIEFS, brief_model

EXAMPLE = """'{"period": "2026-10"}'"""


def text_of(given: str) -> str:
    """Return the text given, or that of the file named after an @; refuse a file that cannot be read."""
    if not given.startswith("@"):
        return given
    try:
        return Path(given[1:]).read_text(encoding="utf-8")
    except OSError as error:
        raise click.ClickException(
            f"The brief's file {given[1:]} cannot be read ({error.strerror}): check the path after the @."
        ) from None
    except UnicodeDecodeError:
        raise click.ClickException(f"The brief's file {given[1:]} is no UTF-8 text: save it as such.") from None


def read_brief(process: str, given: str) -> dict[str, Any]:
    """Return the brief's fields as they were given; refuse an unknown process, and each field that does not fit it."""
    if process not in BRIEFS:
        raise click.ClickException(f"There is no process '{process}': there are {' and '.join(BRIEFS)}.")
    try:
        fields = json.loads(text_of(given))
    except json.JSONDecodeError as error:
        raise click.ClickException(
            f"The brief is no JSON (line {error.lineno}, column {error.colno}: {error.msg}): "
            f"write an object such as {EXAMPLE}."
        ) from None
    if not isinstance(fields, dict):
        raise click.ClickException(f"The brief is {given}, not an object: write one such as {EXAMPLE}.")
    model = brief_model(process)
    try:
        # As the server and the run read it: from JSON.
        model.model_validate_json(json.dumps(fields))
    except ValidationError as error:
        wrong = "\n".join(f"  {_said(model, one)}" for one in error.errors())
        raise click.ClickException(f"The brief of {process} is refused; nothing was started:\n{wrong}") from None
    return fields


def _said(model: type[BaseModel], error: ErrorDetails) -> str:
    place = ".".join(str(part) for part in error["loc"]) or "the brief"
    field = model.model_fields.get(str(error["loc"][0])) if error["loc"] else None
    if field is None and error["type"] == "extra_forbidden":
        return f"{place}: there is no such field; the fields are {', '.join(model.model_fields)}"
    ours = error["type"] == "value_error"  # it says the value and the mend itself
    value = "" if ours or error["type"] == "missing" else f"{_short(error['input'])}: "
    meaning = "" if ours or field is None or len(error["loc"]) > 1 else f" ({field.description})"
    return f"{place}: {value}{error['msg'].removeprefix('Value error, ')}{meaning}"


def _short(value: object) -> str:
    text = json.dumps(value, default=str, ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:57]}..."
