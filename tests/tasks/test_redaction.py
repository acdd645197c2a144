"""What is kept for people to look at holds no keys and no personal data, and all the rest."""

import string
import time
from pathlib import Path

import pytest

from tasks.redaction import redacted, redacted_value

CANARIES = [
    "sk-proj-abcdefgh12345678",
    "xoxb-1234567890-abcdefghij",
    "ghp_abcdefghijklmnopqrstuvwxyz0123456789",
    "github_pat_11ABCDEFG0abcdefghij_klmnopqrstuvwxyz",
    "glpat-abcdefghij1234567890",
    "hf_abcdefghijABCDEFGHIJklmnop",
    "AIzaSyA1234567890abcdefghijklmnopqrstuv",
    "AKIAIOSFODNN7EXAMPLE",
    "ASIAIOSFODNN7EXAMPLE",
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
    "(415) 555-0100",
    "(030) 901820",
    "030/901820",
    "0171 2345678",
    "020 7946 0958",
    "01 42 68 53 00",
]

SAID_TO_BE = [
    ("Authorization: Bearer abc.def-123456", "Authorization: Bearer [key]"),
    ("authorization: bearer  abc.def-123456", "authorization: bearer  [key]"),
    ("api-key: 0123456789abcdef0123456789abcdef", "api-key: [key]"),
    ("AZURE_KEY=0123456789abcdef0123456789ABCDEF", "AZURE_KEY=[key]"),
    ("token: abcdefghijABCDEFGHIJ1234", "token: [key]"),
    ("Log in with password=hunter22, then go on", "Log in with password=[key], then go on"),
    ("DB_PASSWORD: 's3cr3t!x'", "DB_PASSWORD: '[key]'"),
    ('{"userPassword": "hunter22"}', '{"userPassword": "[key]"}'),
    ("postgresql://ann:hunter2@db.example/books", "postgresql://[key]@db.example/books"),
    ("Phone number: 020 7946 0958", "Phone number: [phone]"),
    ("Tel. 901820", "Tel. [phone]"),
    ("Telephone: 415-555-0100", "Telephone: [phone]"),
]


@pytest.mark.parametrize("canary", CANARIES)
def test_a_planted_secret_is_gone(canary: str) -> None:
    text = redacted(f"Please note {canary} for the file.")
    assert canary not in text
    assert text.startswith("Please note [")
    assert text.endswith("] for the file.")


@pytest.mark.parametrize(("text", "kept"), SAID_TO_BE)
def test_what_a_word_says_is_a_secret_is_gone_and_the_word_stays(text: str, kept: str) -> None:
    assert redacted(text) == kept


@pytest.mark.parametrize(
    "text",
    [
        "Travel is EUR 9,310 above budget: JE-1042 alone is EUR 12,500.",
        "Income rose from 1,525,500.00 to 1,660,831.94 in 2026-10.",
        "Account 4111111111111112 of 2026-10-31",
        "DE00 3704 0044 0532 0130 00 fails its check digits",
        '{"entry_id": "2026-10-000123", "amount": "-1234567.89"}',
        "Reference 20261031123456",
        "Balances of +1 234 567.89 and (415) against 555 0100.00",
        "Account 0532 0130 00, account no. 0420 100200, order 0171-2345678 and 0000610000",
        "Telephone costs 1,234,567.89 and mobile 1234567 in 2026, 415-555-0100 in account 610-100-2000",
        "Posted on 01-10-2026 06:10, valued 01/10/2026 1234.00",
        "The key: JE-2026-10-000123, 123456 tokens: 1234567890123456789012345678901, secret: null",
        "https://books.example:8080/a@b and https://books.example/a:b@c",
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


def test_the_sample_books_hold_nothing_to_take_out() -> None:
    sample = Path(__file__).parents[2] / "flows" / "financial_reporting" / "sample"
    texts = {path.name: path.read_text(encoding="utf-8") for path in sample.glob("*.csv")}
    assert len(texts["journal.csv"]) > 100_000
    assert {name: redacted(text) == text for name, text in texts.items()} == dict.fromkeys(texts, True)


def test_what_stands_under_the_name_of_a_secret_is_gone() -> None:
    given = {"password": "a b", "api_key": "x", "secret": None, "Client-Secret": "y", "key": "books", "token": "z"}
    assert redacted_value(given) == given | {"password": "[key]", "api_key": "[key]", "Client-Secret": "[key]"}


PIECES = [
    *string.punctuation, "a", "A", "0", "1", "é", " ", "\n", "1 ", "1-", "a.", "a@", "a@a.", "eyJ", "-eyJ-",
    "eyJaaaaaaaa.", "key:", "key=a", "key=Aa", "password=", "bearer ", "tel: 1", "+1-", "+1 234 ", "00", "(0", "(030)",
    "0123 456 ", "01 ", "DE12 ", "://", "://a:", "-----BEGIN", "-----BEGIN PRIVATE KEY-----", "sk-", "Aa1",
]  # fmt: skip


@pytest.mark.parametrize("piece", PIECES)
def test_a_long_text_costs_its_length_and_not_the_square_of_it(piece: str) -> None:
    """The incident: 40,000 letters in a row stopped a worker for ten seconds."""
    short, long = (piece * (length // len(piece)) for length in (5_000, 200_000))
    growths = (_seconds(long) / min(_seconds(short) for _ in range(5)) for _ in range(3))
    assert any(growth < 200 for growth in growths)  # 40 is even, its square 1600


def _seconds(text: str) -> float:
    begun = time.thread_time()
    redacted(text)
    return time.thread_time() - begun
