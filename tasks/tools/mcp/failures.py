"""What a server of tools can do other than answer.

    ServerAway                 it did not come up, or did not say what it offers: nothing was called
      SessionEnded             found so over a session that had been kept
      CallLost                 it went away, or said nothing in time, after the tool was called
    NotOffered                 it no longer has the tool, or not as it was: nothing was called
    ToolFailed                 the tool says that it could not do it
      CallRefused              the server did not take the call
    UnusableResult             the tool did it, and what it gave is not read here

Only the texts of `ServerAway` and `ToolFailed` hold words of the server: they are for people, not for a model.
"""


class ServerAway(ConnectionError):
    """A server that does not come up or does not answer."""


class SessionEnded(ServerAway):
    """A session that had been kept, and is found ended before anything was called over it."""


class CallLost(ServerAway):
    """A call of which nobody knows whether the server carried it out."""


class NotOffered(LookupError):
    """A tool that its server no longer has, or not as it was."""


class ToolFailed(Exception):
    """A tool that says of itself that it could not do it."""


class CallRefused(ToolFailed):
    """A call that the server did not take: for its arguments, or since it knows no such tool."""


class UnusableResult(ValueError):
    """A result that is too long, of another form than declared, or of a kind that is not read here."""


def leaves_the_session_well(error: BaseException) -> bool:
    """Tell whether a server that ended a call so may be called again over the same session."""
    return isinstance(error, ToolFailed | UnusableResult | NotOffered)


def root_of(error: BaseException) -> BaseException:
    """Return what lies at the ground of an error that task groups have wrapped."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error
