"""Shipped questions: how often the passage that answers one is among the first five."""

import asyncio
from pathlib import Path
from typing import NamedTuple

import yaml

from tasks.documents.search import Search, search
from tests.conftest import Say
from tests.tasks.documents.shelf import AGENT, NOBODY, SAMPLE, shelf

QUESTIONS = Path(__file__).parent
DOCS = Path(__file__).parents[3] / "docs"


class Measured(NamedTuple):
    """How questions were answered."""

    asked: int
    answered: int
    missed: list[str]

    @property
    def recall(self) -> float:
        return self.answered / self.asked


def _questions(name: str) -> list[dict[str, str]]:
    return yaml.safe_load((QUESTIONS / name).read_text(encoding="utf-8"))


def _measured(name: str, *folders: Path) -> Measured:
    documents, by = shelf(*folders), Search("default", AGENT)

    async def missed() -> list[str]:
        return [
            question["ask"]
            for question in _questions(name)
            if not any(
                passage.document == question["in"] and question["says"] in passage.text
                for passage in (await search(question["ask"], by, documents, NOBODY)).passages
            )
        ]

    asked, found = len(_questions(name)), asyncio.run(missed())
    return Measured(asked, asked - len(found), found)


def test_nine_of_ten_shipped_questions_are_answered_among_five_passages(home: Path, say: Say) -> None:
    shipped, apart = _measured("questions.yaml", SAMPLE), _measured("questions_apart.yaml", SAMPLE)
    among = _measured("questions.yaml", SAMPLE, DOCS), _measured("questions_apart.yaml", SAMPLE, DOCS)
    say(f"recall at 5: shipped {shipped.recall:.3f}, kept apart {apart.recall:.3f};")
    say(f"among the project's own pages too: shipped {among[0].recall:.3f}, kept apart {among[1].recall:.3f}")
    assert shipped.asked == 100
    assert shipped.recall >= 0.9, shipped.missed
    assert apart.asked == 40
    assert apart.recall >= 0.7, apart.missed


def test_each_question_has_one_passage_that_answers_it(home: Path) -> None:
    from tasks.documents.passages import cut
    from tasks.documents.readers import format_of, reader_of

    passages = {
        file.name: cut(file.name, reader_of(format_of(file.name) or "")(file.read_bytes())) for file in SAMPLE.iterdir()
    }
    for question in [*_questions("questions.yaml"), *_questions("questions_apart.yaml")]:
        holding = [passage for passage in passages[question["in"]] if question["says"] in passage.text]
        assert len(holding) == 1, question
