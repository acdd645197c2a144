import json
from pathlib import Path

import pytest

from tests.tasks.casebook.desk import PEOPLE, POLICIES


@pytest.fixture
def rules(home: Path) -> None:
    """Put the desk's people and policies into the installation."""
    policies = POLICIES.model_dump(mode="json", by_alias=True)
    for policy in policies.values():
        policy["expires_after"] = "72h"
    (home / "people.yaml").write_text(PEOPLE.model_dump_json(), encoding="utf-8")
    (home / "policies.yaml").write_text(json.dumps(policies), encoding="utf-8")
