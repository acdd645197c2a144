"""What the checks of a sentence yield."""

Problem = tuple[int, int, str]
"""Start and end in the sentence, and why."""
