"""What an effect is: one touch of the outside world, said before it is done."""

from collections.abc import Awaitable, Callable
from typing import ClassVar, Literal

from pydantic import BaseModel


class Rendition(BaseModel, frozen=True, extra="forbid"):
    """The approved document in one format, under the file name its reader sees."""

    format: Literal["pdf", "xlsx", "html"]
    filename: str


class Receipt(BaseModel, frozen=True, extra="forbid"):
    """What the receiver said: enough to find the thing again."""

    reference: str
    """The receiver's own name for it: a message id, a timestamp, a file's address."""
    sha256: str = ""
    """Of the bytes that left, where there are some."""
    note: str = ""


Contents = Callable[[Rendition], Awaitable[bytes]]
"""Gives the approved document's bytes in a format."""
Call = Callable[[], Awaitable[Receipt]]
"""One call to the receiver, with everything at hand; calling it again calls the receiver again."""


class EffectFailed(Exception):
    """The receiver certainly did not do it; nothing happened."""


class EffectInDoubt(Exception):
    """The receiver may have done it: the connection ended before its answer came."""


class Effect(BaseModel, frozen=True, extra="forbid"):
    """One touch of the outside world, complete: what a person approves is what is sent.

    Subclasses say how, by the safety their receiver offers (`reference/durability`: classes A, B and C).
    """

    safety: ClassVar[Literal["A", "B", "C"]]
    """A: the receiver takes an idempotency key. B: the receiver can be asked by key. C: neither."""

    only_tells: ClassVar[bool] = False
    """Whether it does no more than tell our own people something, which may be done without an approval."""

    kind: str

    @property
    def target(self) -> str:
        """Whom or what it touches, in a few characters: an address, a channel, a path."""
        raise NotImplementedError

    def describe(self) -> str:
        """Say in one line what will happen, for the person who approves it."""
        raise NotImplementedError

    @property
    def wording(self) -> str:
        """The text that its readers get beside the document; empty for none."""
        return ""

    def trace(self, key: str) -> str:
        """Say by what a person finds it at its receiver; empty where there is nothing to look for."""
        return ""

    async def reaches_only_us(self) -> bool:
        """Return whether the configuration of today names its receiver as our own; asked of what `only_tells`."""
        return False

    async def prepare(self, key: str, contents: Contents) -> Call:
        """Gather what the call needs (keys, the approved document's bytes) and return it; the receiver hears nothing.

        The call does the effect once, under its `key`. It raises `EffectFailed` where the receiver certainly did not
        act and `EffectInDoubt` where it may have.
        """
        raise NotImplementedError

    async def look_up(self, key: str) -> Receipt | None:
        """Ask the receiver whether the effect with `key` was done (class B)."""
        raise NotImplementedError
