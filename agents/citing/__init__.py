"""Sentences and the passages they cite: what a sentence says is held against what its passage says."""

from agents.citing.check import citation_findings
from agents.citing.passage import CitedPassage
from agents.citing.unmarked import unmarked_findings

__all__ = ["CitedPassage", "citation_findings", "unmarked_findings"]
