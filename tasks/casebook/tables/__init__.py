"""The casebook's tables: the durable record of what was asked, answered, decided and done."""

from tasks.casebook.tables.asking import (
    budgets,
    circuits,
    kept_answers,
    model_calls,
    model_texts,
    paces,
    provider_forms,
)
from tasks.casebook.tables.cases import answers, cases, closings, contents, redrives, requests, versions
from tasks.casebook.tables.deciding import approvals, audit, audit_heads, tokens, votes
from tasks.casebook.tables.effects import dead_letters, effects
from tasks.casebook.tables.schema import Moment, metadata, now
from tasks.casebook.tables.tools import (
    kept_results,
    tool_calls,
    tool_grants,
    tool_results,
    tool_schemas,
    tool_sources,
)

__all__ = [
    "Moment",
    "answers",
    "approvals",
    "audit",
    "audit_heads",
    "budgets",
    "cases",
    "circuits",
    "closings",
    "contents",
    "dead_letters",
    "effects",
    "kept_answers",
    "kept_results",
    "metadata",
    "model_calls",
    "model_texts",
    "now",
    "paces",
    "provider_forms",
    "redrives",
    "requests",
    "tokens",
    "tool_calls",
    "tool_grants",
    "tool_results",
    "tool_schemas",
    "tool_sources",
    "versions",
    "votes",
]
