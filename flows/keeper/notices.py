"""Tell people what they should hear of: in Slack where a workspace is configured, else in the keeper's log."""

from typing import Any

from prefect.client.orchestration import PrefectClient
from sqlalchemy import Row

from flows.keeper.one_by_one import OneByOne, log
from tasks.casebook import notices
from tasks.effect import EffectFailed, EffectInDoubt, Rendition
from tasks.settings import settings
from tasks.slack import PostMessage
from tasks.slack_workspace import configured_workspace, slack_configured

IN_THE_LOG = "log"


async def look_at_notices(client: PrefectClient, rows: OneByOne) -> None:
    """Tell each notice that nobody has heard, once."""
    await rows.each("tell notice", _tell, ((notice.key, notice) for notice in await notices.untold()))


async def _tell(notice: Row[Any]) -> None:
    before = await notices.claim(notice.key)
    if before is None:
        return
    if not await slack_configured():
        log.warning("%s", notice.text)
        await notices.told(notice.key, IN_THE_LOG)
        return
    try:
        message = await _posted(notice, doubtful=before > 0)
    except EffectFailed:
        await notices.put_off(notice.key, before)
        raise
    except EffectInDoubt as doubt:
        log.warning("Notice %s may have reached Slack (%s): it is looked for there.", notice.key, doubt)
        return  # the claim runs out, and whoever takes the notice then looks for it first
    await notices.told(notice.key, message)


async def _posted(notice: Row[Any], *, doubtful: bool) -> str:
    """Return Slack's name for the message: of the one that an earlier attempt posted, or of a new one."""
    key = f"{settings().tenant}/notice/{notice.key}"
    message = PostMessage(channel=(await configured_workspace()).channel, text=notice.text)
    found = await message.look_up(key) if doubtful else None
    receipt = found or await (await message.prepare(key, _no_contents))()
    return receipt.reference


async def _no_contents(rendition: Rendition) -> bytes:
    raise AssertionError(f"a message has no document, so nothing asks for {rendition.filename}")
