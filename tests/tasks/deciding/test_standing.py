"""The page of signatures: counted by today's rules while it is pending, and never again once it is decided."""

from pathlib import Path
from typing import Any, get_args

import pytest

from reports.render import Format, render
from tasks.casebook import approvals
from tasks.casebook.approvals import NotApproved
from tasks.casebook.cases import Case
from tasks.deciding.policy import Policies
from tasks.deciding.standing import standing
from tests.tasks.casebook.desk import PEOPLE, POLICIES, asked, opened, proposal, says

pytestmark = pytest.mark.usefixtures("rules")


def rename(home: Path) -> None:
    """Marry Ada, take the signature from her group, and give the role another name."""
    ada = PEOPLE.person("ada").model_copy(update={"name": "Ada Byron"})
    changed = PEOPLE.model_copy(
        update={"people": {**PEOPLE.people, "ada": ada}, "groups": {**PEOPLE.groups, "controllers": ("bo", "dee")}}
    )
    (home / "people.yaml").write_text(changed.model_dump_json(), encoding="utf-8")
    policies = (home / "policies.yaml").read_text().replace('"role": "controller"', '"role": "head of finance"')
    (home / "policies.yaml").write_text(policies, encoding="utf-8")


async def drawn(case: Case) -> list[bytes]:
    """Return the document with its signatures in every format."""
    told = standing(*await approvals.standing(case.id, "release#1"))
    return [render(proposal().document, told, format) for format in get_args(Format)]


@pytest.mark.parametrize("verdict", ["approve", "reject"])
def test_no_byte_of_a_decided_document_changes_with_the_people_and_policies(
    casebook: Any, home: Path, verdict: str
) -> None:
    async def story() -> None:
        case = await opened()
        sha256 = await asked(case, proposal(exposure="1000"))
        await says(case, "ada", "approve", sha256)
        await says(case, "cy", verdict, sha256, "" if verdict == "approve" else "Not like this.")
        before = await drawn(case)
        assert any(b"Ada, controller" in one or b"<strong>Ada</strong>, controller" in one for one in before)
        rename(home)
        assert await drawn(case) == before
        (home / "policies.yaml").write_text("{}", encoding="utf-8")
        assert await drawn(case) == before

    casebook(story())


def test_while_it_is_pending_the_signatures_are_those_that_count_today(casebook: Any, home: Path) -> None:
    async def story() -> None:
        case = await opened()
        await says(case, "ada", "approve", await asked(case, proposal(exposure="1000")))
        row, votes = await approvals.standing(case.id, "release#1")
        assert [(one.name, one.role) for one in standing(row, votes).signatures] == [("Ada", "controller")]
        rename(home)
        assert standing(row, votes).signatures == ()

    casebook(story())


def test_a_signature_names_the_hash_and_the_time_of_its_vote(casebook: Any) -> None:
    async def story() -> None:
        case = await opened()
        sha256 = await asked(case, proposal())
        await says(case, "ada", "approve", sha256)
        row, votes = await approvals.standing(case.id, "release#1")
        [signature] = standing(row, votes).signatures
        assert (signature.name, signature.at, signature.sha256) == ("Ada", votes[0].at, sha256)
        assert (standing(row, votes).status, standing(row, votes).case) == ("released", str(case.id))

    casebook(story())


@pytest.mark.parametrize("verdict", ["reject", "changes", None])
def test_what_is_not_approved_is_given_to_nobody(casebook: Any, verdict: str | None) -> None:
    async def story() -> None:
        case = await opened()
        sha256 = await asked(case, proposal())
        if verdict:
            await says(case, "ada", verdict, sha256, "Not like this.")
        with pytest.raises(NotApproved, match="no approval at step 'release#1'"):
            await approvals.approved(case.id, "release#1")

    casebook(story())


def test_the_desks_rules_are_a_policies_file_that_is_accepted(home: Path) -> None:
    assert Policies.load(home / "policies.yaml", PEOPLE) == POLICIES
