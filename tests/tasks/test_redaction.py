"""What is kept for people to look at holds no keys and no personal data, and all the rest."""

import pytest

from tasks.redaction import redacted, redacted_value

CANARIES = [
    "sk-proj-abcdefgh12345678",
    "xoxb-1234567890-abcdefghij",
    "ghp_abcdefghijklmnopqrstuvwxyz0123456789",
    "AKIAIOSFODNN7EXAMPLE",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U",
    "-----BEGIN RSA PRIVATE KEY-----\nMIIEow\nabc\n-----END RSA PRIVATE KEY-----",
    "ann.lee+books@example.co.uk",
    "DE89 3704 0044 0532 0130 00",
    "GB29NWBK60161331926819",
    "4111 1111 1111 1111",
    "5500-0000-0000-0004",
    "+49 30 901820",
    "+1 (415) 555-0100",
    "0044 20 7946 0958",
]


@pytest.mark.parametrize("canary", CANARIES)
def test_a_planted_secret_is_gone(canary: str) -> None:
    text = redacted(f"Please note {canary} for the file.")
    assert canary not in text
    assert text.startswith("Please note [")
    assert text.endswith("] for the file.")


def test_a_bearer_token_is_gone() -> None:
    assert redacted("Authorization: Bearer abc.def-123456") == "Authorization: Bearer [key]"


@pytest.mark.parametrize(
    "text",
    [
        "Travel is EUR 9,310 above budget: JE-1042 alone is EUR 12,500.",
        "Income rose from 1,525,500.00 to 1,660,831.94 in 2026-10.",
        "Account 4111111111111112 of 2026-10-31",
        "DE00 3704 0044 0532 0130 00 fails its check digits",
        '{"entry_id": "2026-10-000123", "amount": "-1234567.89"}',
        "Reference 20261031123456",
    ],
)
def test_figures_dates_and_ids_stay(text: str) -> None:
    assert redacted(text) == text


def test_json_is_redacted_in_its_texts_keys_and_long_numbers_and_stays_json() -> None:
    given = {
        "to": ["ada@acme.example", 5, None],
        "ada@acme.example": True,
        "card": 4111111111111111,
        "n": 1.5,
        "id": 4711,
    }
    assert redacted_value(given) == {"to": ["[mail]", 5, None], "[mail]": True, "card": "[card]", "n": 1.5, "id": 4711}
