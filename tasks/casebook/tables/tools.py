"""Tools: from where they come, who may use them, and what was called."""

from sqlalchemy import Boolean, Column, Index, Integer, PrimaryKeyConstraint, String, Table, Text, Uuid

from tasks.casebook.tables.schema import Moment, metadata

tool_grants = Table(
    "tool_grants",
    metadata,
    Column("tenant", String(40), nullable=False),
    Column("tool", String(120), nullable=False),
    Column("agent", String(80), nullable=False),  # "*": every agent that names the tool
    Column("granted", Boolean, nullable=False),  # False: revoked
    Column("per_minute", Integer),  # of each agent, as the two below; empty: no limit beside the tool's own
    Column("per_day", Integer),
    Column("per_case", Integer),
    Column("person", String(80), nullable=False),
    Column("comment", Text, nullable=False),
    Column("at", Moment, nullable=False),
    PrimaryKeyConstraint("tenant", "tool", "agent"),
)

tool_schemas = Table(
    "tool_schemas",
    metadata,
    Column("tenant", String(40), nullable=False),
    Column("tool", String(120), nullable=False),
    Column("sha256", String(64), nullable=False),  # of description, arguments, result and whether it writes
    Column("person", String(80), nullable=False),  # who accepted it
    Column("comment", Text, nullable=False),
    Column("at", Moment, nullable=False),
    PrimaryKeyConstraint("tenant", "tool"),
)

tool_sources = Table(
    "tool_sources",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("tenant", String(40), nullable=False),
    Column("name", String(40), nullable=False),  # its tools are named "<name>.<tool>"
    Column("kind", String(40), nullable=False),  # "http-hosts", "mcp-stdio", ...
    Column("config", Text, nullable=False),  # JSON, without keys
    Column("person", String(80), nullable=False),  # who added it
    Column("comment", Text, nullable=False),
    Column("added_at", Moment, nullable=False),
    Column("removed_at", Moment),
    Index("ix_tool_sources_name", "tenant", "name"),
)

tool_calls = Table(
    "tool_calls",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("tenant", String(40), nullable=False),
    Column("case_id", Uuid, nullable=False),
    Column("step", String(200), nullable=False),
    Column("agent", String(80), nullable=False),
    Column("tool", String(120), nullable=False),
    Column("outcome", String(40), nullable=False),  # in flight, lost, or how it ended
    Column("detail", Text, nullable=False),
    Column("outside", Boolean, nullable=False),  # what it gave was written by somebody outside
    Column("drawn", Boolean, nullable=False),  # it counts against the quotas
    Column("arguments_sha256", String(64), nullable=False),
    Column("result_sha256", String(64), nullable=False),
    Column("latency_ms", Integer, nullable=False),
    Column("at", Moment, nullable=False),
    Index("ix_tool_calls_case", "case_id"),
    Index("ix_tool_calls_tool", "tenant", "tool", "at"),
    Index("ix_tool_calls_tool_case", "tenant", "tool", "case_id"),
)

tool_results = Table(
    "tool_results",
    metadata,
    Column("call_id", Uuid, primary_key=True),
    Column("tenant", String(40), nullable=False),
    Column("arguments", Text, nullable=False),  # redacted
    Column("result", Text, nullable=False),  # redacted
    Column("expires_at", Moment, nullable=False),
    Index("ix_tool_results_expires", "expires_at"),
)

kept_results = Table(
    "kept_results",
    metadata,
    Column("tenant", String(40), nullable=False),
    Column("key", String(64), nullable=False),  # of tool, source, schema and arguments
    Column("tool", String(120), nullable=False),
    Column("result", Text, nullable=False),  # redacted where the tool is
    Column("expires_at", Moment, nullable=False),
    PrimaryKeyConstraint("tenant", "key"),
)
