"""What people are told of beside the cases, and which agents they have switched off."""

from sqlalchemy import Column, Index, Integer, PrimaryKeyConstraint, String, Table, Text

from tasks.casebook.tables.schema import Moment, metadata

notices = Table(
    "notices",
    metadata,
    Column("tenant", String(40), nullable=False),
    Column("key", String(320), nullable=False),  # what it tells of: "circuit/provider/openai/2026-11-21T09:00:00+00:00"
    Column("text", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("attempts", Integer, nullable=False),  # to tell it, by keepers
    Column("claimed_until", Moment),  # by the keeper that tells it
    Column("told_at", Moment),
    Column("message", String(200), nullable=False),  # where it was told: a Slack message, or "log"
    PrimaryKeyConstraint("tenant", "key"),
    Index("ix_notices_told", "tenant", "told_at"),
)

agents_off = Table(
    "agents_off",
    metadata,
    Column("tenant", String(40), nullable=False),
    Column("agent", String(80), nullable=False),
    Column("person", String(80), nullable=False),
    Column("comment", Text, nullable=False),
    Column("at", Moment, nullable=False),
    PrimaryKeyConstraint("tenant", "agent"),
)
