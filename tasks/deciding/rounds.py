"""The rounds of a gate, one for each draft: round 2 of the gate "release" is the step "release#2"."""

ROUNDS = 20
"""Drafts that a gate puts before people; the last one is approved or rejected."""


def round_step(gate: str, number: int) -> str:
    """Return the step of a gate's round."""
    return f"{gate}#{number}"


def gate_and_number(step: str) -> tuple[str, int]:
    """Return the gate and the round's number of a step; a step that names no round is the first."""
    gate, _, number = step.partition("#")
    return gate, int(number or 1)
