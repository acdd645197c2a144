"""Effects: what was done outside, and what needs a person."""

from sqlalchemy import (
    Column,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
)

from tasks.casebook.tables.schema import Moment, metadata

effects = Table(
    "effects",
    metadata,
    Column("key", String(256), nullable=False),
    Column("tenant", String(40), nullable=False),
    Column("case_id", Uuid, nullable=False),
    Column("step", String(200), nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("kind", String(40), nullable=False),
    Column("safety", String(1), nullable=False),  # A, B or C: what its receiver offers against doing it twice
    Column("request_sha256", String(64), nullable=False),
    Column("request", Text, nullable=False),
    Column("status", String(20), nullable=False),  # new, claimed, calling, sent, failed, doubtful
    Column("epoch", Integer, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("first_attempt_at", Moment, nullable=False),
    Column("lease_until", Moment),
    Column("receipt", Text),
    PrimaryKeyConstraint("tenant", "key"),
    Index("ix_effects_case", "case_id"),
)

dead_letters = Table(
    "dead_letters",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("tenant", String(40), nullable=False),
    Column("case_id", Uuid),
    Column("kind", String(40), nullable=False),
    Column("object", String(256), nullable=False),
    Column("reason", Text, nullable=False),
    Column("payload", Text, nullable=False),
    Column("fingerprint", String(64), nullable=False),
    Column("at", Moment, nullable=False),
    Column("resolved_at", Moment),
    Column("resolution", Text),
    UniqueConstraint("tenant", "kind", "object", "fingerprint"),
)
