"""What the tests of accounts do again and again, through the API and through the mailbox."""

import re
import statistics
import time
from collections.abc import Callable
from typing import Any

from django.core import mail
from rest_framework.test import APIClient

from kernel import delivery, subscriptions
from tests.factories import PASSWORD

AUTH = "/api/auth/"
NEW_PASSWORD = "seven wild geese over Ghent"
FIREFOX = "Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def post(path: str, body: Any = None, *, client: APIClient | None = None, **headers: Any) -> Any:
    """POST to /api/auth/…"""
    return (client or APIClient()).post(AUTH + path, body if body is not None else {}, format="json", **headers)


def log_in(email: str = "anna@example.com", password: str = PASSWORD, **headers: Any) -> Any:
    """Try to sign in."""
    return post("login/", {"email": email, "password": password}, **headers)


def tokens_of(response: Any) -> dict[str, Any]:
    """The tokens of a sign-in that must have worked."""
    assert response.status_code in {200, 201}, response.content
    return response.json()["tokens"]


def bearer(access: str) -> APIClient:
    """A client with an access token."""
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {access}")
    return client


def works(access: str) -> bool:
    """Whether an access token opens the door."""
    response = bearer(access).get("/me/")
    assert response.status_code in {200, 401}, response.content
    return response.status_code == 200


def refresh(token: str, **headers: Any) -> Any:
    """Exchange a refresh token."""
    return post("token/refresh/", {"refresh": token}, **headers)


def deliver() -> list[mail.EmailMessage]:
    """Let the worker's part happen; the letters that it sent."""
    before = len(mail.outbox)
    delivery.drain(subscriptions.table().DELIVERIES.keys())
    return mail.outbox[before:]


def token_in(letter: mail.EmailMessage) -> str:
    """The token of the link in a letter."""
    found = re.search(r"#token=([\w-]+)", str(letter.body))
    assert found, letter.body
    return found.group(1)


def shape(response: Any) -> tuple[int, Any, set[str]]:
    """All that a caller could tell answers apart by: status, body without the request's own id, names of headers."""
    body = response.json()
    body.pop("request_id", None)
    return response.status_code, body, set(response.headers)


def take_the_same_time(*cases: Callable[[int], Any], rounds: int = 40, within: float = 0.2) -> bool:
    """Whether calls take the same time, by their medians. A real difference shows in each of three measurements."""
    return any(_spread(cases, rounds * attempt, rounds) < within for attempt in range(3))


def _spread(cases: tuple[Callable[[int], Any], ...], first: int, rounds: int) -> float:
    times: list[list[float]] = [[] for _ in cases]
    for number in range(first, first + rounds):
        for taken, case in zip(times, cases, strict=True):
            began = time.perf_counter()
            case(number)
            taken.append(time.perf_counter() - began)
    medians = [statistics.median(taken) for taken in times]
    return (max(medians) - min(medians)) / max(medians)
