"""Deciding: who may, what their votes amount to, and how it is written on the page. Pure but for its files."""
