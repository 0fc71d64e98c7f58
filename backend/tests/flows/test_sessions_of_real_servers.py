"""What only shows between real processes: keys that rotate under two servers, many tabs and many guesses at once."""

import contextlib
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import jwt
import pytest
import requests
from django.core.management import call_command

from authentication.models import Session, SigningKey, User
from kernel import mail
from launcher.ports import free_port
from tests.authentication.steps import deliver
from tests.factories import PASSWORD, make_user
from tests.faults.stack import running, wait_until, web

pytestmark = pytest.mark.django_db(transaction=True)
ROOMY = {f"RATE_{name}": "99999/m" for name in ("LOGIN_IP", "LOGIN_ACCOUNT", "REFRESH_SESSION", "API_IP", "API_USER")}
TABS, ROUNDS = 8, 50


@pytest.fixture
def ada() -> User:
    return make_user("ada@example.com", password=PASSWORD)


@contextlib.contextmanager
def two_servers(directory: Path, **environment: str) -> Iterator[list[str]]:
    """Two web processes over one database, as production runs them."""
    ports = [free_port(), free_port()]
    with contextlib.ExitStack() as stack:
        for port in ports:
            (directory / str(port)).mkdir()
            stack.enter_context(running(web(directory / str(port), port, **ROOMY, **environment)))
        origins = [f"http://127.0.0.1:{port}" for port in ports]
        for origin in origins:
            wait_until(lambda origin=origin: answers(origin), 60, f"{origin} answers")  # type: ignore[misc]
        yield origins


def answers(origin: str) -> bool:
    try:
        return requests.get(f"{origin}/health/live", timeout=2).ok
    except requests.ConnectionError:
        return False


def sign_in(origin: str, password: str = PASSWORD) -> requests.Response:
    body = {"email": "ada@example.com", "password": password}
    return requests.post(f"{origin}/api/auth/login/", json=body, timeout=30)


def refresh(origin: str, token: str) -> requests.Response:
    return requests.post(f"{origin}/api/auth/token/refresh/", json={"refresh": token}, timeout=30)


def opens(origin: str, access: str) -> bool:
    return requests.get(f"{origin}/me/", headers={"Authorization": f"Bearer {access}"}, timeout=30).status_code == 200


def published(origin: str) -> set[str]:
    return {key["kid"] for key in requests.get(f"{origin}/.well-known/jwks.json", timeout=30).json()["keys"]}


def test_keys_rotate_under_running_servers_and_retired_ones_are_refused(
    ada: User, tmp_path: Path, settings: Any
) -> None:
    settings.JWT_KEY_LEAD, settings.JWT_KEY_OVERLAP = timedelta(seconds=3), timedelta(seconds=6)
    with two_servers(tmp_path, JWT_KEY_REFRESH="1s") as origins:
        old = sign_in(origins[0]).json()["tokens"]["access"]
        call_command("rotate_jwt_keys")
        kid = SigningKey.objects.latest("signs_from").kid
        for origin in origins:
            wait_until(lambda origin=origin: len(published(origin)) == 2, 3, "both keys are published")  # type: ignore[misc]

        def signs() -> bool:
            fresh = sign_in(origins[1]).json()["tokens"]["access"]
            assert opens(origins[0], fresh)
            assert opens(origins[0], old)
            return bool(jwt.get_unverified_header(fresh)["kid"] == kid)

        wait_until(signs, 8, "the new key signs")
        for origin in origins:
            wait_until(lambda origin=origin: not opens(origin, old), 10, "the old key's tokens are refused")  # type: ignore[misc]
            assert published(origin) == {kid}
        assert opens(origins[0], sign_in(origins[1]).json()["tokens"]["access"])


def test_eight_tabs_refresh_at_once_fifty_times_and_a_copy_ends_it(ada: User, tmp_path: Path) -> None:
    with two_servers(tmp_path) as origins, ThreadPoolExecutor(TABS) as tabs:
        token = first = sign_in(origins[0]).json()["tokens"]["refresh"]
        for _ in range(ROUNDS):
            found = list(tabs.map(lambda tab, token=token: refresh(origins[tab % 2], token), range(TABS)))  # type: ignore[misc]
            assert {answer.status_code for answer in found} == {200}, Counter(answer.text for answer in found)
            (token,) = {answer.json()["refresh"] for answer in found}
        accesses = [answer.json()["access"] for answer in found]
        assert all(tabs.map(lambda access: opens(origins[0], access), accesses))
        session = Session.objects.get()
        assert (session.generation, session.revoked_at) == (ROUNDS + 1, None)

        replayed = refresh(origins[1], first)
        assert (replayed.status_code, replayed.json()["code"]) == (401, "token_revoked")
        assert refresh(origins[0], token).status_code == 401
        assert not any(opens(origin, access) for origin in origins for access in accesses)
    mail.hang_up()
    assert [letter.subject for letter in deliver()] == ["A copied session of yours was ended"]


def test_of_a_hundred_wrong_passwords_at_once_only_five_are_looked_at(ada: User, tmp_path: Path) -> None:
    with two_servers(tmp_path) as origins, ThreadPoolExecutor(50) as guessers:
        found = list(guessers.map(lambda guess: sign_in(origins[guess % 2], f"wrong horse {guess}"), range(100)))
    # What is refused with 429 is refused before the password is looked at; 401 means that it was.
    assert Counter(answer.status_code for answer in found) == {401: 5, 429: 95}
