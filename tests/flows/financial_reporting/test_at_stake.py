"""What a pack puts at stake decides who must sign it."""

from decimal import Decimal

from flows.financial_reporting.phases import at_stake
from tasks.deciding.policy import When
from tests.flows.financial_reporting.pack_figures import figures

CFO = When(exposure_at_least=Decimal("1000000000"), currency="EUR")


def test_a_pack_without_an_income_statement_needs_every_signature() -> None:
    computed = figures().model_copy(update={"income_statement": None, "currency": "EUR"})
    assert CFO.holds(at_stake(computed))
