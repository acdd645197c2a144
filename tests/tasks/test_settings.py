"""Settings that cannot be are refused whole, in words that name the variable and keep what is secret."""

import pytest

from tasks.settings import SettingsRefused, settings


def _refusal(monkeypatch: pytest.MonkeyPatch, **environment: str) -> str:
    for name, value in environment.items():
        monkeypatch.setenv(f"COUNTERSIGN_{name}", value)
    settings.cache_clear()
    with pytest.raises(SettingsRefused) as refused:
        settings()
    return str(refused.value)


@pytest.mark.usefixtures("home")
def test_a_silence_that_one_late_heartbeat_fills_is_refused_with_the_mend(monkeypatch: pytest.MonkeyPatch) -> None:
    said = _refusal(monkeypatch, HEARTBEAT_SECONDS="30", SILENCE_SECONDS="59")
    assert said.startswith("COUNTERSIGN_SILENCE_SECONDS is 59 and COUNTERSIGN_HEARTBEAT_SECONDS is 30")
    assert said.endswith("Set the silence to at least twice the heartbeat, 60.")


@pytest.mark.usefixtures("home")
def test_twice_the_heartbeat_is_silence_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COUNTERSIGN_HEARTBEAT_SECONDS", "30")
    monkeypatch.setenv("COUNTERSIGN_SILENCE_SECONDS", "60")
    settings.cache_clear()
    assert settings().silence_seconds == 60


@pytest.mark.usefixtures("home")
def test_a_refusal_names_each_variable_and_repeats_no_value(monkeypatch: pytest.MonkeyPatch) -> None:
    said = _refusal(monkeypatch, TENANT="No Such", SILENCE_SECONDS="soon", CASEBOOK="postgresql+asyncpg://u:hush@db/c")
    lines = said.splitlines()
    assert [line.partition(":")[0] for line in lines] == ["COUNTERSIGN_TENANT", "COUNTERSIGN_SILENCE_SECONDS"]
    assert "hush" not in said
