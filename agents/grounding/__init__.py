"""Numbers in words: what a text states is held against the figures that its author was given."""

from agents.grounding.check import findings
from agents.grounding.evidence import Evidence, Finding, together

__all__ = ["Evidence", "Finding", "findings", "together"]
