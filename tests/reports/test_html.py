"""The page: compared whole, self-contained, and deaf to markup in its texts."""

import os
from html.parser import HTMLParser
from pathlib import Path

import pytest

from reports.html import html
from reports.standing import Standing
from tests.reports.every_block import DRAFT, RELEASED, document

GOLDEN = Path(__file__).parent / "golden" / "every_block.html"
MARKUP = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "</style><script>alert(1)</script>",
    "</svg><script>alert(1)</script>",
    '"><svg onload=alert(1)>',
    "' onmouseover='alert(1)",
    "{{ 7*7 }}",
    "{% raw %}",
    "javascript:alert(1)",
    "<!-- ",
    "]]><b>",
    "&lt;b&gt;",
    '" id="x" url(#y) xlink:href="#z',
    "\x00\x0b\x1b[2J",
    "a & b < c",
)


class Page(HTMLParser):
    """What a browser would see: tags with attributes, ids, and the text."""

    def __init__(self, source: bytes) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.text = ""
        self.feed(source.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, name: str) -> list[str]:
        return [value for attribute, value in self.attributes if attribute == name]


def test_the_page_is_the_golden_page() -> None:
    """With REGENERATE_GOLDEN=1 the file is written anew: look at the difference before it is committed."""
    made = html(document(), RELEASED)
    if os.environ.get("REGENERATE_GOLDEN"):
        GOLDEN.write_bytes(made)
    assert made.decode() == GOLDEN.read_text()


@pytest.mark.parametrize("text", MARKUP)
def test_markup_in_a_text_is_text(text: str) -> None:
    plain, attacked = Page(html(document(), DRAFT)), Page(html(document(text), DRAFT))
    assert attacked.tags == plain.tags
    assert [name for name, _ in attacked.attributes] == [name for name, _ in plain.attributes]
    assert "script" not in attacked.tags
    shown = "".join(character if character.isprintable() else "�" for character in text)
    assert attacked.text.count(shown) >= 5


def test_the_page_loads_nothing_from_elsewhere() -> None:
    page = Page(html(document(), DRAFT))
    assert not {"script", "link", "iframe", "img", "object"} & set(page.tags)
    assert all(value.startswith("#") for value in page.all("href"))
    assert any("default-src 'none'" in value for value in page.all("content"))


def test_every_id_is_used_once_and_every_link_leads_somewhere() -> None:
    page = Page(html(document(), DRAFT))
    ids = page.all("id")
    assert len(ids) == len(set(ids))
    assert {value.removeprefix("#") for value in page.all("href")} <= set(ids)


def test_a_draft_says_so_until_somebody_signs() -> None:
    draft, released = Page(html(document(), DRAFT)).text, Page(html(document(), RELEASED)).text
    assert "DRAFT" in draft
    assert "Nobody has signed" in draft
    assert "DRAFT" not in released
    assert "2026-11-04 09:30:00 UTC" in released
    assert "ab" * 32 in released


def test_a_chart_can_be_read_by_who_cannot_see_it() -> None:
    page = Page(html(document(), DRAFT))
    assert "It rose." in page.all("aria-label")
    assert "12.50" in page.text


def test_a_notice_has_neither_signatures_nor_a_mark_across_its_pages() -> None:
    draft, notice = (Page(html(document(), Standing(status=status))) for status in ("draft", "notice"))
    for said in ("Signatures", "Nobody has signed this document."):
        assert said in draft.text
        assert said not in notice.text
    assert ("class", "watermark") in draft.attributes
    assert ("class", "watermark") not in notice.attributes
    assert "For information." in notice.text
