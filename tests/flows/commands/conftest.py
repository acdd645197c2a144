"""The people and policies of the casebook's desk, for commands too."""

from tests.tasks.conftest import rules

__all__ = ["rules"]
