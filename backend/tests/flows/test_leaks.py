"""The journey through a real server, a real worker and a real mail server; afterwards nothing of it can be stolen.

Searched are the whole database, Redis with every command it was given (task arguments among them), and all that both
processes have logged at their most talkative.
"""

import re
import secrets
from pathlib import Path
from typing import Any

import pytest
import requests
from websockets.sync.client import connect

from launcher.ports import free_port
from tests.faults.stack import running, wait_until, web, worker
from tests.smtp import Sink, listening
from tests.sweeps import leaks


class Traveller:
    """Somebody who uses the API over the wire, and remembers every secret that passed."""

    def __init__(self, origin: str, sink: Sink) -> None:
        self.origin, self.sink = origin, sink
        self.seen: dict[str, str] = {}
        self.access = ""

    def secret(self, name: str, text: str) -> str:
        """Remember one."""
        self.seen[name] = text
        return text

    def call(self, path: str, body: Any = None, *, method: str = "POST", status: int = 200) -> Any:
        headers = {"Authorization": f"Bearer {self.access}"} if self.access else {}
        answer = requests.request(method, f"{self.origin}/api/{path}", json=body, headers=headers, timeout=20)
        assert answer.status_code == status, answer.text
        return answer.json() if answer.content else None

    def take(self, name: str, tokens: dict[str, Any]) -> None:
        """Go on with these tokens."""
        self.access = self.secret(f"access of {name}", tokens["access"])
        self.secret(f"refresh of {name}", tokens["refresh"])

    def mailed(self, name: str, page: str) -> str:
        """The token of the mail that leads to this page."""
        found: list[str] = []

        def arrived() -> bool:
            texts = (self.sink.parsed(n).as_string().replace("=\n", "") for n in range(len(self.sink.received)))
            found[:] = [token for text in texts for token in re.findall(rf"{page}#token=(?:3D)?([\w.-]+)", text)]
            return bool(found)

        wait_until(arrived, 30, f"a mail that leads to {page}")
        return self.secret(f"{name} token", found[-1])


def new_secret(about: str) -> str:
    """A value that stands nowhere by chance, with characters that are written differently in JSON and addresses."""
    return f'{about} "{secrets.token_hex(12)}" ü/= end'


@pytest.mark.django_db(transaction=True)
def test_nothing_of_a_whole_journey_is_left_where_it_could_be_stolen(tmp_path: Path):
    port = free_port()
    with listening() as sink, leaks.watching() as traffic:
        settings = {"EMAIL_URL": f"smtp://127.0.0.1:{sink.port}/", "LOG_LEVEL": "DEBUG"}
        with running(web(tmp_path, port, **settings)) as server, running(worker(tmp_path, **settings)):
            wait_until(lambda: answers(port) or server.process is None, 30, "the server answers")
            traveller = Traveller(f"http://127.0.0.1:{port}", sink)
            arrive(traveller)
            work(traveller)
            stumble(traveller, port)
            leave(traveller)
    logs = [path.read_text(errors="replace") for path in tmp_path.glob("*.log")]
    assert len(traveller.seen) > 15
    assert "/api/core/environments/" in "".join(logs)
    places = {leak.place for leak in leaks.find({"address": "ada@example.com", "path": "/api/auth/login/"}, logs=logs)}
    assert {"table auth_account", "log"} <= places, "the search finds what is there"
    assert any("celery" in command for command in traffic.commands)
    assert leaks.find(traveller.seen, logs=logs, traffic=traffic) == []


def answers(port: int) -> bool:
    try:
        return requests.get(f"http://127.0.0.1:{port}/health/live", timeout=2).ok
    except requests.ConnectionError:
        return False


def arrive(traveller: Traveller) -> None:
    """Register, activate, sign in, refresh."""
    person = {"email": "ada@example.com", "password": traveller.secret("password", new_secret("password"))}
    traveller.call("auth/register/", person, status=202)
    token = traveller.mailed("activation", "/activate")
    traveller.take("activation", traveller.call("auth/activate/", {"token": token})["tokens"])
    traveller.take("login", traveller.call("auth/login/", person)["tokens"])
    traveller.take("refresh", traveller.call("auth/token/refresh/", {"refresh": traveller.seen["refresh of login"]}))


def work(traveller: Traveller) -> None:
    """Write, import, apply, read and export values; invite somebody by mail and by a link."""
    organization = traveller.call("core/organizations/", {"name": "Acme"}, status=201)["id"]
    project = traveller.call("core/projects/", {"organization": organization, "name": "Shop"}, status=201)
    environment = project["environments"][0]["id"]
    one = {"environment": environment, "name": "ONE", "value": traveller.secret("value", new_secret("one"))}
    variable = traveller.call("core/variables/", one, status=201)["id"]
    change = {"value": traveller.secret("changed value", new_secret("two"))}
    traveller.call(f"core/variables/{variable}/", change, method="PATCH")
    imported = traveller.secret("imported value", new_secret("three"))
    here = f"core/environments/{environment}"
    body = {"format": "dotenv", "content": f"THREE='{imported}'", "mode": "merge", "dry_run": False}
    traveller.call(f"{here}/import/", body)
    applied = {"op": "set", "name": "FOUR", "value": traveller.secret("applied value", new_secret("four"))}
    traveller.call(f"{here}/apply/", {"changes": [applied]})
    traveller.call(f"core/variables/{variable}/reveal/")
    read = traveller.call(f"{here}/values/", method="GET")["variables"]
    assert {read["ONE"], read["THREE"], read["FOUR"]} == {change["value"], imported, applied["value"]}
    traveller.call(f"{here}/export/?format=json", method="GET")
    invitations = f"core/organizations/{organization}/invitations/"
    made = traveller.call(invitations, {"email": "grace@example.com", "role": "member"}, status=201)
    traveller.mailed("invitation", "/invitation")
    link = traveller.call(f"{invitations}{made['id']}/link/")["url"]
    traveller.secret("link token", link.partition("token=")[2])


def stumble(traveller: Traveller, port: int) -> None:
    """Send secrets where they do not belong, as people do: refusals are written down without them."""
    wrong = traveller.secret("mistyped password", new_secret("mistyped"))
    traveller.call("auth/login/", {"email": "ada@example.com", "password": wrong}, status=401)
    misplaced = traveller.secret("misplaced value", new_secret("misplaced"))
    traveller.call("core/variables/", {"name": "A", "value": misplaced, "unknown": misplaced}, status=400)
    ticket = traveller.secret("ticket", traveller.call("auth/ws-ticket/")["ticket"])
    for query in (f"ticket={ticket}", f"token={traveller.access}"):
        with connect(f"ws://127.0.0.1:{port}/ws/?{query}") as socket:
            assert '"welcome"' in str(socket.recv(timeout=10))


def leave(traveller: Traveller) -> None:
    """Reset the password, and sign out."""
    traveller.call("auth/password-reset/", {"email": "ada@example.com"}, status=202)
    token = traveller.mailed("reset", "/reset-password")
    fresh = traveller.secret("new password", new_secret("password"))
    traveller.call("auth/password-reset-confirm/", {"token": token, "password": fresh})
    traveller.access = ""
    traveller.take(
        "new login", traveller.call("auth/login/", {"email": "ada@example.com", "password": fresh})["tokens"]
    )
    traveller.call("auth/logout/", {"refresh": traveller.seen["refresh of new login"]}, status=204)
