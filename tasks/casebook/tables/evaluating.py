"""How good agents are, which version of each runs, and what people have taught them."""

from sqlalchemy import BigInteger, Column, Float, Index, Integer, PrimaryKeyConstraint, String, Table, Text, Uuid

from tasks.casebook.tables.schema import Moment, metadata

agent_versions = Table(
    "agent_versions",
    metadata,
    Column("tenant", String(40), nullable=False),
    Column("agent", String(80), nullable=False),
    Column("version", String(12), nullable=False),  # hash of prompt and response schema
    Column("prompt", Text, nullable=False),
    Column("schema_sha256", String(64), nullable=False),
    Column("at", Moment, nullable=False),  # when it first ran, or was first evaluated or activated
    PrimaryKeyConstraint("tenant", "agent", "version"),
)

agent_activations = Table(
    "agent_activations",
    metadata,
    Column("tenant", String(40), nullable=False),
    Column("agent", String(80), nullable=False),
    Column("number", Integer, nullable=False),  # the highest that is not undone says what runs
    Column("version", String(12), nullable=False),
    Column("person", String(40), nullable=False),  # empty for the version that was installed
    Column("comment", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("undone_at", Moment),  # somebody went back
    PrimaryKeyConstraint("tenant", "agent", "number"),
)

evaluations = Table(
    "evaluations",
    metadata,
    Column("id", Uuid, primary_key=True),  # its calls stand under it where a case's stand under the case
    Column("tenant", String(40), nullable=False),
    Column("agent", String(80), nullable=False),
    Column("version", String(12), nullable=False),
    Column("prompt_version", String(12), nullable=False),  # of what was really told, lessons included
    Column("process", String(80), nullable=False, server_default=""),  # whose lessons were told; empty without any
    Column("provider", String(40), nullable=False),  # empty for the rules
    Column("model", String(120), nullable=False),
    Column("passed", Integer, nullable=False),  # cases
    Column("cases", Integer, nullable=False),
    Column("held", Float, nullable=False),  # mean share of a case's checks, 0 to 1
    Column("calls", Integer, nullable=False),
    Column("cost", BigInteger, nullable=False),  # nanodollars
    Column("latency_ms", Float, nullable=False),  # median of an answer
    Column("results", Text, nullable=False),  # each case with its answer and its checks, JSON
    Column("at", Moment, nullable=False),
    Index("ix_evaluations_agent", "tenant", "agent", "at"),
)

lessons = Table(
    "lessons",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("tenant", String(40), nullable=False),
    Column("process", String(80), nullable=False),
    Column("agent", String(80), nullable=False),  # empty until it is accepted
    Column("case_id", Uuid, nullable=False),
    Column("step", String(200), nullable=False),  # the gate at which the correction was made
    Column("author", String(40), nullable=False),  # whose words they are now
    Column("text", Text, nullable=False),
    Column("state", String(20), nullable=False),  # proposed, accepted, rejected
    Column("decided_by", String(40), nullable=False),
    Column("at", Moment, nullable=False),
    Column("decided_at", Moment),
    Index("ix_lessons_tenant", "tenant", "state"),
)
