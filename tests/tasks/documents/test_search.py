"""How questions find texts that say it differently, and how no question breaks the search."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tasks.documents.folders import Documents
from tests.tasks.documents.shelf import found, shelf, texts


@pytest.fixture
def papers(home: Path) -> Documents:
    folder = home / "papers"
    folder.mkdir()
    (folder / "english.md").write_text(
        "# Lease\n\nThe landlord repairs the roof.\n\n# Notice\n\n"
        "The agreement may be terminated with three months' notice.\n\n"
        "# Energy\n\nThe price protection ends in September.",
        encoding="utf-8",
    )
    (folder / "deutsch.md").write_text(
        "# Vertrag\n\nDie Kündigungsfrist beträgt drei Monate.\n\n# Preise\n\n"
        "Die Strompreise sind für das Jahr fest und steigen nicht.\n\n"
        "# Größe\n\nDie Halle ist größer als das Büro und hat eine Straße.",
        encoding="utf-8",
    )
    return shelf(folder)


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("Who fixes the roof?", "repairs the roof"),
        ("How can we cancel the contract?", "terminated with three months"),
        ("Wie kann man kündigen?", "Kündigungsfrist"),
        ("notice period in German", "Kündigungsfrist"),
        ("Preisbindung beim Strom", "price protection"),
        ("Was kostet Strom?", "Strompreise"),
        ("electricity prices", "Strompreise"),
        ("GROESSER grosse Strasse", "Straße"),
        ("Vermieter Dach", "repairs the roof"),
    ],
)
def test_a_question_finds_a_text_that_says_it_in_other_words_or_the_other_language(
    papers: Documents, question: str, says: str
) -> None:
    assert any(says in text for text in list(texts(found(question, papers)))[:3])


def test_an_installations_own_synonyms_count(papers: Documents) -> None:
    assert texts(found("zorble", papers)) == []
    own = papers.model_copy(update={"synonyms": (("zorble", "price protection"),)})
    assert texts(found("zorble", own)) == ["The price protection ends in September."]


@given(st.text(max_size=80))
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_question_is_a_command_to_the_index(papers: Documents, question: str) -> None:
    result = found(question + ' " OR * NEAR( AND {body} : x -- )', papers, limit=20)
    assert len(result.passages) <= 20


def test_equal_searches_give_equal_results_and_the_limit_holds(papers: Documents) -> None:
    assert found("the price of the lease", papers) == found("the price of the lease", papers)
    assert len(found("price lease notice", papers, limit=2).passages) == 2
    scores = [passage.score for passage in found("price lease notice", papers, limit=20).passages]
    assert scores == sorted(scores, reverse=True)
