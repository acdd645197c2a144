"""How a check's result is made: amounts that must agree, and lists that must be empty."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Literal

from flows.financial_reporting.figures.chart import ZERO
from flows.financial_reporting.figures.check_titles import TITLES
from flows.financial_reporting.figures.financial_figures import Check

NAMED = 5
"""How many offenders a message names; the rest are counted."""


def agreement(
    id_: str,
    what: str,
    expected: Decimal,
    actual: Decimal,
    *,
    severity: Literal["hard", "soft"] = "hard",
    allowed: Decimal = ZERO,
    failing: str = "",
) -> Check:
    """Return the check that two amounts agree; a hard one is soft within `allowed`, the residues that were accepted."""
    difference = actual - expected
    if difference and abs(difference) <= allowed:
        severity = "soft"
        failing = f"The difference lies within the accepted residues of {allowed:f}."
    return Check(
        id=id_,
        title=TITLES[id_],
        severity=severity,
        passed=not difference,
        expected=f"{expected:f}",
        actual=f"{actual:f}",
        message=f"{what}." if not difference else f"{what}: off by {difference:f}. {failing}".strip(),
    )


def nothing(
    id_: str,
    what: str,
    offenders: Sequence[str],
    *,
    mend: str,
    total: int | None = None,
    severity: Literal["hard", "soft"] = "soft",
) -> Check:
    """Return the check that there are no `offenders`; its message names the first of them and the `mend`.

    `total` is how many there are, where `offenders` holds the first ones alone.
    """
    total = len(offenders) if total is None else total
    return Check(
        id=id_,
        title=TITLES[id_],
        severity=severity,
        passed=not offenders,
        expected="none",
        actual=str(total) if offenders else "none",
        message=f"{what}: {listed(offenders, total)}. {mend}" if offenders else f"{what}: none.",
    )


def listed(names: Sequence[str], total: int) -> str:
    """Return the first names and how many more there are of `total`."""
    more = f" and {total - NAMED} more" if total > NAMED else ""
    return ", ".join(names[:NAMED]) + more
