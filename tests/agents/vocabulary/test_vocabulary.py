"""Words that are one word, and words that mean the same."""

import pytest
import yaml

from agents.vocabulary.languages import fold, german_stem, is_german, words
from agents.vocabulary.thesaurus import FILE, Thesaurus, english_stems, with_synonyms


@pytest.mark.parametrize(
    "forms",
    [
        ("vertrag", "vertrages", "vertrage", "vertragen"),
        ("kundigung", "kundigungen", "kundigen"),
        ("lieferung", "liefern", "geliefert"),
        ("preis", "preise", "preisen"),
        ("monat", "monate", "monaten", "monats"),
    ],
)
def test_forms_of_a_german_word_have_one_stem(forms: tuple[str, ...]) -> None:
    assert len({german_stem(form) for form in forms}) == 1


def test_words_are_folded_as_the_index_folds_them() -> None:
    assert words("Größere Straßen, FO-2291 & Café") == ["grossere", "strassen", "fo", "2291", "cafe"]
    assert fold("ÄÖÜ") == "aou"


def test_the_language_is_told_by_the_small_words() -> None:
    assert is_german("Die Miete ist am zweiten Tag fällig und wird nicht erhöht.")
    assert not is_german("The rent is due on the second day and is not raised.")
    assert not is_german("BW-900")


def test_english_stems_are_those_of_the_tokenizer() -> None:
    assert english_stems({"invoices", "invoice", "terminated"}) == {
        "invoices": "invoic", "invoice": "invoic", "terminated": "termin",
    }  # fmt: skip


def test_a_phrase_of_the_thesaurus_is_found_in_any_form_and_either_language() -> None:
    thesaurus = Thesaurus([["notice period", "Kündigungsfrist"], ["pay", "zahlen"]])
    [(stretch, synonyms)] = thesaurus.synonyms(["which", "notice", "periods", "apply"])
    assert (stretch, synonyms) == (range(1, 3), {"notice period", "Kündigungsfrist"})
    assert thesaurus.synonyms(["kundigungsfristen"])[0][1] == {"notice period", "Kündigungsfrist"}
    assert thesaurus.synonyms(["notice"]) == []


def test_every_line_of_the_thesaurus_holds_words_that_stand_once_in_it() -> None:
    groups = yaml.load(FILE.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    assert len(groups) > 300
    for group in groups:
        assert len(group) >= 2
        assert all(words(entry) for entry in group)
        assert len({entry.lower() for entry in group}) == len(group), group
    assert with_synonyms(()).knows("invoice")
