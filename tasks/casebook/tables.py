"""The casebook's tables: the durable record of what was asked, answered, decided and done."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

metadata = MetaData()


class Moment(TypeDecorator[datetime]):
    """A point in time, aware and in UTC on both databases."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.replace(tzinfo=UTC) if value is not None and value.tzinfo is None else value


class now(FunctionElement[datetime]):  # noqa: N801 - reads as the SQL function it is
    """The database's clock: the only one that decides expiry and leases."""

    type = Moment()
    inherit_cache = True


@compiles(now)
def _clock(element: Any, compiler: Any, **kw: Any) -> str:
    return "clock_timestamp()"


@compiles(now, "sqlite")
def _sqlite_clock(element: Any, compiler: Any, **kw: Any) -> str:
    return "strftime('%Y-%m-%d %H:%M:%f', 'now')"


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
    Column("cost", BigInteger, nullable=False),  # nanodollars
    Column("latency_ms", Integer, nullable=False),
    Column("at", Moment, nullable=False),
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
    Column("form", String(20), nullable=False),  # the best that it takes
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
