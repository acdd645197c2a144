"""The same document and standing give the same bytes, in every process."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from reports.render import render
from tests.reports.every_block import DRAFT, RELEASED, document

PROGRAM = """
import hashlib, sys
from reports.render import render
from tests.reports.every_block import RELEASED, document
for format in ("pdf", "xlsx", "html"):
    print(hashlib.sha256(render(document(), RELEASED, format)).hexdigest())
"""
ROOT = Path(__file__).parents[2]


def test_other_processes_on_other_days_render_the_same_bytes() -> None:
    here = [hashlib.sha256(render(document(), RELEASED, name)).hexdigest() for name in ("pdf", "xlsx", "html")]
    for seed, zone in (("1", "UTC"), ("4242", "Pacific/Auckland")):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "PYTHONPATH": str(ROOT), "LC_ALL": "C"}
        run = subprocess.run(
            [sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True, check=True, cwd=ROOT
        )
        assert run.stdout.split() == here


@pytest.mark.parametrize("name", ["pdf", "xlsx", "html"])
def test_the_standing_changes_the_bytes_and_not_the_document(name: str) -> None:
    made = document()
    assert render(made, DRAFT, name) != render(made, RELEASED, name)  # pyright: ignore[reportArgumentType]


def test_a_format_that_nobody_writes_is_refused() -> None:
    with pytest.raises(ValueError, match="give pdf, xlsx or html"):
        render(document(), DRAFT, "docx")  # pyright: ignore[reportArgumentType]
