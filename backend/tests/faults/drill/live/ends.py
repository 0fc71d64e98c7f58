"""Ends that must be at once, of whoever is removed or signed out; and a life that is longer than its token's."""

import time
from collections.abc import Callable, Sequence

import requests

from authentication.models import Session, User
from tests.core.realtime.wire import token_of
from tests.factories import PASSWORD, make_session, make_user
from tests.faults.drill.live.crowds import Clients
from tests.faults.drill.live.ledger import percentile
from tests.faults.drill.live.play import Load, Play, join_all, scenario
from tests.faults.stack import wait_until

LONG = 80


@scenario
def revoked_with_the_bus_up(play: Play) -> None:
    """Removed, signed out, switched off: each at once."""
    waits = _revoked(play)
    play.expect("p99 ms", percentile(waits, 0.99), 1000)
    play.note(f"p50 {percentile(waits, 0.5):.0f} ms of {len(waits)}")


@scenario
def revoked_with_the_bus_down(play: Play) -> None:
    """The same while Redis is away."""
    play.stage.redis.kill()
    try:
        time.sleep(3)
        waits = _revoked(play)
    finally:
        play.stage.redis.start()
        time.sleep(5)
    play.expect("p99 s", percentile(waits, 0.99) / 1000, 15)
    play.note(f"p50 {percentile(waits, 0.5) / 1000:.1f} s of {len(waits)}")


def _revoked(play: Play) -> list[float]:
    """Seconds from the answer (the commit) to the client's end, over all ways and all people."""
    origin, users = play.stage.web.http, play.people(18)
    sessions = {user.id: make_session(user) for user in users}
    asked = play.asked(users, 1)
    for person, user in zip(asked, users, strict=True):
        person["access"] = token_of(user, sessions[user.id])
    ways: Sequence[Callable[[User], requests.Response]] = (
        lambda user: requests.delete(
            f"{origin}/api/core/organizations/{play.organization.id}/members/{user.id}/",
            headers=play.headers,
            timeout=15,
        ),
        lambda user: requests.delete(
            f"{origin}/api/auth/sessions/{sessions[user.id].id}/", headers=_bearer(user), timeout=15
        ),
        lambda user: requests.post(
            f"{origin}/api/auth/logout/all/", headers=_bearer(user, sessions[user.id]), timeout=15
        ),
    )
    with play.crowd(asked) as clients, play.fault():
        ended: dict[int, float] = {}
        for number, user in enumerate(users):
            answer = ways[number % 3](user)
            assert answer.ok, f"{number % 3}: {answer.status_code} {answer.text}"
            ended[number] = time.time()
        wait_until(lambda: _over(clients) == len(users), 20, "all have been told")
        reports = clients.ask("report")
    play.reports = []
    waits = []
    for number, report in enumerate(reports):
        told = [at for stream, at in report["left"] if stream[0] == "o"] + [
            at for code, at in report["closes"] if code == "4001"
        ]
        waits.append(max(0.0, min(told) - ended[number]))
    return waits


def _over(clients: Clients) -> int:
    return sum(
        bool(report["left"] or any(code == "4001" for code, _ in report["closes"])) for report in clients.ask("report")
    )


def _bearer(user: User, session: Session | None = None) -> dict[str, str]:
    return {"Authorization": f"Bearer {token_of(user, session)}"}


@scenario
def long_life(play: Play) -> None:
    """Tokens live for 70 seconds, sockets longer: the token is renewed on the line, which is never closed."""
    web = play.stage.web
    users = [make_user(f"{play.name}-{number}@drill.example", password=PASSWORD) for number in range(4)]
    join_all(play.organization, users)
    with play.stage.started(web, JWT_ACCESS_TTL="70s"):
        asked = [person | _signed_in(web.http, user) for person, user in zip(play.asked(users, 1), users, strict=True)]
        projects = play.projects(1)
        with play.crowd(asked) as clients:
            with Load(web.http, play.headers, projects, [users[0].id], pace=1.0) as play.load, play.fault(delays=0):
                time.sleep(LONG)
            play.close_ledger(clients)
    play.expect("closed", sum(play.closes().values()), 0)
    play.expect("of four that never renewed", sum(not report["renewed"] for report in play.reports), 0)
    play.note(f"{LONG} s, {sum(report['renewed'] for report in play.reports)} renewals")


def _signed_in(origin: str, user: User) -> dict[str, str]:
    body = {"email": user.email, "password": PASSWORD}
    answer = requests.post(f"{origin}/api/auth/login/", json=body, timeout=15)
    answer.raise_for_status()
    return dict(answer.json()["tokens"])
