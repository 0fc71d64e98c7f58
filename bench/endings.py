"""What ends, and how soon, when access is taken away: three browsers, two sockets and a bystander at each ending."""

import contextlib
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import requests
from launcher import redis
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from bench.client import PASSWORD, Client
from bench.report import Table
from bench.stage import BACKEND, Stage, migrate, services, serving

OPERATOR = "operator@example.com"
WATCHED = 4.0  # seconds, after which what has not ended lives on
NOBODY_TELLS = 17.0  # the same, where the bus is gone and only the re-check finds out
AGENT = "Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
_numbers = count(1)


@dataclass
class Browser:
    """Somebody's browser: an access token in memory, the refresh token in its cookie."""

    url: str
    access: str = ""
    session: requests.Session = field(default_factory=requests.Session)

    def sign_in(self, email: str) -> "Browser":
        self.session.headers.update({"X-KeyNest-Client": "web", "User-Agent": AGENT})
        body = {"email": email, "password": PASSWORD}
        answer = self.session.post(f"{self.url}/api/auth/login/?cookie=1", json=body, timeout=30)
        self.access = answer.json()["tokens"]["access"]
        self.session.headers["Authorization"] = f"Bearer {self.access}"
        return self

    def call(self, method: str, path: str, body: Any = None) -> requests.Response:
        return self.session.request(method, f"{self.url}/api/{path}", json=body, timeout=30)

    def is_in(self) -> bool:
        return self.call("GET", "auth/profile/").status_code == 200

    def renews(self) -> bool:
        return self.call("POST", "auth/token/refresh/?cookie=1", {}).status_code == 200


@dataclass
class Cast:
    """A member of the owner's organization: three browsers, and a socket of each of the first two."""

    owner: Client
    email: str = field(default_factory=lambda: f"member{next(_numbers)}@example.com")
    browsers: list[Browser] = field(default_factory=list)
    sockets: list[ClientConnection] = field(default_factory=list)

    def enter(self) -> "Cast":
        organization = self.owner.organization
        Client(self.owner.url, self.email).register()
        self.browsers = [Browser(self.owner.url).sign_in(self.email) for _ in range(3)]
        place = f"core/organizations/{organization}/invitations/"
        invitation = self.owner.call("POST", place, {"email": self.email, "role": "member"})
        link = self.owner.call("POST", f"{place}{invitation['id']}/link/", {})
        token = link["url"].partition("#token=")[2]
        assert self.browsers[0].call("POST", "core/invitations/accept/", {"token": token}).ok
        paths = ("/ws/notifications/", f"/ws/events/{organization}/")
        self.sockets = [_socket(one, path) for one, path in zip(self.browsers, paths, strict=False)]
        return self

    def leave(self) -> None:
        for socket in self.sockets:
            socket.close()

    def member_id(self) -> str:
        return str(self.browsers[0].call("GET", "auth/profile/").json()["id"])


def run() -> list[Table]:
    """Each ending with a cast of its own; whatever should have lived on or ended and did not, ends the run."""
    note = "Seconds from the request that takes it away. Asked every 20 ms; cookies were tried at the end."
    table = Table("What ends, and how soon", ("what happened", "ended", "slowest, s", "lives on"), note)
    with services() as settings:
        settings |= {"ACTIVATION_REQUIRED": "false", "LOG_LEVEL": "ERROR"}
        migrate(settings)
        _manage(settings | {"DJANGO_SUPERUSER_PASSWORD": PASSWORD}, "createsuperuser", "--noinput", "--email", OPERATOR)
        with serving(settings) as stage:
            owner = Client(stage.url, "owner@example.com").register()
            owner.environment_of(0)
            for title, act, expected in _endings(stage):
                with _on_stage(owner) as cast:
                    table.add(title, *_watched(cast, act(cast), expected, WATCHED))
            _add_roles(table, owner)
        table.add("Redis is lost, then: signing out of all", *_without_redis(settings))
    return [table]


Ending = tuple[str, Callable[[Cast], Callable[[], object]], set[str]]
ALL = {"browser A", "browser B", "browser C", "socket A", "socket B"}


def _endings(stage: Stage) -> list[Ending]:
    """What is done, prepared for a cast, and what has to end by it."""

    def reset(cast: Cast) -> Callable[[], object]:
        code = (
            "from datetime import timedelta; from kernel import onetime; from authentication.models import User;"
            f"user = User.objects.get(email='{cast.email}');"
            "print(onetime.issue('password_reset', str(user.id), ttl=timedelta(hours=1)))"
        )
        token = _manage(stage.settings, "shell", "--verbosity=0", "-c", code).strip()
        body = {"token": token, "password": "seven wild geese over Ghent"}
        return lambda: requests.post(f"{stage.url}/api/auth/password-reset-confirm/", json=body, timeout=30)

    def all_of_them(cast: Cast) -> Callable[[], object]:
        return lambda: cast.browsers[0].call("POST", "auth/logout/all/", {})

    def all_others(cast: Cast) -> Callable[[], object]:
        return lambda: cast.browsers[0].call("POST", "auth/logout/all/", {"keep_current": True})

    def one(cast: Cast) -> Callable[[], object]:
        listed = cast.browsers[1].call("GET", "auth/sessions/").json()["results"]
        chosen = next(row["id"] for row in listed if row["current"])
        return lambda: cast.browsers[0].call("DELETE", f"auth/sessions/{chosen}/")

    def deactivation(cast: Cast) -> Callable[[], object]:
        operator, member = _operator(stage.url), cast.member_id()
        return lambda: operator({"action": "disable", "_selected_action": member})

    return [
        ("password reset", reset, ALL),
        ("signing out of all", all_of_them, ALL),
        ("signing out of all others (browser A asks)", all_others, {"browser B", "browser C", "socket B"}),
        ("one session ended from the list (browser B's)", one, {"browser B", "socket B"}),
        ("an operator disables the account", deactivation, ALL),
    ]


