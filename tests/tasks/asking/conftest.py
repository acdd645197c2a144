from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.tasks.asking.desk import Desk


@pytest.fixture
def desk(casebook: Callable[[Any], Any]) -> Iterator[Desk]:
    made = Desk(casebook)
    with made.stack:
        yield made
