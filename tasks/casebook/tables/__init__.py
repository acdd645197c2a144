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
from tasks.casebook.tables.evaluating import agent_activations, agent_versions, evaluations, lessons
from tasks.casebook.tables.notices import agents_off, notices
from tasks.casebook.tables.schema import Moment, metadata, now
from tasks.casebook.tables.servers import server_offers
from tasks.casebook.tables.taints import taints
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
    "agent_activations",
    "agent_versions",
    "agents_off",
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
    "evaluations",
    "kept_answers",
    "kept_results",
    "lessons",
    "metadata",
    "model_calls",
    "model_texts",
    "notices",
    "now",
    "paces",
    "provider_forms",
    "redrives",
    "requests",
    "server_offers",
    "taints",
    "tokens",
    "tool_calls",
    "tool_grants",
    "tool_results",
    "tool_schemas",
    "tool_sources",
    "versions",
    "votes",
]
