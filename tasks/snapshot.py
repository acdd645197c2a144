"""Read once: what a case read from outside stays what it read, whatever becomes of the source."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from prefect.client.schemas.objects import State
from prefect.states import Completed
from pydantic import BaseModel

from reports.canonical import canonical_json, sha256
from tasks.casebook.answers import freeze_answer, frozen_answer
from tasks.casebook.cases import Case
from tasks.casebook.contents import fetch, keep

Model = TypeVar("Model", bound=BaseModel)
Manifest = dict[str, Any]
"""Names and hashes of contents: what a snapshot keeps of what it read."""


async def snapshot(
    case: Case, read: Callable[..., Awaitable[Manifest | State[Any]]], *args: Any, step: str
) -> Manifest:
    """Return what `read(*args)` gave when the step was first taken: a manifest of hashes in the content store."""
    frozen = await frozen_answer(case, step)
    if frozen is not None:
        return frozen
    given = await read(*args)
    manifest = await given.result() if isinstance(given, State) else given  # pyright: ignore[reportGeneralTypeIssues]
    return await freeze_answer(case, step, manifest, request_sha256=sha256(list(args)), provenance={})


def cached(manifest: Manifest) -> State[Manifest]:
    """Return the state by which a task says, in the Prefect UI too, that it found its result instead of making it.

    Prefect's own cache needs its results on a worker's disk; ours lie in the casebook.
    """
    return Completed(name="Cached", data=manifest)


async def keep_model(value: BaseModel) -> str:
    """Store a value in the content store and return its hash."""
    return await keep(canonical_json(value), "application/json")


async def kept_model(name: str, model: type[Model]) -> Model:
    """Return the value with hash `name` from the content store."""
    return model.model_validate_json(await fetch(name))
