"""Laws of the agents' rules: whatever the figures, what they write is borne out by them."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.controllers_reviewer import CONTROLLERS_REVIEWER, ReviewRequest
from agents.data_steward import DATA_STEWARD, ChecksRequest, FailedCheck
from agents.data_steward_rules import ADVICE
from agents.document_passage import DocumentPassage
from agents.measure import Measure
from agents.narrator import NARRATOR
from agents.posting import Posting
from agents.review import Draft
from agents.roster import AGENTS
from agents.spec import Agent
from agents.summary_request import Debtor, ExplainedVariance, OverdueReceivables, SummaryRequest
from agents.variance_analyst import VARIANCE_ANALYST
from agents.variance_request import VarianceRequest

amounts = st.decimals(Decimal(-5_000_000), Decimal(5_000_000), places=2)
currencies = st.sampled_from(["EUR", "USD", "GBP"])
words = st.text(alphabet=st.characters(blacklist_categories=("Cs", "Cc")), max_size=40)
own_words = st.text(alphabet=st.characters(categories=("Lu", "Ll", "Nd", "Zs", "Pd")), max_size=20)
"""As a check of ours may write them: no address, no markup, nothing hidden."""
accounts = st.sampled_from(
    ["6100 Travel", "6200 Energy and water", "4000 Product sales", "0420 Bank charges", "7010 FX losses (Sales)"]
)

PAPERS = ("memo.md", "Income rose by 20%.pdf", "list.csv")
SAID = (
    "Travel and energy are budgeted at EUR 15,000. Bank charges and travel of sales are not, unless he agrees.",
    "Reise und Energie: 15.000 Euro. Product sales, energy and water see https://evil.example/pay [P2] now.",
    f"Travel, energy, water, bank charges and product sales {'are told of at great length ' * 20}and no end.",
)
PARTIES = ("Messe Berlin", "Route 66 Diner", "O’Neill & Co.", "Income rose by 20%", "Ромашка")

failed_checks = st.builds(
    FailedCheck,
    id=st.sampled_from([*ADVICE, "own_check"]),
    title=st.sampled_from(["No entry was posted twice", "Own check"]),
    expected=st.sampled_from(["none", "0.00", "1234567.89"]),
    actual=st.sampled_from(["3", "-0.02", "1234500.00"]),
    message=words,
)


@st.composite
def postings(draw: st.DrawFn) -> Posting:
    return Posting(
        entry_id=f"JE-{draw(st.integers(1, 99999))}",
        date=date(2026, 10, 1) + timedelta(days=draw(st.integers(0, 30))),
        amount=draw(amounts),
        description=draw(words),
        counterparty=draw(st.sampled_from(["", *PARTIES])),
    )


@st.composite
def passages(draw: st.DrawFn) -> tuple[DocumentPassage, ...]:
    texts = draw(st.lists(st.one_of(words, st.sampled_from(SAID)), max_size=3))
    return tuple(
        DocumentPassage(mark=f"P{number}", folder="papers", document=draw(st.sampled_from(PAPERS)), text=text)
        for number, text in enumerate(texts, 1)
    )


@st.composite
def variances(draw: st.DrawFn) -> VarianceRequest:
    lines = draw(st.lists(postings(), max_size=6, unique_by=lambda line: line.entry_id))
    return VarianceRequest(
        measure=Measure(
            name=draw(accounts),
            value=draw(amounts),
            unit=draw(currencies),
            period=draw(st.sampled_from(["2026-10", "2026-Q4", "2026", "2026-P10"])),
            budget=draw(amounts),
            good=draw(st.sampled_from(["up", "down"])),
        ),
        postings=tuple(sorted(lines, key=lambda line: -abs(line.amount))),
        others=draw(st.integers(0, 400)),
        others_amount=draw(amounts),
        passages=draw(passages()),
        comment=draw(st.one_of(st.just(""), words, st.just("Is the trip to Messe Berlin in travel, all 3 of them?"))),
    )


@st.composite
def overdue_receivables(draw: st.DrawFn) -> OverdueReceivables:
    names = draw(st.lists(st.sampled_from(PARTIES), min_size=1, max_size=5, unique=True))
    debtors = tuple(Debtor(counterparty=name, amount=abs(draw(amounts)) + 1) for name in names)
    total = Measure(
        name="Receivables over 90 days past due",
        value=sum((debtor.amount for debtor in debtors), Decimal(0)),
        unit="EUR",
        period="2026-10",
    )
    return OverdueReceivables(total=total, debtors=tuple(sorted(debtors, key=lambda debtor: -debtor.amount)))


@st.composite
def summaries(draw: st.DrawFn) -> SummaryRequest:
    named = ["Net income", "Income", "Expenses"]
    flows = [
        Measure(
            name=name,
            value=draw(amounts),
            unit="EUR",
            period="2026-10",
            budget=draw(st.one_of(st.none(), amounts)),
            prior_year=draw(st.one_of(st.none(), amounts)),
            prior_period="2025-10",
            good="down" if name == "Expenses" else "up",
        )
        for name in named
    ]
    others = [
        Measure(name="Net change in cash", value=draw(amounts), unit="EUR", period="2026-10"),
        Measure(name="Gross margin", value=draw(amounts) / 50000, unit="percent", period="2026-10"),
        Measure(name="Days sales outstanding", value=abs(draw(amounts)) / 10000, unit="days", period="2026-10"),
    ]
    explained = draw(st.lists(variances(), max_size=4, unique_by=lambda request: request.measure.name))
    return SummaryRequest(
        entity=draw(st.sampled_from(["", "Brightwater Instruments"])),
        period="2026-10",
        headlines=(*flows, *others),
        variances=tuple(
            ExplainedVariance(measure=request.measure, why="", causes=request.postings[:4]) for request in explained
        ),
        overdue=draw(st.one_of(st.none(), overdue_receivables())),
        failed_checks=tuple(draw(st.lists(st.sampled_from(["Numbers have no gaps", "Row 3 is used"]), unique=True))),
        comment=draw(st.one_of(st.just(""), words, st.just("More on travel and the gross margin, please."))),
    )


@settings(max_examples=150, deadline=None)
@given(variances())
def test_an_explanation_by_rules_passes_its_own_check(request: VarianceRequest) -> None:
    assert VARIANCE_ANALYST.check(request, VARIANCE_ANALYST.baseline(request)) == []


@settings(max_examples=100, deadline=None)
@given(summaries())
def test_a_summary_by_rules_passes_its_own_check(request: SummaryRequest) -> None:
    assert NARRATOR.check(request, NARRATOR.baseline(request)) == []


def test_the_digits_of_an_entry_id_name_no_posting() -> None:
    energy = Measure(
        name="6200 Energy and water", value=Decimal(0), unit="EUR", period="2026-10", budget=Decimal(319), good="up"
    )
    travel = energy.model_copy(update={"name": "6100 Travel", "budget": Decimal(0)})
    cause = Posting(entry_id="JE-319", date=date(2026, 10, 1), amount=Decimal(0))
    request = SummaryRequest(
        entity="",
        period="2026-10",
        headlines=(),
        variances=(
            ExplainedVariance(measure=energy, why=""),
            ExplainedVariance(measure=travel, why="", causes=(cause,)),
        ),
    )
    written = NARRATOR.baseline(request)
    assert "EUR 319.00 below budget (unfavourable)" in written.summary
    assert NARRATOR.check(request, written) == []


@settings(max_examples=50, deadline=None)
@given(
    st.lists(
        st.builds(
            FailedCheck,
            id=st.sampled_from(["gap", "tie"]),
            title=own_words,
            expected=own_words,
            actual=own_words,
            message=words,
        ),
        max_size=3,
    )
)
def test_notes_by_rules_pass_their_own_check(checks: list[FailedCheck]) -> None:
    request = ChecksRequest(period="2026-10", checks=tuple(checks))
    assert DATA_STEWARD.check(request, DATA_STEWARD.baseline(request)) == []


@settings(max_examples=50, deadline=None)
@given(variances())
def test_the_reviewer_passes_what_the_rules_wrote(request: VarianceRequest) -> None:
    written = VARIANCE_ANALYST.baseline(request)
    draft = Draft(
        name=request.measure.name,
        text=written.why,
        citations=tuple(written.entry_ids),
        citable=tuple(line.entry_id for line in request.postings),
        longest=2000,
        evidence=request.evidence,
        passages=request.passages,
    )
    review = CONTROLLERS_REVIEWER.baseline(ReviewRequest(drafts=(draft,)))
    assert review.verdict == "pass"
    assert CONTROLLERS_REVIEWER.check(ReviewRequest(drafts=(draft,)), review) == []


@pytest.mark.parametrize("agent", AGENTS.values(), ids=lambda agent: agent.name)
def test_every_agent_has_a_prompt_with_the_five_parts(agent: Agent) -> None:
    for part in (f"# {agent.title}", "## Task", "## Rules", "## When unsure", "## Output"):
        assert part in agent.prompt
    assert len(agent.prompt_version) == 12


@pytest.mark.parametrize("agent", AGENTS.values(), ids=lambda agent: agent.name)
def test_every_response_is_closed_and_asks_for_each_of_its_fields(agent: Agent) -> None:
    schemas = [agent.response_schema, *agent.response_schema.get("$defs", {}).values()]
    for schema in schemas:
        assert schema["additionalProperties"] is False
        assert schema["required"] == list(schema["properties"])
