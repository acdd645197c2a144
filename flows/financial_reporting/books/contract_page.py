"""The contract's tables as the page docs/books-contract.md shows them, written from the contract itself."""

from collections.abc import Iterator
from pathlib import Path

from flows.financial_reporting.books.contract import BOOKS, Column, Table

BEGIN, END = "<!-- tables: begin -->", "<!-- tables: end -->"
PAGE = Path(__file__).parents[3] / "docs" / "books-contract.md"


def page_with_tables(page: str) -> str:
    """Return the page with the contract's tables between its two marks."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    tables = "\n".join(_tables())
    return f"{before}{BEGIN}\n{tables}\n\n{END}{after}"


def _tables() -> Iterator[str]:
    for table in BOOKS.values():
        yield from _table(table)


def _table(table: Table) -> Iterator[str]:
    yield f"\n### {table.name}\n\n{table.says}\n"
    yield "| column | needed | what it holds |"
    yield "|---|---|---|"
    yield from (
        f"| `{column.name}` | {'yes' if column.required else ''} | {_says(column)} |" for column in table.columns
    )


def _says(column: Column) -> str:
    choices = f" One of {', '.join(f'`{choice}`' for choice in column.choices)}." if column.choices else ""
    return column.says + choices


if __name__ == "__main__":
    PAGE.write_text(page_with_tables(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
