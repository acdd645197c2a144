"""The sample company's papers are what their script writes, in five formats, and agree with its books."""

from pathlib import Path

from flows.financial_reporting.sample import FOLDER, energy, october, overheads, plan
from flows.financial_reporting.sample.papers.generate import TEXTS, write_papers

DOCUMENTS = FOLDER / "documents"


def test_the_script_writes_the_shipped_papers_to_the_byte(tmp_path: Path) -> None:
    write_papers(tmp_path)
    written = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    assert len(written) == len(list(TEXTS.glob("*.*.md")))
    for name, content in written.items():
        assert content == (DOCUMENTS / name).read_bytes(), name


def test_all_five_formats_are_there() -> None:
    kinds = {file.suffix for file in DOCUMENTS.iterdir()}
    assert kinds == {".pdf", ".docx", ".html", ".md", ".csv"}


def test_the_papers_give_the_figures_of_the_books() -> None:
    text = "\n".join(file.read_text(encoding="utf-8") for file in [*TEXTS.glob("*.md"), *DOCUMENTS.glob("*.md")])
    growth, rents = plan.COST_GROWTH[2026], [one.amount for one in overheads.OVERHEADS if one.account == "6210"]
    for rent in rents:
        assert f"EUR {rent * growth:,.0f}" in text
    assert f"EUR {energy.NEW_TARIFF} for each kilowatt-hour" in text
    assert f"EUR {plan.ENERGY_TARIFF * growth:.4f} for each kilowatt-hour" in text
    assert f"{plan.LOAN_INTEREST:.1%}".replace("%", " percent") in text
    assert f"instalments of EUR {plan.LOAN_REPAYMENT:,}" in text
    assert f"{october.RETURNED:,.0f}".replace(",", ".") + " Euro" in text
    [firmware] = [one.amount for one in overheads.OVERHEADS if one.supplier == overheads.FIRMWARE_HOUSE]
    [stand] = [one.amount for one in overheads.OVERHEADS if one.supplier == overheads.FAIR_ORGANISER]
    assert f"EUR {firmware * growth:,.0f}" in text
    assert f"{stand * growth:,.0f}".replace(",", ".") + " Euro" in text
