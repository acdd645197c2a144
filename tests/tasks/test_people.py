from pathlib import Path

import pytest

from tasks.people import People, UnknownPerson
from tasks.yaml_file import FileRefused

GOOD = """
slack_team: T024BE7LD
people:
  ada: {name: Ada Lovelace, email: ada@example.com, slack_id: U01ADA, time_zone: Europe/London}
  bo: {name: Bo Ek, email: bo@example.com}
groups:
  finance: [bo, ada]
  controllers: [ada]
"""


def load(folder: Path, text: str) -> People:
    path = folder / "people.yaml"
    path.write_text(text, encoding="utf-8")
    return People.load(path)


def test_people_and_groups_are_read_in_the_order_of_the_file(tmp_path: Path) -> None:
    people = load(tmp_path, GOOD)
    assert people.person("ada").name == "Ada Lovelace"
    assert people.person("bo").time_zone == "UTC"
    assert [person.id for person in people.group("finance")] == ["bo", "ada"]


def test_unknown_names_are_refused_with_the_known_ones(tmp_path: Path) -> None:
    people = load(tmp_path, GOOD)
    with pytest.raises(UnknownPerson, match=r"no person 'eve'.*ada, bo"):
        people.person("eve")
    with pytest.raises(UnknownPerson, match=r"no group 'board'.*finance, controllers"):
        people.group("board")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (GOOD.replace("[ada]", "[ada, eve]"), "unknown member 'eve': add it under people or remove it"),
        (GOOD.replace("[ada]", "[ada, ada]"), "'ada' stands twice"),
        (GOOD.replace("[ada]", "[]"), "group 'controllers' has no members"),
        (GOOD.replace("controllers:", "bo:"), "'bo' names a person and a group"),
        (GOOD.replace("  bo:", "  ada:"), "'ada' stands twice: keep one of the two"),
        (GOOD.replace("bo@", "ADA@"), "e-mail address 'ada@example.com' stands twice"),
        (GOOD.replace("bo@example.com", "bo"), "people.bo.email"),
        (GOOD.replace("bo@example.com", '"bo@example.com\\nBcc: eve@example.com"'), "people.bo.email"),
        (
            GOOD.replace("Europe/London", "Europe/Atlantis"),
            "no time zone: write a name such as",
        ),
        (GOOD.replace("Europe/London", "../../etc/passwd"), "no time zone"),
        (GOOD.replace("slack_team: T024BE7LD", ""), "no slack_team"),
        (GOOD.replace("U01ADA", "ada"), "people.ada.slack_id"),
        (GOOD + "teams: {}", "teams: this name is not known"),
        (GOOD.replace("time_zone:", "tz:"), "people.ada.tz: this name is not known"),
        (GOOD.replace("bo:", "no:").replace("[bo,", "[no,"), "the key False is not text: write it in quotes"),
        ("people: [ada]", "people"),
        ("", "people.yaml is refused"),
        ("people: {ada: [", "not readable YAML"),
    ],
)
def test_a_file_that_is_not_in_order_is_refused_whole(tmp_path: Path, text: str, complaint: str) -> None:
    with pytest.raises(FileRefused) as refused:
        load(tmp_path, text)
    assert complaint in str(refused.value)
    assert "people.yaml" in str(refused.value)


def test_an_absent_file_is_named_with_the_mend(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match=r"people\.yaml does not exist.*countersign setup"):
        People.load(tmp_path / "people.yaml")
