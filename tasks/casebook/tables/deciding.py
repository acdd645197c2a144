"""Decisions: what was put before whom, what they said, and the chain that shows it."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    Uuid,
)

from tasks.casebook.tables.schema import Moment, metadata

approvals = Table(
    "approvals",
    metadata,
    Column("case_id", Uuid, nullable=False),
    Column("step", String(200), nullable=False),
    Column("tenant", String(40), nullable=False),
    Column("sha256", String(64), nullable=False),  # of document, effects and renderer version together
    Column("proposal", Text, nullable=False),
    Column("policy", String(80), nullable=False),
    Column("requester", String(80)),
    Column("status", String(20), nullable=False),  # pending, approved, changes, rejected, expired
    Column("asked_at", Moment, nullable=False),
    Column("expires_at", Moment),
    Column("decided_at", Moment),
    Column("signatures", Text),  # as they counted at the last vote: names, roles and times
    Column("message", Text),  # where the Slack message stands: channel and timestamp
    PrimaryKeyConstraint("case_id", "step"),
    Index("ix_approvals_status", "tenant", "status"),
)

votes = Table(
    "votes",
    metadata,
    Column("case_id", Uuid, nullable=False),
    Column("step", String(200), nullable=False),
    Column("person", String(80), nullable=False),
    Column("verdict", String(20), nullable=False),  # approve, changes, reject
    Column("comment", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("authenticated", Boolean, nullable=False),
    Column("at", Moment, nullable=False),
    PrimaryKeyConstraint("case_id", "step", "person"),
)

tokens = Table(
    "tokens",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("tenant", String(40), nullable=False),
    Column("person", String(80), nullable=False),
    Column("at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("revoked_at", Moment),
)

audit = Table(
    "audit",
    metadata,
    Column("tenant", String(40), nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("at", Moment, nullable=False),
    Column("actor", String(120), nullable=False),
    Column("action", String(80), nullable=False),
    Column("object", String(256), nullable=False),
    Column("detail", Text, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    PrimaryKeyConstraint("tenant", "seq"),
)

audit_heads = Table(
    "audit_heads",
    metadata,
    Column("tenant", String(40), primary_key=True),
    Column("seq", BigInteger, nullable=False),
    Column("hash", String(64), nullable=False),
)
