"""The tools that come with the project."""
