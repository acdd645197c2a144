"""The contract, its page in the docs and the canonical tables say the same."""

import re

from flows.financial_reporting.books.contract import BOOKS
from flows.financial_reporting.books.contract_page import PAGE, page_with_tables
from flows.financial_reporting.books.importing.canonical import COLUMNS
from flows.financial_reporting.books.mapping import Condition, FileMapping, Source, TableMapping, mapping_of


def test_the_page_shows_the_tables_of_the_contract() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert page_with_tables(page) == page
    assert all(f"### {table}" in page for table in BOOKS)


def test_the_mapping_file_on_the_page_is_valid() -> None:
    (example,) = re.findall(r"```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert [table.table for table in mapping_of(example).files[0].tables] == ["journal", "accounts"]


def test_the_page_explains_every_key_of_a_mapping_file() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for part in (Condition, FileMapping, Source, TableMapping):
        for key in part.model_fields:
            assert re.search(rf"`[^`\n]*\b{key}\b[^`\n]*`", page), f"{part.__name__}.{key} is not on the page"


def test_every_contract_column_reaches_a_canonical_column() -> None:
    turned = {"journal": {"debit", "credit"}}
    for name, table in BOOKS.items():
        assert set(table.names) - turned.get(name, set()) <= set(COLUMNS[name])
        assert set(table.key) <= set(table.names)
