"""What a provider means by the status and the words with which it answers no call."""

import re
from typing import TYPE_CHECKING

from tasks.asking.failures import CallFailed, Kind
from tasks.redaction import redacted

if TYPE_CHECKING:
    import openai

READ = 4000
"""Signs of an error that are looked at: some gateways send whole pages."""
TOLD = 300
SECRET = 8
"""Signs that a key has at least: providers that ask for none are given any text."""

_NO_MONEY = {"insufficient_quota", "billing_hard_limit_reached", "insufficient_balance"}
_TOO_LONG_AN_ANSWER = re.compile(
    r"max(?:imum)?[_ ]?(?:completion|output|new)?[_ ]?tokens\b.{0,60}"
    r"(?:too (?:large|high|big)|at most|exceed|must be|supported range|greater|>)",
    re.IGNORECASE | re.DOTALL,
)
_TOO_LONG_A_REQUEST = re.compile(
    r"maximum context length|context[_ ](?:length|window)|(?:prompt|input|request) is too long"
    r"|too many (?:input )?tokens|reduce the length",
    re.IGNORECASE,
)
_FORM = re.compile(r"response_format|tool|schema")
_STREAM = re.compile(r"\bstream")


def refusal(error: "openai.APIStatusError", *, secret: str) -> CallFailed:
    """Return the failure that an error status stands for, in the provider's words without `secret`."""
    words = error.message[:READ]
    without = words.replace(secret, "[key]") if len(secret) >= SECRET else words
    said = f"{error.status_code} {redacted(without)}"[:TOLD]
    return CallFailed(_kind(error, words), said, retry_after=_seconds(error.response.headers.get("retry-after")))


def _kind(error: "openai.APIStatusError", words: str) -> Kind:
    status, codes = error.status_code, {str(error.code or ""), str(error.type or "")}
    if status == 402 or codes & _NO_MONEY:
        return Kind.QUOTA_USED_UP
    if status in (400, 413, 422):
        return _of_the_request(status, codes, f"{error.param or ''} {words}")
    by_status = {
        401: Kind.MISCONFIGURED,
        403: Kind.MISCONFIGURED,
        404: Kind.MISCONFIGURED,
        408: Kind.TIMEOUT,
        429: Kind.RATE_LIMITED,
    }
    return by_status.get(status, Kind.SERVER_ERROR)


def _of_the_request(status: int, codes: set[str], words: str) -> Kind:
    """Return what of the request the provider does not take, by its words where no code says it."""
    if "content_filter" in codes:
        return Kind.FILTERED
    if _TOO_LONG_AN_ANSWER.search(words):
        return Kind.LENGTH_REFUSED
    if status == 413 or "context_length_exceeded" in codes or _TOO_LONG_A_REQUEST.search(words):
        return Kind.TOO_LONG
    if _STREAM.search(words):
        return Kind.NOT_STREAMED
    return Kind.FORM_UNSUPPORTED if _FORM.search(words) else Kind.MISCONFIGURED


def _seconds(header: str | None) -> float | None:
    """Return the seconds of a Retry-After header, be they given as a number or as a date."""
    if not header:
        return None
    try:
        return max(0.0, float(header))
    except ValueError:
        pass
    from datetime import UTC, datetime
    from email.utils import parsedate_to_datetime

    try:
        return max(0.0, (parsedate_to_datetime(header) - datetime.now(UTC)).total_seconds())
    except ValueError:
        return None
