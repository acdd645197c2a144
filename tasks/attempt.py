"""One attempt at a claimed effect: gather, hold the claim, call, and find out after a doubt."""

import asyncio
from dataclasses import dataclass

from tasks.casebook import ledger
from tasks.casebook.cases import Case
from tasks.effect import Call, Contents, Effect, EffectFailed, EffectInDoubt, Receipt

CALLS = 3


@dataclass(frozen=True)
class Attempt:
    """An effect in the hands of one attempt of its case."""

    case: Case
    effect: Effect
    claim: ledger.Claim
    contents: Contents

    async def receipt(self) -> Receipt:
        """Return what the receiver said of an earlier call that arrived, or of a call made now.

        Raise `EffectFailed` where nothing was done, `EffectInDoubt` where it may have been, and `StaleEpoch`, with
        nothing more sent, where a newer attempt has the effect.
        """
        return await self._arrived_before() or await self._send(await self._prepared())

    async def _arrived_before(self) -> Receipt | None:
        if self.claim.answer != "in doubt" or self.effect.safety == "A":
            return None
        if self.effect.safety == "C":
            raise EffectInDoubt("An earlier attempt ended while it was being sent, and its receiver cannot be asked.")
        await asyncio.sleep(self.claim.lease_left)  # the earlier attempt may still be calling
        return await self._look_up()

    async def _prepared(self) -> Call:
        """Return the call, ready to be made: whatever goes wrong here, nothing has left."""
        try:
            return await self.effect.prepare(self.claim.key, self.contents)
        except EffectFailed:
            raise
        except Exception as error:
            raise EffectFailed(f"It could not be prepared ({_words(error)}), so nothing was sent.") from error

    async def _send(self, call: Call) -> Receipt:
        for number in range(1, CALLS + 1):
            try:
                return await self._made(call)
            except EffectFailed:
                if number == CALLS:
                    raise
                await asyncio.sleep(2**number / 2)
            except EffectInDoubt:
                if self.effect.safety == "C":
                    raise
                found = await self._look_up() if self.effect.safety == "B" else None
                if found is not None:
                    return found
                if number == CALLS:
                    raise
        raise AssertionError("unreachable: the last call returns or raises")

    async def _made(self, call: Call) -> Receipt:
        """Make the call; one that ends in a way nobody thought of may have arrived."""
        await ledger.renew(self.case, self.claim.key)
        try:
            return await call()
        except (EffectFailed, EffectInDoubt):
            raise
        except Exception as error:
            raise EffectInDoubt(f"The call ended without an answer ({_words(error)}).") from error

    async def _look_up(self) -> Receipt | None:
        """Ask the receiver; where it cannot be asked, the doubt stays."""
        await ledger.renew(self.case, self.claim.key)
        try:
            return await self.effect.look_up(self.claim.key)
        except EffectInDoubt:
            raise
        except Exception as error:
            raise EffectInDoubt(f"Its receiver could not be asked whether it arrived ({_words(error)}).") from error


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
