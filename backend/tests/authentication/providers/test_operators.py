"""Operators: appointed by the settings once the address is proven, and nobody else finds the endpoints (B6)."""

import threading

import pytest
from django.db import connection

from authentication.models import User
from kernel.models import EventRecord
from tests.authentication.steps import AUTH, NEW_PASSWORD, bearer, deliver, log_in, post, token_in, tokens_of
from tests.factories import PASSWORD, client_of, make_user

pytestmark = pytest.mark.django_db


def activated(email):
    post("register/", {"email": email, "password": NEW_PASSWORD})
    letter = next(one for one in deliver() if one.to == [email])
    return post("activate/", {"token": token_in(letter)})


def test_a_named_address_becomes_an_operator_when_it_is_proven(settings):
    settings.OPERATORS = ["Boss@Example.com"]
    post("register/", {"email": "boss@example.com", "password": NEW_PASSWORD})
    assert not User.objects.get().is_staff
    answer = post("activate/", {"token": token_in(deliver()[0])})
    assert answer.json()["user"]["is_operator"] is True
    user = User.objects.get()
    assert (user.is_staff, user.is_superuser) == (True, True)
    assert EventRecord.objects.filter(verb="authentication.operator.appointed", stream__key=f"a:{user.id}").count() == 1
    assert activated("other@example.com").json()["user"]["is_operator"] is False


def test_an_account_that_is_there_already_becomes_one_when_it_signs_in(settings, anna):
    settings.OPERATORS = ["anna@example.com"]
    answer = log_in()
    assert answer.json()["user"]["is_operator"] is True
    assert bearer(tokens_of(answer)["access"]).get(AUTH + "providers/").status_code == 200


def test_an_address_that_nobody_has_proven_makes_no_operator(settings):
    settings.OPERATORS = ["anna@example.com", "first"]
    settings.ACTIVATION_REQUIRED = False
    answer = post("register/", {"email": "anna@example.com", "password": PASSWORD + "!"})
    assert answer.json()["user"]["is_operator"] is False


def test_the_first_is_the_first(settings):
    settings.OPERATORS = ["first"]
    assert activated("one@example.com").json()["user"]["is_operator"] is True
    assert activated("two@example.com").json()["user"]["is_operator"] is False


def test_nobody_is_first_where_it_is_not_said(settings):
    settings.OPERATORS = []
    assert activated("one@example.com").json()["user"]["is_operator"] is False


@pytest.mark.django_db(transaction=True)
def test_of_many_at_the_same_moment_one_is_first(settings):
    settings.OPERATORS = ["first"]
    settings.RATE_LIMITS_ENABLED = False
    tokens = []
    for number in range(6):
        post("register/", {"email": f"p{number}@example.com", "password": NEW_PASSWORD})
        tokens.append(token_in(deliver()[0]))
    barrier, answers = threading.Barrier(6), []

    def run(token):
        barrier.wait()
        answers.append(post("activate/", {"token": token}).status_code)
        connection.close()

    threads = [threading.Thread(target=run, args=[token]) for token in tokens]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [200] * 6
    assert User.objects.filter(is_staff=True).count() == 1


WRITES = [
    ("get", "providers/", None),
    ("post", "providers/", {}),
    ("get", "providers/keycloak/", None),
    ("patch", "providers/keycloak/", {}),
    ("delete", "providers/keycloak/", None),
    ("post", "providers/keycloak/test/", {}),
]


@pytest.mark.parametrize(("method", "path", "body"), WRITES)
def test_to_all_others_there_is_nothing(method, path, body, api):
    def status(client):
        return getattr(client, method)(AUTH + path, body, format="json").status_code

    assert status(client_of(make_user())) == 404
    assert status(api) == 401
    assert status(client_of(make_user(is_staff=True, is_active=False))) == 401
