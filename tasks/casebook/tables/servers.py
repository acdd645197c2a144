"""Servers of tools: what each last said that it offers."""

from sqlalchemy import Column, String, Table, Text, Uuid

from tasks.casebook.tables.schema import Moment, metadata

server_offers = Table(
    "server_offers",
    metadata,
    Column("source_id", Uuid, primary_key=True),
    Column("tenant", String(40), nullable=False),
    Column("offers", Text, nullable=False),  # JSON; whether a person accepted one is in tool_schemas
    Column("offered_at", Moment),  # empty: it has never answered
    Column("away", Text, nullable=False),  # why it could not be asked the last time; empty where it could
    Column("asked_at", Moment, nullable=False),
)
