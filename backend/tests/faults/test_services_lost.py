"""The mail server or Redis is away: requests are answered as ever, and what was accepted arrives once it is back."""

import time
from collections import Counter
from pathlib import Path

import pytest
import requests

from core.vault.models import Environment
from kernel.models import OutboxMessage
from launcher.ports import free_port
from tests.faults.stack import redis_server, running, wait_until, web, worker
from tests.smtp import Sink, listening
from tests.world import World

CHANGES = 5
# What a request may take with a service down: far below what waiting for that service would cost.
PATIENCE = 3.0


class Site:
    """The API of the web process, as a member of an organization uses it."""

    def __init__(self, world: World, port: int) -> None:
        self.address = f"http://127.0.0.1:{port}"
        self.headers = {"Authorization": world.member.client._credentials["HTTP_AUTHORIZATION"]}  # type: ignore[attr-defined]
        wait_until(self.answers, 90, "the web process answers")
        made = self.post("/api/core/projects/", organization=str(world.organization.id), name="Billing")
        self.production = str(Environment.objects.get(project=made["id"], slug="production").id)

    def answers(self) -> bool:
        try:
            return requests.get(f"{self.address}/health/live", timeout=2).ok
        except requests.ConnectionError:
            return False

    def post(self, path: str, **body: object) -> dict[str, object]:
        answer = requests.post(self.address + path, json=body, headers=self.headers, timeout=PATIENCE)
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    def change_variables(self, prefix: str) -> float:
        """Something that every other member gets a mail about; the longest answer, in seconds."""
        longest = 0.0
        for number in range(CHANGES):
            began = time.monotonic()
            self.post("/api/core/variables/", environment=self.production, name=f"{prefix}_{number}", value="x")
            longest = max(longest, time.monotonic() - began)
        return longest


pytestmark = pytest.mark.django_db(transaction=True)


def tally(sink: Sink) -> Counter[str]:
    return Counter(address for envelope in sink.received for address in envelope.rcpt_tos)


def times(number: int) -> dict[str, int]:
    """What everybody but the author has got after so many rounds of changes."""
    return {f"{role}@acme.example": number * CHANGES for role in ("owner", "admin", "viewer")}


def test_while_the_mail_server_is_away_requests_are_answered_and_mails_wait(world: World, tmp_path: Path):
    web_port, smtp_port = free_port(), free_port()
    settings = {"EMAIL_URL": f"smtp://127.0.0.1:{smtp_port}/"}
    with running(web(tmp_path, web_port, **settings)), running(worker(tmp_path, **settings)):
        site = Site(world, web_port)
        site.change_variables("AWAY")
        wait_until(lambda: OutboxMessage.objects.filter(kind="mail", attempts__gt=0).exists(), 90, "a mail was tried")
        waiting = OutboxMessage.objects.filter(kind="mail", state="pending")
        wait_until(lambda: waiting.count() == 3 * CHANGES, 90, "all mails wait")
        assert set(waiting.exclude(last_error="").values_list("last_error", flat=True)) == {"ConnectionRefusedError"}
        with listening(port=smtp_port) as sink:
            wait_until(lambda: not waiting.exists(), 90, "all mails left")
            assert tally(sink) == times(1)


def test_while_redis_is_away_requests_are_answered_and_after_it_came_back_empty_nothing_is_lost(
    world: World, tmp_path: Path
):
    web_port = free_port()
    redis, url = redis_server(tmp_path / "redis", free_port())
    with listening() as sink, running(redis):
        settings = {"EMAIL_URL": f"smtp://127.0.0.1:{sink.port}/", "REDIS_URL": url}
        with running(web(tmp_path, web_port, **settings)), running(worker(tmp_path, **settings)):
            site = Site(world, web_port)
            site.change_variables("BEFORE")
            wait_until(lambda: tally(sink) == times(1), 90, "mails arrive")
            # Redis dies while the worker is busy with a mail, and stays away for the next changes.
            sink.before_answer = redis.kill
            assert site.change_variables("WHILE") < PATIENCE
            wait_until(lambda: redis.process is None, 90, "Redis is gone")
            sink.before_answer = lambda: None
            assert site.change_variables("WITHOUT") < PATIENCE
            wait_until(lambda: tally(sink) == times(3), 90, "mails arrive without it")
            redis.start()
            site.change_variables("AFTER")
            wait_until(lambda: tally(sink) == times(4), 90, "the worker goes on as before")
            time.sleep(1)
            assert tally(sink) == times(4)
