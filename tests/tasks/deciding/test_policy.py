from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from tasks.deciding.exposure import Exposure
from tasks.deciding.policy import Policies
from tasks.people import People
from tasks.yaml_file import FileRefused

GOOD = """
finance-release:
  signatures:
    - {role: controller, from: [controllers]}
    - {role: cfo, from: [cy], when: {exposure_at_least: 1000000, currency: EUR}}
  owner: controllers
  expires_after: 72h
  on_expiry: reject
"""


def staff() -> People:
    names = ("ada", "bo", "cy")
    return People.model_validate(
        {
            "people": {name: {"name": name.title(), "email": f"{name}@example.com"} for name in names},
            "groups": {"controllers": ["ada", "bo"], "chief": ["cy"]},
        }
    )


def load(folder: Path, text: str) -> Policies:
    path = folder / "policies.yaml"
    path.write_text(text, encoding="utf-8")
    return Policies.load(path, staff())


def test_a_policy_is_read_with_its_conditions(tmp_path: Path) -> None:
    policy = load(tmp_path, GOOD).policy("finance-release")
    assert policy.expires_after == timedelta(hours=72)
    controller, cfo = policy.signatures
    assert controller.applies(None)
    assert not cfo.applies(Exposure(amount=Decimal("999999.99"), currency="EUR"))
    assert cfo.applies(Exposure(amount=Decimal(1000000), currency="EUR"))
    assert cfo.applies(Exposure(amount=Decimal(1), currency="USD"))


def test_an_unknown_policy_is_refused_with_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(LookupError, match=r"no policy 'release'.*finance-release"):
        load(tmp_path, GOOD).policy("release")


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("on_expiry: reject", "on_expiry: approve", "'approve' is not possible: write reject"),
        ("on_expiry: reject", "on_expiry: escalate", "'escalate' is not possible: write reject"),
        ("72h", "3 days", "'3 days' is no duration: write minutes, hours, days or weeks"),
        ("72h", "0h", "no duration"),
        ("[controllers]", "[auditors]", "'auditors' is neither a group nor a person"),
        ("[controllers]", "[]", "finance-release.signatures.0.from"),
        ("owner: controllers", "owner: eve", "'eve' is neither a group nor a person"),
        ("owner: controllers", "owner: cy", "nobody is left to sign as 'cfo': everyone signs once, and the owner"),
        ("[controllers]", "[ada]", "nobody is left to sign as 'second controller': a run that was started in Prefect"),
        ("[controllers]", "[chief]", "nobody is left to sign as 'cfo'"),
        ("role: cfo", "role: controller", "two signatures have the same role"),
        (
            "from: [controllers]",
            "from: [controllers], when: {exposure_at_least: 1, currency: EUR}",
            "at least one must be required always",
        ),
        ("1000000", "0", "exposure_at_least"),
        ("exposure_at_least", "amount", "this name is not known"),
        (", currency: EUR", "", "finance-release.signatures.1.when.currency"),
        ("currency: EUR", "currency: euro", "finance-release.signatures.1.when.currency"),
        ("  owner: controllers\n", "", "finance-release.owner"),
        ("finance-release:", "Finance Release:", "Finance Release"),
    ],
)
def test_a_policy_that_is_not_in_order_is_refused_whole(tmp_path: Path, old: str, new: str, complaint: str) -> None:
    with pytest.raises(FileRefused) as refused:
        load(tmp_path, GOOD.replace(old, new, 1))
    assert complaint in str(refused.value)
    assert "policies.yaml" in str(refused.value)


def test_an_owner_who_is_a_person_leaves_the_signature_to_the_other_controller(tmp_path: Path) -> None:
    assert load(tmp_path, GOOD.replace("owner: controllers", "owner: ada")).policy("finance-release").owner == "ada"
