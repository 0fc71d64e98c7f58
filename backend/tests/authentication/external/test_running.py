"""The running origin: both flows over real HTTP with a real cookie jar, and readers who never wait for a provider."""

import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import parse_qsl

import pytest
import requests

from tests.core.realtime.wire import running_node
from tests.counterparts.github import running

pytestmark = pytest.mark.django_db(transaction=True)
CLIENT = {"X-KeyNest-Client": "web"}


@pytest.fixture
def origin(tmp_path):
    """An origin that knows a GitHub by its environment, as an operator sets it up."""
    with running() as github:
        environment = {
            "GITHUB_CLIENT_ID": github.client_id,
            "GITHUB_CLIENT_SECRET": github.client_secret,
            "GITHUB_BASE_URL": github.url,
            "OUTBOUND_ALLOW_INSECURE": "true",
        }
        with running_node(tmp_path, **environment) as node:
            yield node, github


def came_back(session, node, path):
    """Leave for GitHub from here, be sent back; the address without its host, which is not the one of this test."""
    left = session.get(node.http + path, allow_redirects=False, timeout=10)
    back = session.get(left.headers["Location"], allow_redirects=False, timeout=10).headers["Location"]
    return back.removeprefix("http://localhost:8000")


@pytest.mark.parametrize("path", ["/api/auth/oauth/github/login/?next=/projects", "/auth/github/login?next=/projects"])
def test_a_browser_signs_in(origin, path):
    node, github = origin
    session = requests.Session()
    arrived = session.get(node.http + came_back(session, node, path), allow_redirects=False, timeout=10)
    told = dict(parse_qsl(arrived.headers["Location"].removeprefix("/oauth/callback#")))
    assert told["next"] == "/projects"
    handed = session.post(
        f"{node.http}/api/auth/oauth/handover/?cookie=1", json={"code": told["code"]}, headers=CLIENT, timeout=10
    )
    assert handed.json()["user"]["email"] == "mona@example.com"
    refreshed = session.post(f"{node.http}/api/auth/token/refresh/?cookie=1", json={}, headers=CLIENT, timeout=10)
    assert refreshed.status_code == 200
    log = node.log.read_text()
    for secret in (told["code"], handed.json()["tokens"]["access"], *github.tokens, *github.verifiers):
        assert secret not in log


def test_while_a_provider_hangs_others_read_on(origin):
    """Twelve sign-ins wait for it at once, more than there are threads for them."""
    node, github = origin
    sessions = [requests.Session() for _ in range(12)]
    backs = [came_back(session, node, "/api/auth/oauth/github/login/") for session in sessions]
    github.faults = {"/login/oauth/access_token": "silent"}
    with ThreadPoolExecutor(12) as pool:
        waiting = [
            pool.submit(session.get, node.http + back, allow_redirects=False, timeout=30)
            for session, back in zip(sessions, backs, strict=True)
        ]
        time.sleep(0.5)
        for _ in range(20):
            assert requests.get(f"{node.http}/api/auth/config/", timeout=3).status_code == 200
        assert not any(one.done() for one in waiting)
        assert all("reason=too_slow" in one.result().headers["Location"] for one in waiting)
