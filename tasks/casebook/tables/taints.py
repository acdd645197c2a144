"""Taints: which cases have read text that somebody outside wrote."""

from sqlalchemy import Column, PrimaryKeyConstraint, String, Table, Uuid

from tasks.casebook.tables.schema import Moment, metadata

taints = Table(
    "taints",
    metadata,
    Column("tenant", String(40), nullable=False),
    Column("case_id", Uuid, nullable=False),
    Column("source", String(200), nullable=False),  # "journal", "invoices", "tool search"
    Column("step", String(200), nullable=False),  # the first that read it
    Column("at", Moment, nullable=False),
    PrimaryKeyConstraint("tenant", "case_id", "source"),
)
