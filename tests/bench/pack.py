"""Speed of the pack: PDF, workbook and page of the sample company's month, in a fresh process, its start included."""

import tempfile
from datetime import date
from pathlib import Path

from flows.financial_reporting.books.books import Books
from flows.financial_reporting.brief import ReportingBrief
from flows.financial_reporting.figures.engine import financial_figures
from flows.financial_reporting.figures.financial_figures import FinancialFigures
from flows.financial_reporting.report import financial_pack
from flows.financial_reporting.sample import FOLDER
from flows.financial_reporting.words.commentary import Commentary, Provenance
from flows.financial_reporting.words.drilldown import postings_behind
from flows.financial_reporting.words.pieces import Piece, Written, checks_piece, summary_piece, variance_piece
from flows.financial_reporting.words.postings import Drilldown
from flows.financial_reporting.words.requests import checks_request, summary_request, variance_requests
from reports.document import Document
from tests.bench.limits import within
from tests.bench.processes import PYTHON, interleaved

BRIEF = ReportingBrief.model_validate({"period": "2026-10"})
TODAY = date(2026, 11, 4)
RUNS = 5
MOST_SECONDS = 3.0

RENDER = """
import sys
from pathlib import Path
from reports.document import Document
from reports.render import render
from reports.standing import Standing

document = Document.model_validate_json(Path(sys.argv[1]).read_bytes())
for format in ("pdf", "xlsx", "html"):
    print(format, len(render(document, Standing(), format)))
"""


def main() -> int:
    """Measure, print, and return 0 where the ratio holds, else 1."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "document.json"
        path.write_text(sample_pack().model_dump_json())
        measured = interleaved({"pack": [PYTHON, "-c", RENDER, str(path)]}, RUNS)["pack"]
    sizes = ", ".join(measured.output.splitlines())
    print(f"the pack of the sample company's {BRIEF.period} in a fresh process, {RUNS} times (bytes: {sizes}):")
    return int(not within("pdf, xlsx and html", measured.seconds, MOST_SECONDS))


def sample_pack() -> Document:
    """Return the sample company's pack as the flow draws it up without a language model."""
    books = Books.from_folder(FOLDER)
    figures = financial_figures(books, BRIEF, today=TODAY)
    behind = postings_behind(books, BRIEF, figures).root
    return financial_pack(figures, _by_rules(figures, behind), behind, BRIEF, books=books.content_hash())


def _by_rules(figures: FinancialFigures, behind: Drilldown) -> Commentary:
    """Return every agent's words on the figures by its rules."""
    requests = variance_requests(figures, behind)
    checks = checks_request(figures)
    variances = {key: _written(variance_piece(key, request)) for key, request in requests.items()}
    summary = summary_request(figures, requests, {key: one.passage for key, one in variances.items()})
    return Commentary(
        summary=_written(summary_piece(summary)).passage,
        variances={key: one.passage for key, one in variances.items()},
        data_notes=_written(checks_piece(checks)).passage if checks else None,
    )


def _written(piece: Piece) -> Written:
    return Written(
        piece, piece.agent.baseline(piece.request), Provenance(agent=piece.agent.title, by="rules (offline)")
    )


if __name__ == "__main__":
    raise SystemExit(main())
