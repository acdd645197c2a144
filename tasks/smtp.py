"""The conversation with a mail server: everyone accepted, or nothing sent."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress

from aiosmtplib import (
    SMTP,
    SMTPAuthenticationError,
    SMTPDataError,
    SMTPException,
    SMTPRecipientRefused,
    SMTPResponseException,
)

from tasks.effect import EffectFailed, EffectInDoubt

ENVELOPE_SECONDS = 10
DATA_SECONDS = 20
"""Together below the time for which an effect stays claimed."""


async def deliver(smtp: SMTP, sender: str, recipients: Sequence[str], content: bytes) -> str:
    """Send the mail once to all recipients; return the server's answer, which often names its queue.

    Raise `EffectFailed` where the server refused anything, for then nobody gets it, and `EffectInDoubt`
    where it fell silent after the content began to travel.
    """
    try:
        await _agree_on_envelope(smtp, sender, recipients, len(content))
        return await _hand_over(smtp, content)
    finally:
        smtp.close()


async def _agree_on_envelope(smtp: SMTP, sender: str, recipients: Sequence[str], size: int) -> None:
    try:
        async with asyncio.timeout(ENVELOPE_SECONDS):
            await smtp.connect()
            await smtp.mail(sender, options=[f"SIZE={size}"] if smtp.supports_extension("size") else [])
            for recipient in recipients:
                await smtp.rcpt(recipient)
    except SMTPRecipientRefused as error:
        raise EffectFailed(
            f"The mail server refused {error.recipient} ({_answer(error)}), so nobody got the mail: "
            "correct the address in the people file."
        ) from error
    except SMTPAuthenticationError as error:
        raise EffectFailed(
            f"The mail server refused the login ({_answer(error)}): correct the mailbox's user and password."
        ) from error
    except SMTPResponseException as error:
        raise EffectFailed(f"The mail server refused the mail ({_answer(error)}).") from error
    except Exception as error:  # whatever it was, nothing of the content has left
        raise EffectFailed(
            f"The mail server at {smtp.hostname}:{smtp.port} did not take the mail "
            f"({error or 'no answer in time'}): check the mailbox's host, port and security."
        ) from error


async def _hand_over(smtp: SMTP, content: bytes) -> str:
    try:
        async with asyncio.timeout(DATA_SECONDS):
            answer = await smtp.data(content)
    except SMTPDataError as error:
        raise EffectFailed(f"The mail server refused the content ({_answer(error)}).") from error
    except (SMTPException, OSError) as error:
        raise EffectInDoubt(
            f"The mail server fell silent while it took the mail ({error or 'no answer in time'})."
        ) from error
    with suppress(SMTPException, OSError):  # the mail is accepted, whatever becomes of the farewell
        await smtp.quit(timeout=2)
    return answer.message


def _answer(error: SMTPResponseException) -> str:
    return f"{error.code} {error.message}"
