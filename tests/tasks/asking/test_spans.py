"""Each call is a span under OpenTelemetry's names for generative AI, for whatever exporter a process installs."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest
from opentelemetry import trace
from opentelemetry.trace import INVALID_SPAN_CONTEXT, NonRecordingSpan, Span, SpanKind, Tracer, TracerProvider

from tests.fakes.openai_server import Reply
from tests.tasks.asking.desk import GOOD, Desk, changed


class Spans(TracerProvider, Tracer):
    """What an SDK would export."""

    def __init__(self) -> None:
        self.ended: list[tuple[str, dict[str, Any]]] = []

    def get_tracer(self, *_: Any, **__: Any) -> Tracer:
        return self

    def start_span(self, name: str, *_: Any, attributes: Any = None, **__: Any) -> Span:
        raise AssertionError(f"{name} would not be the current span of what happens in it")

    @contextmanager
    def start_as_current_span(  # pyright: ignore[reportIncompatibleMethodOverride]
        self, name: str, *, kind: SpanKind, attributes: Mapping[str, Any]
    ) -> Iterator[Span]:
        told = dict(attributes)

        class Recording(NonRecordingSpan):
            def set_attribute(self, key: str, value: Any) -> None:
                told[key] = value

        yield Recording(INVALID_SPAN_CONTEXT)
        assert kind is SpanKind.CLIENT
        self.ended.append((name, told))


@pytest.fixture
def spans(monkeypatch: pytest.MonkeyPatch) -> Spans:
    made = Spans()
    monkeypatch.setattr(trace, "get_tracer_provider", lambda: made)  # a process can install a provider only once
    return made


@pytest.mark.parametrize("casebook", ["sqlite"], indirect=True)
def test_a_call_that_failed_and_the_one_that_answered_are_spans_of_their_own(desk: Desk, spans: Spans) -> None:
    desk.provider(Reply(refusal="No."))
    desk.provider(Reply(GOOD))
    desk.agent = changed(streams=True)
    desk.run(desk.ask())
    (name, refused), (_, answered) = spans.ended
    assert name == "chat large"
    asked = {
        "gen_ai.operation.name": "chat",
        "gen_ai.request.model": "large",
        "gen_ai.request.stream": True,
        "gen_ai.request.max_tokens": 2000,
        "gen_ai.agent.name": "namer",
        "gen_ai.output.type": "json",
        "server.address": "127.0.0.1",
    }
    assert asked.items() <= refused.items()
    assert (refused["gen_ai.provider.name"], refused["error.type"]) == ("p0", "refused")
    assert asked.items() <= answered.items()
    assert answered["gen_ai.provider.name"] == "p1"
    assert answered["gen_ai.response.model"] == "large-2026-01"
    assert (answered["gen_ai.usage.input_tokens"], answered["gen_ai.usage.output_tokens"]) == (100, 20)
    assert answered["gen_ai.response.time_to_first_chunk"] >= 0
    assert "error.type" not in answered
    assert not any("kind" in str(value) for value in answered.values())  # what was said stays out of it
