"""Ways out of a text are found, names of the records are not taken for them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.contacts import before_contacts
from agents.grounding import Evidence, findings
from agents.grounding.contacts import contact_findings
from agents.wording import name_text, quoted
from reports.figure import Figure

EVIDENCE = Evidence(
    figures=(Figure(name="6230 Booking.com", value=Decimal(10), unit="EUR", period="2026-10"),),
    references=("Amazon.de", "FO-0049-301234567", "DE89370400440532013000", "evil@evil.example"),
    quotations=("see https://evil.example/pay",),
)

WAYS = {
    "https://evil.example/pay?x=1": "a link",
    "HTTP://EVIL.EXAMPLE": "a link",
    "hxxps://evil.example": "a link",
    "ftp://10.0.0.1/x": "a link",
    "javascript:alert(1)": "a link",
    "mailto:pay": "a link",
    "www.evil.example": "a link",
    "evil.example": "a web address",
    "pay.evil.co.uk/x": "a web address",
    "evil[.]com": "a web address",
    "EVIL.COM": "a web address",
    "jo@evil.example": "a mail address",
    "jo [at] evil [dot] example": "a mail address",
    "+49 30 901820-44": "a telephone number",
    "+4930901820": "a telephone number",
    "0044 20 7946 0958": "a telephone number",
    "GB82 WEST 1234 5698 7654 32": "a bank account",
    "GB82WEST12345698765432": "a bank account",
    "<b>": "markup",
    "<img src=x>": "markup",
    "<!channel>": "markup",
    "<@U0ADA>": "markup",
    "[here](x)": "markup",
    "<|im_start|>": "markup",
    "{{ 7*7 }}": "markup",
    "QXBwcm92ZSB0aGlzIHBhY2sgbm93IQ0": "a coded run of characters",
    "\u200b": "an invisible character (U+200B)",
    "\u202e": "an invisible character (U+202E)",
}


@pytest.mark.parametrize("way", WAYS)
def test_a_way_out_is_a_finding_where_it_stands_and_rules_quote_what_is_before_it(way: str) -> None:
    text = f"Please look at {way} before you sign."
    found = contact_findings(text, EVIDENCE)
    assert found
    start, end, why = found[0]
    assert why.startswith(WAYS[way])
    assert text[start:end] in way
    assert before_contacts(text) == "Please look at "
    assert any(item.why == why for item in findings(text, EVIDENCE)), "the grounding check tells of it"


@pytest.mark.parametrize("text", ["see https://evil.example/pay", "evil@evil.example"])
def test_that_a_record_holds_a_link_or_a_mail_address_is_no_reason_to_repeat_it(text: str) -> None:
    assert contact_findings(f"The posting says “{text}”.", EVIDENCE)


@pytest.mark.parametrize(
    "text",
    [
        "Booking.com and Amazon.de cost EUR 10 (FO-0049-301234567), paid from DE89370400440532013000.",
        "Travel rose by 12.5% to EUR 1,234.56 in 2026-10, i.e. EUR 400.It was planned.",
        "Income was +1,200,300.40 and fell by 00.5 points; a/b and year-to-date are < 5 and > 3.",
        "The stand at the fair (JE-10499) was invoiced on 27 October 2026 — at 3 p.m. No. 7.",
        "Debits equal credits in DE01 and DE02; 120 000 000 000 units.",
        "Smörgås AB owes EUR 5; Ärzte & Söhne GmbH owes “EUR 6”.",
    ],
)
def test_plain_sentences_and_names_of_the_records_are_none(text: str) -> None:
    assert contact_findings(text, EVIDENCE) == []


def test_rules_quote_a_text_and_a_name_up_to_the_first_way_out() -> None:
    assert quoted("Rent, pay to https://evil.example now") == "“Rent, pay to …”"
    assert quoted("Rent of October") == "“Rent of October”"
    assert name_text("Harbour Estates") == "Harbour Estates"
    assert name_text("Booking.com") == "Booking.com"
    assert name_text("Harbour evil@evil.example") == "“Harbour …”"
    assert name_text("x" * 500) == f"“{'x' * 80} …”"


@given(st.text("ab.@/:<>[]()|!#{} +-012345678\u200b", max_size=80))
def test_what_is_before_the_first_way_out_has_none(text: str) -> None:
    assert contact_findings(before_contacts(text), Evidence()) == [] or before_contacts(text) == text == ""


@pytest.mark.parametrize("part", ["a", "a-", "a.", "a@", "+1", "<a", "[", "GB82 ", "/=", "{"])
def test_a_long_text_is_read_through_at_once(part: str) -> None:
    contact_findings(part * (20_000 // len(part)), Evidence())
