"""The sample company: Brightwater Instruments, a made-up maker of laboratory sensors."""

from pathlib import Path

FOLDER = Path(__file__).parent
"""Holds the books as CSV in the contract's columns, and the people and policies of the demo."""
