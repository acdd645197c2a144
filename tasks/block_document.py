"""Find the block document of this installation's tenant."""

from typing import TYPE_CHECKING, TypeVar

from tasks.single_flight import single_flight

if TYPE_CHECKING:
    from prefect.blocks.core import Block

AnyBlock = TypeVar("AnyBlock", bound="Block")


async def load_block(block: type[AnyBlock]) -> AnyBlock | None:
    """Return the document named after the tenant, else the one named "default", else None."""
    return await single_flight(block, lambda: _load(block))


async def _load(block: type[AnyBlock]) -> AnyBlock | None:
    from prefect.exceptions import ObjectNotFound

    from tasks.settings import settings

    for name in dict.fromkeys((settings().tenant, "default")):
        try:
            return await block.aload(name)
        except ValueError as error:
            if not isinstance(error.__cause__, ObjectNotFound):
                raise
    return None
