"""OpenTelemetry spans of calls to language models, under the names of its conventions for generative AI.

They go nowhere unless the process has a tracer provider: install an SDK and an exporter and name them in OTEL_*.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from agents.spec import Agent
from tasks.asking.failures import CallFailed, Reply
from tasks.asking.turns import Turn


@dataclass(frozen=True)
class CallSpan:
    """One call's span."""

    span: Any

    def says(self, reply: Reply | None, failure: CallFailed | None) -> None:
        """Add what came of the call."""
        if reply is not None:
            self.span.set_attribute("gen_ai.response.model", reply.model)
            self.span.set_attribute("gen_ai.usage.input_tokens", reply.input_tokens or 0)
            self.span.set_attribute("gen_ai.usage.output_tokens", reply.output_tokens or 0)
            if reply.first_token_ms is not None:
                self.span.set_attribute("gen_ai.response.time_to_first_chunk", reply.first_token_ms / 1000)
        if failure is not None:
            self.span.set_attribute("error.type", str(failure.kind))


@contextmanager
def call_span(turn: Turn, agent: Agent[Any, Any]) -> Iterator[CallSpan]:
    """Trace one chat call."""
    from opentelemetry import trace

    model, address = turn.model, urlsplit(turn.provider.base_url)
    attributes = {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": turn.provider.name,
        "gen_ai.request.model": model.name,
        "gen_ai.agent.name": agent.name,
        "gen_ai.output.type": "json",
        "gen_ai.request.stream": turn.streams,
        "gen_ai.request.max_tokens": turn.bounds.tokens,
        "server.address": address.hostname or "",
    }
    tracer = trace.get_tracer("countersign")
    with tracer.start_as_current_span(f"chat {model.name}", kind=trace.SpanKind.CLIENT, attributes=attributes) as span:
        yield CallSpan(span)
