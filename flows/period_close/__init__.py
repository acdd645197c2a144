"""Closing the books of an entity through a period, or reopening them, behind an approval."""
