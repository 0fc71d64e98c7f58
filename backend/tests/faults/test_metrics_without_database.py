"""A web process whose database is away: /metrics says so, soon, and tells what it can."""

from pathlib import Path

import pytest
import requests

from launcher.ports import free_port
from tests.faults.stack import running, wait_until, web


@pytest.mark.django_db(transaction=True)
def test_without_a_database_metrics_say_so_and_do_not_hang(tmp_path: Path):
    port, nobody = free_port(), free_port()
    address = f"http://127.0.0.1:{port}"
    with running(web(tmp_path, port, DATABASE_URL=f"postgresql://keynest:x@127.0.0.1:{nobody}/keynest")):
        wait_until(lambda: answers(address), 90, "the web process answers")
        answer = requests.get(f"{address}/metrics", timeout=5)
        assert answer.status_code == 200
        assert {"keynest_database_up 0.0", "keynest_broker_up 1.0"} <= set(answer.text.splitlines())
        assert answer.elapsed.total_seconds() < 2
        assert "keynest_outbox" not in answer.text
        assert requests.get(f"{address}/health/ready", timeout=5).status_code == 503


def answers(address: str) -> bool:
    try:
        return requests.get(f"{address}/health/live", timeout=2).ok
    except requests.ConnectionError:
        return False
