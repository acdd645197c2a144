"""Books made of a few literal lines, the real data of ../shared/data, and a default language model that is scripted."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from prefect.types import SecretDict

from flows.financial_reporting.books.books import Books
from flows.financial_reporting.brief import ReportingBrief
from flows.financial_reporting.figures.engine import financial_figures
from flows.financial_reporting.figures.financial_figures import FinancialFigures
from tests.fakes.openai_server import Answer, FakeOpenAI, openai_server

SHARED = Path(__file__).parents[3] / ".." / "shared" / "data"

CHART = """
code,name,type,parent,report_line,cash_flow_line,contra,currency
1000,Bank,asset,,cash,cash,,
1200,Receivables,asset,,receivables,,,
1500,Machines,asset,,fixed_assets,,,
1509,Depreciation of machines,asset,1500,fixed_assets,,true,
2000,Payables,liability,,payables,,,
2500,Loan,liability,,debt,,,
3000,Capital,equity,,share_capital,,,
3100,Retained earnings,equity,,retained_earnings,,,
3200,Dividends,equity,,dividends,,true,
4000,Sales,income,,revenue,,,
4900,Sales returns,income,4000,revenue,,true,
5000,Cost of sales,expense,,cost_of_sales,,,
6000,Rent,expense,,operating_expenses,,,
6700,Depreciation,expense,,depreciation,,,
"""

Maker = Callable[..., Books]


@pytest.fixture
def make_books(tmp_path: Path) -> Maker:
    """Return a function that loads books from the text of one CSV for each table; `accounts` defaults to CHART."""

    def make(currency: str = "EUR", **tables: str) -> Books:
        for name, text in {"accounts": CHART, **tables}.items():
            if text:
                (tmp_path / f"{name}.csv").write_text(text.strip() + "\n", encoding="utf-8")
        (tmp_path / "books.yaml").write_text(f"currency: {currency}\n", encoding="utf-8")
        return Books.from_folder(tmp_path)

    return make


@pytest.fixture
def figures_of() -> Callable[..., FinancialFigures]:
    """Return a function that computes the figures of books for a brief given by its fields."""

    def figures(books: Books, period: str, **brief: Any) -> FinancialFigures:
        asked = ReportingBrief.model_validate({"period": period, **brief})
        return financial_figures(books, asked, today=date(2026, 11, 21))

    return figures


Serve = Callable[[Answer], FakeOpenAI]


@pytest.fixture
def model(prefect_server: None) -> Iterator[Serve]:
    """Let what it is called with answer as the default language model, until the test ends or deletes the block."""
    from blocks.language_model import LanguageModel, Model, Provider
    from tests import block_documents

    with ExitStack() as opened:

        def serve(answer: Answer) -> FakeOpenAI:
            fake = opened.enter_context(openai_server(answer=answer))
            provider = Provider(
                name="scripted",
                base_url=fake.address,
                fast=Model(name="small"),
                careful=Model(name="large"),
            )
            block_documents.put(LanguageModel(providers=[provider], keys=SecretDict({"scripted": "sk-1"})))
            return fake

        yield serve
    block_documents.drop(LanguageModel)


@pytest.fixture
def shared_data() -> Callable[[str], Path]:
    """Return a function that names a folder of ../shared/data, and skips the test where it is absent."""

    def folder(name: str) -> Path:
        path = SHARED / name
        if not path.is_dir():
            pytest.skip(f"../shared/data/{name} is not there: these figures are checked where it is.")
        return path

    return folder
