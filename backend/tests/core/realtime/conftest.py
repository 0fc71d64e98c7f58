"""One server process for all tests of a file: another file's would be among the processes that tests count."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.core.realtime.wire import Node, running_node


@pytest.fixture(scope="module")
def node(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    with running_node(tmp_path_factory.mktemp("node")) as running:
        yield running
