"""`countersign model` and `budgets`: what they refuse before anything is asked or spent."""

import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from flows.cli import main


def test_the_model_check_without_a_stack_says_how_to_start_it_and_starts_no_server(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    told = CliRunner().invoke(main, ["model", "check"])
    assert told.exit_code == 1
    assert "No stack of this home is running: start it with `countersign up`." in told.output
    assert "PREFECT_API_URL" not in os.environ


@pytest.mark.parametrize("amount", ["ten", "0", "-1", "NaN", "Infinity"])
def test_a_budget_is_raised_by_an_amount_above_zero_only(home: Path, amount: str) -> None:
    told = CliRunner().invoke(main, ["budgets", "raise", "--comment", "x", "--", "day/2026-11-21", amount])
    assert told.exit_code == 2
    assert f"'{amount}' is no amount to raise by: give US dollars above 0" in told.output.replace("\n", " ")
    assert not (home / "casebook.db").exists()
