"""Language models: what they were asked, and what stands between them and an agent."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    Uuid,
)

from tasks.casebook.tables.schema import Moment, metadata

model_calls = Table(
    "model_calls",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("tenant", String(40), nullable=False),
    Column("case_id", Uuid, nullable=False),
    Column("step", String(200), nullable=False),
    Column("agent", String(80), nullable=False),
    Column("prompt_version", String(12), nullable=False),
    Column("provider", String(40), nullable=False),
    Column("asked", String(120), nullable=False),  # the model that was asked for
    Column("answered_by", String(120), nullable=False),  # the model that answered, by the provider's word
    Column("attempt", Integer, nullable=False),  # 1 for the first call of a request
    Column("outcome", String(40), nullable=False),  # in flight, answered, or a kind of failure
    Column("detail", Text, nullable=False),
    Column("request_sha256", String(64), nullable=False),
    Column("response_sha256", String(64), nullable=False),
    Column("input_tokens", Integer, nullable=False),
    Column("output_tokens", Integer, nullable=False),
    Column("reserved", BigInteger, nullable=False),  # nanodollars, as long as it is in flight
    Column("caps", Text, nullable=False, server_default="{}"),  # JSON: what each scope that it draws on may spend
    Column("cost", BigInteger, nullable=False),  # nanodollars
    Column("latency_ms", Integer, nullable=False),
    Column("first_token_ms", Integer),  # of an answer that came in pieces
    Column("at", Moment, nullable=False),
    Column("ends_by", Moment),  # it cannot be in flight any more then, whatever became of its process
    Index("ix_model_calls_in_flight", "tenant", "outcome", "provider"),
    Index("ix_model_calls_case", "case_id"),
    Index("ix_model_calls_agent", "tenant", "agent", "at"),
)

model_texts = Table(
    "model_texts",
    metadata,
    Column("call_id", Uuid, primary_key=True),
    Column("tenant", String(40), nullable=False),
    Column("request", Text, nullable=False),  # redacted
    Column("response", Text, nullable=False),  # redacted
    Column("expires_at", Moment, nullable=False),
    Index("ix_model_texts_expires", "expires_at"),
)

budgets = Table(
    "budgets",
    metadata,
    Column("tenant", String(40), nullable=False),
    Column("scope", String(256), nullable=False),  # "step/<case>/<step>", "case/<id>", "day/2026-11-21"
    Column("spent", BigInteger, nullable=False),  # nanodollars, as the columns below
    Column("reserved", BigInteger, nullable=False),  # for calls in flight
    Column("raised", BigInteger, nullable=False),  # by people, above the configured cap
    Column("without_models", Boolean, nullable=False),  # a person chose to go on by rules
    Column("warned", Boolean, nullable=False),
    PrimaryKeyConstraint("tenant", "scope"),
)

circuits = Table(
    "circuits",
    metadata,
    Column("tenant", String(40), nullable=False),
    Column("name", String(120), nullable=False),  # "provider/<name>", "tool/<name>"
    Column("failures", Text, nullable=False),  # moments of the latest ones, JSON
    Column("opened_at", Moment),
    Column("probe_at", Moment),
    PrimaryKeyConstraint("tenant", "name"),
)

paces = Table(
    "paces",
    metadata,
    Column("tenant", String(40), nullable=False),
    Column("name", String(120), nullable=False),  # "provider/<name>", "tool/<name>/<window>"
    Column("requests", Float, nullable=False),  # what is left of the allowance, and fills up again
    Column("tokens", Float, nullable=False),
    Column("at", Moment, nullable=False),
    PrimaryKeyConstraint("tenant", "name"),
)

provider_forms = Table(
    "provider_forms",
    metadata,
    Column("tenant", String(40), nullable=False),
    Column("provider", String(40), nullable=False),
    Column("model", String(120), nullable=False),
    Column("form", String(20), nullable=False),  # the best that it took when last tried
    Column("streams", Boolean),  # false where it was found to answer whole only
    Column("at", Moment, nullable=False),
    PrimaryKeyConstraint("tenant", "provider", "model"),
)

kept_answers = Table(
    "kept_answers",
    metadata,
    Column("tenant", String(40), nullable=False),
    Column("key", String(64), nullable=False),  # of prompt, schema, model and request
    Column("answer", Text, nullable=False),
    Column("provenance", Text, nullable=False),
    Column("expires_at", Moment, nullable=False),
    PrimaryKeyConstraint("tenant", "key"),
)
