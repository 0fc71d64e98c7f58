"""The origin under its real server: one process answers pages, API, static files and sockets, and logs no secret."""

import contextlib
import http.client
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from websockets.exceptions import WebSocketException
from websockets.sync.client import connect

from launcher.ports import LOOPBACK, free_port
from tests.launcher.processes import start, until

TOKEN = "not-even-a-jwt-but-a-secret-all-the-same"


class Server:
    """`python -m KeyNest.serve` on a port of its own."""

    def __init__(self, directory: Path, **settings: str) -> None:
        self.port, self.log = free_port(), directory / "log"
        own = {"PORT": str(self.port), "LOG_LEVEL": "DEBUG"} | settings
        self.process: subprocess.Popen[bytes] = start(["-m", "KeyNest.serve", "--drain-seconds", "2"], self.log, own)
        assert until(self.answers, 30), self.log.read_text()

    def answers(self) -> bool:
        with contextlib.suppress(OSError):
            return bool(self.call("/health/live").status == 200)
        return False

    def call(self, path: str, method: str = "GET", body: bytes | None = None, **headers: str) -> Any:
        connection = http.client.HTTPConnection(LOOPBACK, self.port, timeout=5)
        with contextlib.closing(connection):
            connection.request(method, path, body, headers)
            answer: Any = connection.getresponse()
            answer.content = answer.read()
            return answer


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server(tmp_path_factory.mktemp("serve"))
    yield server
    server.process.kill()
    server.process.wait()


def test_each_path_reaches_what_answers_it(server: Server) -> None:
    api, page = server.call("/api/nothing/"), server.call("/sitemap.xml")

    assert (api.status, api.headers["content-type"]) == (404, "application/problem+json")
    assert (page.status, page.headers["content-type"].split(";")[0]) in [(404, "text/html"), (404, "text/plain")]
    assert server.call("/static/admin/css/base.css").headers["content-type"] == "text/css; charset=utf-8"
    assert server.call("/apiary").headers["content-type"] != "application/problem+json"


@pytest.mark.parametrize("path", ["/static/admin/../../manage.py", "/static//etc/passwd", "/static/"])
def test_static_files_are_those_of_the_apps_only(server: Server, path: str) -> None:
    assert server.call(path).status == 404


@pytest.mark.parametrize("path", ["/", "/static/admin/css/base.css", "/api/auth/config/"])
def test_every_answer_carries_the_security_headers(server: Server, path: str) -> None:
    headers = server.call(path).headers

    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-frame-options"] == "DENY"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert "server" not in headers


def test_a_huge_body_is_refused_before_it_is_sent(server: Server) -> None:
    with socket.create_connection((LOOPBACK, server.port), timeout=5) as connection:
        connection.sendall(b"POST /api/auth/login/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999\r\n\r\n")
        answer = connection.recv(65536)

    assert answer.startswith(b"HTTP/1.1 413 ")


def test_no_thread_waits_for_slow_bodies(server: Server) -> None:
    """More slow senders than there are threads, and others are still answered."""
    with contextlib.ExitStack() as slow:
        for _ in range(20):
            connection = slow.enter_context(socket.create_connection((LOOPBACK, server.port), timeout=5))
            connection.sendall(b"POST /api/auth/login/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{")
        assert server.call("/health/live").status == 200


def test_a_token_in_the_address_of_a_socket_is_in_no_log(server: Server) -> None:
    address = f"ws://{LOOPBACK}:{server.port}/ws/notifications/?token={TOKEN}"
    with contextlib.suppress(WebSocketException), connect(address, open_timeout=5) as socket_:
        socket_.recv(timeout=5)

    assert until(lambda: "/ws/notifications/" in server.log.read_text(), 5), server.log.read_text()
    assert TOKEN not in server.log.read_text()


def test_behind_a_proxy_that_ends_https_nothing_is_served_without_it(tmp_path: Path) -> None:
    server = Server(tmp_path, PUBLIC_URL="https://keys.example.com", TRUSTED_PROXIES="1")
    try:
        plain = server.call("/login?next=/a", **{"X-Forwarded-Proto": "http"})
        secure = server.call("/login", **{"X-Forwarded-Proto": "https"})
    finally:
        server.process.kill()
        server.process.wait()

    assert (plain.status, plain.headers["location"]) == (308, "https://keys.example.com/login?next=/a")
    assert secure.status in (200, 404)
    assert secure.headers["strict-transport-security"] == "max-age=63072000; includeSubDomains; preload"


def test_it_ends_when_told_to(tmp_path: Path) -> None:
    server = Server(tmp_path)

    server.process.terminate()

    assert server.process.wait(10) in (0, -15)
    assert "Traceback" not in server.log.read_text()
