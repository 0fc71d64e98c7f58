"""Nobody but operators finds anything here; what is sent to it is read as strictly as everywhere."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from authentication.models import Session, User
from kernel import clock, outbox
from kernel.models import OutboxMessage, Suppression
from tests.factories import make_user
from tests.sweeps import test_cursors
from tests.sweeps.endpoints import Endpoint, endpoints
from tests.sweeps.test_bad_input import HUGE, MEDIA_TYPES, NOT_A_BODY, NOT_A_VALUE, assert_refused, send
from tests.world import Person

ENDPOINTS = sorted(endpoints("api/operator/"))
WRITES = [each for each in ENDPOINTS if each.method == "post"]
GOOD: dict[str, dict[str, Any]] = {
    "api/operator/outbox/resend/": {"ids": [str(uuid4())]},
    "api/operator/outbox/drop/": {"ids": [str(uuid4())]},
    "api/operator/outbox/resend-dead/": {"reason": "550"},
    "api/operator/suppressions/": {"address": "anna@example.com", "reason": "she asked"},
    "api/operator/mails/<slug:name>/test/": {"language": "de"},
}


PLACES = {"<uuid:message_id>": str(uuid4()), "<int:suppression_id>": "1", "<slug:name>": "welcome"}


def path_of(endpoint: Endpoint) -> str:
    route = "/" + endpoint.route
    for place, value in PLACES.items():
        route = route.replace(place, value)
    return route


def test_each_of_them_is_known_here():
    assert {each.route for each in WRITES} == set(GOOD)


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=str)
def test_to_others_there_is_nothing(api, db, operator, endpoint):
    body = GOOD[endpoint.route] if endpoint.method == "post" else None
    plain, disabled = Person(make_user()), Person(make_user(is_staff=True))
    disabled.client.get("/api/operator/workers/")
    User.objects.filter(pk=disabled.user.pk).update(is_active=False)
    request = getattr(plain.client, endpoint.method)
    assert request(path_of(endpoint), body, format="json").status_code == 404
    assert getattr(api, endpoint.method)(path_of(endpoint), body, format="json").status_code == 401
    assert getattr(disabled.client, endpoint.method)(path_of(endpoint), body, format="json").status_code == 404
    assert not OutboxMessage.objects.exists()
    assert not Suppression.objects.exists()


def test_who_was_an_operator_a_moment_ago_finds_nothing(operator):
    assert operator.client.get("/api/operator/workers/").status_code == 200
    User.objects.filter(pk=operator.user.pk).update(is_staff=False)
    assert operator.client.get("/api/operator/workers/").status_code == 404


@pytest.mark.parametrize("route", ["api/operator/outbox/drop/", "api/operator/suppressions/"])
def test_what_keeps_mail_from_people_wants_somebody_who_was_there_a_moment_ago(operator, route):
    operator.client.get("/api/operator/workers/")
    Session.objects.update(confirmed_at=clock.now() - timedelta(minutes=6))
    answer = operator.client.post(f"/{route}", GOOD[route], format="json")
    assert (answer.status_code, answer.json()["code"]) == (403, "reauthentication_required")
    assert not Suppression.objects.exists()
    resend = "api/operator/outbox/resend/"
    assert operator.client.post(f"/{resend}", GOOD[resend], format="json").status_code == 200


@pytest.mark.parametrize("endpoint", WRITES, ids=str)
def test_bodies_are_read_strictly(operator, endpoint, settings):
    settings.RATE_LIMITS_ENABLED = False
    outbox.put("mail", {"template": "welcome"})
    good, path = GOOD[endpoint.route], path_of(endpoint)
    for raw in [*NOT_A_BODY[1:], HUGE]:
        assert_refused(send(operator.client, "post", path, raw), raw)
    for name, value in ((name, value) for name in good for value in NOT_A_VALUE):
        assert_refused(operator.client.post(path, good | {name: value}, format="json"), {name: value})
    assert_refused(operator.client.post(path, good | {"surprise": 1}, format="json"), "surprise")
    for media_type in MEDIA_TYPES:
        assert send(operator.client, "post", path, b"a=1", media_type).status_code == 415
    assert OutboxMessage.objects.count() == 1
    assert not Suppression.objects.exists()


@pytest.mark.parametrize("endpoint", [each for each in ENDPOINTS if each.method == "get"], ids=str)
def test_queries_are_read_strictly(operator, endpoint):
    for query in (
        "surprise=1",
        "limit=0",
        "cursor=%00",
        "cursor=x",
        "state=gone",
        "language=xx",
        "theme=blue",
        "q=%00",
    ):
        assert_refused(operator.client.get(f"{path_of(endpoint)}?{query}"), query)


@pytest.mark.parametrize("odd", ["not-an-id", "0", "9" * 40, "-1", "%00"])
def test_ids_that_are_none_are_not_found(operator, odd):
    for path in (f"outbox/{odd}/", f"mails/{odd}/"):
        assert operator.client.get(f"/api/operator/{path}").status_code == 404
    assert operator.client.delete(f"/api/operator/suppressions/{odd}/").status_code == 404
    assert operator.client.post(f"/api/operator/mails/{odd}/test/", {}, format="json").status_code == 404


@pytest.mark.parametrize("path", ["outbox/", "suppressions/"])
@pytest.mark.parametrize("forged", test_cursors.NO_PLACES)
def test_a_forged_cursor_is_refused(operator, path, forged):
    response = operator.client.get(f"/api/operator/{path}?cursor={test_cursors.cursor(forged)}")
    assert_refused(response, forged)
    assert response.json()["errors"][0]["field"] == "cursor"
