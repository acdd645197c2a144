"""Cases: what runs, who asked for it, what it answered, and what it stored."""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
)

from tasks.casebook.tables.schema import Moment, metadata

cases = Table(
    "cases",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("tenant", String(40), nullable=False),
    Column("process", String(80), nullable=False),
    Column("natural_key", Text, nullable=False),
    Column("brief", Text, nullable=False),
    Column("requester", String(80)),
    Column("state", String(20), nullable=False),  # running, waiting, closed
    Column("waits_for", Text),
    Column("outcome", Text),
    Column("owner", Uuid),  # the Prefect run that tells the story
    Column("epoch", Integer, nullable=False),
    Column("alive_at", Moment),
    Column("wake_claimed_until", Moment),
    Column("opened_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    UniqueConstraint("tenant", "process", "natural_key"),
    Index("ix_cases_state", "state"),
)

redrives = Table(
    "redrives",
    metadata,
    Column("tenant", String(40), nullable=False),
    Column("object", String(256), nullable=False),  # "case:ID", or "run:ID" of a run that has no case yet
    Column("times", Integer, nullable=False),  # since the story last got further
    Column("progress", Integer, nullable=False),  # how far it had got then
    Column("epoch", Integer, nullable=False),  # the attempt that was given up
    Column("held_until", Moment, nullable=False),
    PrimaryKeyConstraint("tenant", "object"),
)

requests = Table(
    "requests",
    metadata,
    Column("key", Uuid, primary_key=True),  # the idempotency key of the Prefect run that is asked for
    Column("asked_sha256", String(64), nullable=False),  # of process and brief together
    Column("run_id", Uuid),  # the run that came with the key first
    Column("tenant", String(40), nullable=False),
    Column("person", String(80), nullable=False),
    Column("authenticated", Boolean, nullable=False),
    Column("at", Moment, nullable=False),
)

answers = Table(
    "answers",
    metadata,
    Column("case_id", Uuid, nullable=False),
    Column("step", String(200), nullable=False),
    Column("answer", Text, nullable=False),
    Column("request_sha256", String(64), nullable=False),
    Column("provenance", Text, nullable=False),
    Column("at", Moment, nullable=False),
    PrimaryKeyConstraint("case_id", "step"),
)

contents = Table(
    "contents",
    metadata,
    Column("tenant", String(40), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("media_type", String(80), nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("at", Moment, nullable=False),
    PrimaryKeyConstraint("tenant", "sha256"),
)

versions = Table(
    "versions",
    metadata,
    Column("tenant", String(40), nullable=False),
    Column("name", String(120), nullable=False),  # "books", "books/checked"
    Column("version", String(120), nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("manifest", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("at", Moment, nullable=False),
    PrimaryKeyConstraint("tenant", "name", "version"),
)

closings = Table(
    "closings",
    metadata,
    Column("tenant", String(40), nullable=False),
    Column("entity", String(80), nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("closed_through", Date),  # None: nothing is closed
    Column("case_id", Uuid, nullable=False),
    Column("at", Moment, nullable=False),
    PrimaryKeyConstraint("tenant", "entity", "ordinal"),
)
