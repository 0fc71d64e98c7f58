"""Three browsers and two sockets of one person, and what is left of them when access is taken away."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import requests

from authentication.actions.profile import set_active
from core.tenancy.models import Membership, Organization
from kernel import clock, onetime
from kernel.actor import Actor
from tests.core.realtime.wire import Node, running_node
from tests.factories import PASSWORD, make_user
from tests.world import make_organization

pytestmark = pytest.mark.django_db(transaction=True)
EMAIL, OTHER = "ada@example.com", "ben@example.com"
NEW = "seven wild geese over Ghent"
ROOMY = {"RATE_LOGIN_IP": "999/m", "RATE_LOGIN_ACCOUNT": "999/m", "RATE_API_IP": "99999/m"}


class Browser:
    """Its access token is in memory, its refresh token in the cookie."""

    def __init__(self, origin: str, email: str) -> None:
        self.origin, self.session = origin, requests.Session()
        self.session.headers["X-KeyNest-Client"] = "web"
        answer = self.call("POST", "auth/login/?cookie=1", {"email": email, "password": PASSWORD})
        self.access = str(answer.json()["tokens"]["access"])
        self.session.headers["Authorization"] = f"Bearer {self.access}"

    def call(self, method: str, path: str, body: object = None) -> requests.Response:
        return self.session.request(method, f"{self.origin}/api/{path}", json=body, timeout=20)

    def is_in(self) -> bool:
        """By its access token, and by its cookie; both or neither."""
        found = {self.call("GET", "auth/profile/").ok, self.call("POST", "auth/token/refresh/?cookie=1", {}).ok}
        assert len(found) == 1
        return found.pop()


@pytest.fixture
def node(tmp_path: Path, db: None) -> Iterator[Node]:
    make_user(EMAIL, password=PASSWORD)
    make_user(OTHER, password=PASSWORD)
    with running_node(tmp_path, **ROOMY) as running:
        yield running


@pytest.fixture
def acme(db: None) -> Organization:
    return make_organization(owner=make_user("owner@example.com"))


def reset(browsers: list[Browser]) -> None:
    token = onetime.issue("password_reset", str(user().id), ttl=timedelta(hours=1))
    body = {"token": token, "password": NEW}
    assert browsers[0].call("POST", "auth/password-reset-confirm/", body).ok


def all_of_them(browsers: list[Browser]) -> None:
    assert browsers[0].call("POST", "auth/logout/all/", {}).ok


def all_others(browsers: list[Browser]) -> None:
    assert browsers[0].call("POST", "auth/logout/all/", {"keep_current": True}).ok


def one(browsers: list[Browser]) -> None:
    rows = browsers[1].call("GET", "auth/sessions/").json()["results"]
    (current,) = [row["id"] for row in rows if row["current"]]
    assert browsers[0].call("DELETE", f"auth/sessions/{current}/").ok


def deactivation(browsers: list[Browser]) -> None:
    set_active(Actor.system("operator"), user=user(), active=False)


def not_me(browsers: list[Browser]) -> None:
    facts = {"to": EMAIL, "method": "password", "identity": None, "at": clock.now().isoformat()}
    token = onetime.issue("not_me", str(user().id), ttl=timedelta(days=7), data=facts)
    assert browsers[0].call("POST", "auth/not-me/", {"token": token}).ok


def user():
    from authentication.models import User

    return User.objects.get(email=EMAIL)


@pytest.mark.parametrize(
    ("end", "left", "open_sockets"),
    [
        (reset, "", ""),
        (all_of_them, "", ""),
        (all_others, "A", "A"),
        (one, "AC", "A"),
        (deactivation, "", ""),
        (not_me, "", ""),
    ],
)
def test_what_has_to_end_ends_and_the_rest_lives_on(
    node: Node, end: Callable[[list[Browser]], None], left: str, open_sockets: str
) -> None:
    browsers, bystander = [Browser(node.http, EMAIL) for _ in "ABC"], Browser(node.http, OTHER)
    with (
        node.open("/ws/notifications/", browsers[0].access) as first,
        node.open("/ws/notifications/", browsers[1].access) as second,
        node.open("/ws/notifications/", bystander.access) as third,
    ):
        sockets = dict(zip("AB", (first, second), strict=True))
        for wire in (*sockets.values(), third):
            wire.frame()
        end(browsers)
        for letter, wire in sockets.items():
            if letter in open_sockets:
                assert wire.ask({"type": "ping", "t": 1})["type"] == "pong"
            else:
                assert wire.closed()[0] == 4001
        assert third.ask({"type": "ping", "t": 1})["type"] == "pong"
    assert [letter for letter, browser in zip("ABC", browsers, strict=True) if browser.is_in()] == list(left)
    assert bystander.is_in()


def test_who_loses_a_role_stays_signed_in(node: Node, acme: Organization) -> None:
    membership = Membership.objects.create(organization=acme, user=user(), role="member", created_at=clock.now())
    owner = make_user("second@example.com", password=PASSWORD)
    Membership.objects.create(organization=acme, user=owner, role="owner", created_at=clock.now())
    browsers, boss = [Browser(node.http, EMAIL) for _ in "ABC"], Browser(node.http, owner.email)
    path = f"core/organizations/{acme.id}/members/{membership.user_id}/"
    with (
        node.open("/ws/notifications/", browsers[0].access) as own,
        node.open(f"/ws/events/{acme.id}/", browsers[1].access) as events,
    ):
        own.frame()
        events.frame()
        project = {"organization": str(acme.id), "name": "Shop"}
        assert browsers[2].call("POST", "core/projects/", project).status_code == 201
        assert boss.call("PATCH", path, {"role": "viewer"}).ok
        assert browsers[2].call("POST", "core/projects/", project | {"name": "More"}).status_code == 403
        assert boss.call("DELETE", path).ok
        assert browsers[2].call("GET", f"core/organizations/{acme.id}/").status_code == 404
        assert events.closed()[0] == 4003
        assert any(own.ask({"type": "ping", "t": 1})["type"] == "pong" for _ in range(3))  # notices come before it
    assert all(browser.is_in() for browser in browsers)
