"""The words of a half-written answer: redacted before they are whole, and never markup."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from tasks.asking.growing_text import HELD_BACK, as_words, draft_text, longest_texts

HOSTILE = [
    "<img src=x onerror=alert(1)>",
    "<script>alert(1)</script>",
    "[Approve here](https://evil.example/approve)",
    "![x](https://evil.example/x.png)",
    "https://evil.example and www.evil.example and a@evil.example",
    "# Heading\n\n- item\n1. item\n> quote\n\n    code\n\n```\nfence\n```",
    "| a | b |\n|---|---|\n| 1 | 2 |",
    "a **bold** _thin_ ~~gone~~ `code` &lt;b&gt; &#60;i&#62;",
    "[x]: https://evil.example\n\n[x]",
    "line  \nbreak\\\nbreak",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_shown_as_it_stands(text: str) -> None:
    page = MarkdownIt("gfm-like", {"html": True, "linkify": False}).render(as_words(text))
    tags = {part.split(">")[0] for part in page.replace("</", "<").split("<")[1:]}
    assert tags <= {"p", "br /"}
    words = page.replace("<p>", "").replace("</p>", "").replace("<br />", "")
    for sign, name in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&")):
        words = words.replace(sign, name)
    assert words.split() == text.split()


@given(st.text())
def test_no_text_at_all_is_markup(text: str) -> None:
    page = MarkdownIt("gfm-like", {"html": True, "linkify": False}).render(as_words(text))
    assert {part.split(">")[0] for part in page.replace("</", "<").split("<")[1:]} <= {"p", "br /"}


def test_a_half_written_mail_address_and_account_number_are_held_back_until_they_are_known_as_one() -> None:
    text = "Please pay Rail Europe at IE29 AIBK 9311 5212 3456 78 and write to ann.baker@brightwater.example about it. "
    whole = json.dumps({"entry_ids": ["JE-1"], "why": text + "The rest follows tomorrow, when the clerk is back. " * 3})
    drafts = {draft_text(whole[:end]) for end in range(len(whole))}
    assert max(map(len, drafts)) > len(text)
    assert not any("AIBK" in draft or "9311" in draft or "baker@" in draft for draft in drafts)
    assert any("Please pay Rail Europe" in draft for draft in drafts)


@given(st.integers(0, 400))
def test_what_is_shown_is_the_beginning_of_the_text_and_lags_behind_it(end: int) -> None:
    text = "Travel rose by a third since the team went to the fair. " * 6
    whole = json.dumps({"why": text})
    shown = draft_text(whole[:end])
    assert text.startswith(shown)
    assert len(shown) <= max(0, end - len('{"why": "') - HELD_BACK + 2)


def test_the_long_texts_of_an_answer_are_shown_and_its_short_ones_are_not() -> None:
    answer = {"verdict": "pass", "notes": [{"check": "balance", "explanation": "x" * 80}, {"explanation": "y" * 60}]}
    assert longest_texts(answer) == "x" * 80 + "\n\n" + "y" * 60
    assert longest_texts({"count": 3}) == ""


def test_what_is_no_json_shows_nothing() -> None:
    assert draft_text("Certainly! Here is") == draft_text("") == ""
