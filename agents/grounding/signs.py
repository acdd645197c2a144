"""Hold the sign that a text gives to a number against its figure's."""

import re
from collections.abc import Sequence

from agents.grounding.direction_words import BASES, PLANS
from agents.grounding.fact import Fact
from agents.grounding.quantities import Quantity
from agents.grounding.reading import Reading

_NEGATIVE = re.compile(
    r"\b(?:loss(?:es)?|negative|minus|deficits?|outflows?|overdrawn|used|shortfall|fell|falls?|down|below|credits?"
    r"|reversals?|reduc\w+|lower\w*|declin\w+|decreas\w+|dropp?\w*|burn\w*|paid|repaid|returns?"
    r"|(?:un)?favou?rable|adverse"
    r"|refund\w*|lost|underspe\w+|less|short|shrank|save\w?|missed|invested|spent|went|under|behind|drain\w*"
    r"|consum\w+|saving\w*|absorbed"
    r"|left|took|taken|drew|flow\w* out|paid out|outlays?|variances?|deviat\w+|gap)\b",
    re.IGNORECASE,
)
_SAID = r"(?: of| was| came to| amounted to|:)?\s*(?:about |some |around )?\(?$"
_LOSS = re.compile(rf"\b(?:loss|deficit|outflow){_SAID}", re.IGNORECASE)
_PROFIT = re.compile(
    rf"\b(?:(?:profit|surplus|inflow){_SAID}|positive(?: at| with| by|:)?\s*$"
    r"|(?:brought in|generated|provided|yielded|earned)\s*$)",
    re.IGNORECASE,
)
_ACCOUNTING = re.compile(r"(?:\b[A-Z]{3}|[€$£:=]|\b(?:was|were|is|are|of|to|by|at))\s*$")
"""Before an amount alone in parentheses, which then is a negative one and no aside."""
_TO_BASE = re.compile(rf"\b(?:below|under|behind|short of|lower than|less than|missed) {BASES}", re.IGNORECASE)
"""What compares an amount and says nothing of its sign."""
_LESS = re.compile(rf"\bactual (?:minus|less) (?:the )?{PLANS}[^;]*$", re.IGNORECASE)
"""Before a difference whose sign the words fix."""
_NEAR = 60


def sign_problem(reading: Reading, number: Quantity, own: Sequence[Fact]) -> tuple[int, str] | None:
    """Return how many characters before the number the wrong word begins, and why it is wrong."""
    first, before = own[0].text, reading.sentence.text[max(0, number.start - _NEAR) : number.start]
    is_change = number.start in reading.bound_directions and any(fact.kind != "amount" for fact in own)
    if not number.magnitude or is_change:
        return None
    place = reading.place(number)
    apart = reading.sentence.text[reading.numbers[place - 1].end : number.start].strip()
    if place and number.sign and not number.parenthesised and not apart:
        return None  # "1,000 minus 400" takes away
    if number.sign < 0 or (number.parenthesised and _ACCOUNTING.search(before)):
        return None if any(fact.value < 0 for fact in own) else (0, f"the figure is not negative: {first}")
    if number.sign > 0 and all(fact.value < 0 for fact in own):
        return 0, f"the figure is negative: {first}"
    if number.parenthesised:
        return None
    named = any("loss" in fact.name.lower() or "outflow" in fact.name.lower() for fact in own)
    loss, profit = _LOSS.search(before), _PROFIT.search(before)
    if loss and not named and all(fact.value > 0 for fact in own):
        return len(before) - loss.start(), f"the figure is no loss: {first}"
    if any(fact.value >= 0 for fact in own):
        return None
    if profit:
        return len(before) - profit.start(), f"the figure is negative: {first}"
    fixed = all(fact.kind == "change" for fact in own) and _LESS.search(before)
    stated = any(not fact.basis for fact in own)  # a variance may be told by its size
    if fixed or (stated and not _NEGATIVE.search(_TO_BASE.sub("", reading.sentence.text))):
        return 0, f"the figure is negative: {first}"
    return None
