"""Idempotency-Key: a repeated POST does nothing again and is answered as the first time."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import OperationalError, connection
from django.db.models import QuerySet

from kernel.models import RememberedAnswer
from tests.factories import client_of, make_user
from tests.kernel import routes

pytestmark = [pytest.mark.urls("tests.kernel.routes"), pytest.mark.django_db]


@pytest.fixture(autouse=True)
def _nothing_made():
    routes.made.clear()


@pytest.fixture
def client():
    return client_of(make_user())


def post(client, key, name="a"):
    return client.post("/api/things/", {"name": name}, format="json", headers={"Idempotency-Key": key})


def test_the_repetition_gets_the_first_answer(client):
    first, second = post(client, "k"), post(client, "k")
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert second.headers["Idempotency-Replayed"] == "true"
    assert routes.made == ["a"]


def test_another_body_under_the_same_key_is_a_conflict(client):
    post(client, "k")
    assert post(client, "k", name="b").status_code == 409
    assert routes.made == ["a"]


def test_a_refused_request_leaves_the_key_free(client):
    assert post(client, "k", name="far too long a name").status_code == 400
    assert post(client, "k").status_code == 201


def test_the_key_of_somebody_else_is_another_key(client):
    post(client, "k")
    assert post(client_of(make_user()), "k").json()["number"] == 2


def test_without_a_key_each_request_counts(client):
    for _ in range(2):
        client.post("/api/things/", {"name": "a"}, format="json")
    assert routes.made == ["a", "a"]


@pytest.mark.parametrize("key", ["", " ", "x" * 129, "ünïcode"])
def test_an_odd_key_is_refused(client, key):
    assert post(client, key).status_code == 400
    assert routes.made == []


def test_a_request_that_still_runs_is_not_run_beside_itself(client):
    post(client, "k")
    RememberedAnswer.objects.update(status=None, body=None)
    refused = post(client, "k")
    assert refused.status_code == 409
    assert "still runs" in refused.json()["detail"]


@pytest.mark.django_db(transaction=True)
def test_of_parallel_repetitions_one_runs(client):
    answers = []

    def send():
        answers.append(post(client, "k").status_code)
        connection.close()

    threads = [threading.Thread(target=send) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert routes.made == ["a"]
    assert set(answers) <= {201, 409}


@pytest.mark.parametrize("name", ["postgres", "bug"])
def test_a_request_that_failed_on_our_side_leaves_the_key_free(client, name):
    client.raise_request_exception = False
    assert post(client, "k", name=name).status_code >= 500
    assert post(client, "k").status_code == 201


@pytest.mark.parametrize("name", ["a", "postgres"])
def test_a_database_that_goes_away_behind_the_change_does_not_change_the_answer(client, monkeypatch, name):
    expected = post(client, "before", name=name).status_code

    def gone(*args, **kwargs):
        raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(QuerySet, "update", gone)
    monkeypatch.setattr(QuerySet, "delete", gone)
    assert post(client, "k", name=name).status_code == expected


@pytest.mark.django_db(transaction=True)
def test_parallel_repetitions_of_a_refused_request_are_all_refused(client):
    def send(_):
        try:
            return post(client, "k", name="far too long a name").status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(send, range(80))) <= {400, 409}