def _add_roles(table: Table, owner: Client) -> None:
    """The account lives on; what it may do in the organization does not."""
    project = owner.call("GET", f"core/projects/?organization={owner.organization}")["results"][0]["id"]
    for title, method, body, right, socket in (
        ("member becomes viewer", "PATCH", {"role": "viewer"}, "writing there", set[str]()),
        ("member is removed", "DELETE", None, "reading there", {"socket B"}),
    ):
        with _on_stage(owner) as cast:
            path = f"core/organizations/{owner.organization}/members/{cast.member_id()}/"
            last = cast.browsers[2]
            rights = {
                "writing there": lambda last=last: last.call("PATCH", f"core/projects/{project}/", {"name": "X"}).ok,
                "reading there": lambda last=last: last.call("GET", f"core/projects/{project}/").ok,
            }
            act = lambda path=path, method=method, body=body: owner.call(method, path, body)  # noqa: E731
            more = {right: rights[right]}
            table.add(title, *_watched(cast, act, {right, *socket}, WATCHED, more))


def _without_redis(settings: dict[str, str]) -> tuple[str, float, str]:
    with tempfile.TemporaryDirectory(prefix="keynest-bench-") as directory, contextlib.ExitStack() as lost:
        url = lost.enter_context(redis.running(Path(directory)))
        with serving(settings | {"REDIS_URL": url}) as stage:
            owner = Client(stage.url, "another@example.com").register()
            owner.environment_of(0)
            with _on_stage(owner) as cast:

                def act() -> object:
                    return cast.browsers[0].call("POST", "auth/logout/all/", {})

                lost.close()
                time.sleep(1)
                return _watched(cast, act, ALL, NOBODY_TELLS)


def _watched(
    cast: Cast,
    act: Callable[[], object],
    expected: set[str],
    seconds: float,
    more: dict[str, Callable[[], bool]] | None = None,
) -> tuple[str, float, str]:
    """Do it, and watch everything until it has ended or `seconds` have passed."""
    names = [f"browser {letter}" for letter in "ABC"]
    asked: dict[str, Callable[[], bool]] = dict(zip(names, (one.is_in for one in cast.browsers), strict=True))
    asked |= {"bystander": lambda: _is_in(cast.owner), **(more or {})}
    began, ended = time.perf_counter(), dict[str, float]()

    def ask(name: str) -> None:
        while name not in ended and time.perf_counter() - began < seconds:
            if not asked[name]():
                ended[name] = time.perf_counter() - began
            time.sleep(0.02)

    def listen(name: str, socket: ClientConnection) -> None:
        with contextlib.suppress(TimeoutError):
            try:
                while (left := seconds - (time.perf_counter() - began)) > 0:
                    socket.recv(timeout=left)
            except ConnectionClosed:
                ended[name] = time.perf_counter() - began

    watchers = [threading.Thread(target=ask, args=(name,)) for name in asked]
    ears = zip(("socket A", "socket B"), cast.sockets, strict=True)
    watchers += [threading.Thread(target=listen, args=pair) for pair in ears]
    for watcher in watchers:
        watcher.start()
    act()
    for watcher in watchers:
        watcher.join()
    cookies = {f"cookie {name[-1]}" for name, one in zip(names, cast.browsers, strict=True) if not one.renews()}
    if set(ended) != expected or {name[-1] for name in cookies} != {one[-1] for one in expected if one in names}:
        raise SystemExit(f"ended: {sorted(ended)} {sorted(cookies)}, expected: {sorted(expected)}")
    lives = sorted({*asked, "socket A", "socket B"} - set(ended))
    return ", ".join(sorted(ended)), max(ended.values()), ", ".join(lives)


@contextlib.contextmanager
def _on_stage(owner: Client) -> Iterator[Cast]:
    cast = Cast(owner).enter()
    try:
        yield cast
    finally:
        cast.leave()


def _socket(browser: Browser, path: str) -> ClientConnection:
    address = browser.url.replace("http", "ws", 1) + path
    socket = connect(address, additional_headers={"Authorization": f"Bearer {browser.access}"})
    socket.recv(timeout=10)
    return socket


def _is_in(client: Client) -> bool:
    headers = {"Authorization": f"Bearer {client.token}"}
    return requests.get(f"{client.url}/api/auth/profile/", headers=headers, timeout=30).status_code == 200


def _operator(url: str) -> Callable[[dict[str, str]], requests.Response]:
    """Sign in to the admin site; what posts to its list of accounts."""
    session = requests.Session()

    def post(path: str, fields: dict[str, str]) -> requests.Response:
        page = session.get(url + path, timeout=30).text
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        if token is None:
            raise SystemExit("the admin site shows no form")
        body = fields | {"csrfmiddlewaretoken": token[1]}
        return session.post(url + path, data=body, headers={"Referer": url + path}, timeout=30)

    post("/admin/login/", {"username": OPERATOR, "password": PASSWORD})
    return lambda fields: post("/admin/authentication/user/", fields)


def _manage(settings: dict[str, str], *command: str) -> str:
    done = subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=BACKEND, env=os.environ | settings, check=True, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    return done.stdout
