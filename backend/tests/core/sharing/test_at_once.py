"""However many open a link at the same moment, it opens as often as it was meant to."""

import threading
from collections import Counter
from collections.abc import Callable

import pytest
from django.db import connection
from rest_framework.test import APIClient

from core.sharing.models import Opening, ShareLink
from tests.core.sharing.test_links import SECRET, URL, share, token_of

ROUNDS, OPENERS = 50, 4
pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*work: Callable[[], int]) -> Counter[int]:
    barrier, statuses = threading.Barrier(len(work)), []

    def run(one: Callable[[], int]) -> None:
        barrier.wait()
        try:
            statuses.append(one())
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(one,)) for one in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Counter(statuses)


def opener(token: str, shown: list[str]) -> Callable[[], int]:
    def run() -> int:
        response = APIClient().post(f"{URL}open/", {"token": token}, format="json")
        if response.status_code == 200:
            shown.append(response.json()["value"])
        return response.status_code

    return run


def test_exactly_one_of_them_gets_what_opens_once(world, settings):
    settings.RATE_LIMITS_ENABLED = False
    for _ in range(ROUNDS):
        shown: list[str] = []
        token = token_of(share(world))
        assert at_once(*[opener(token, shown) for _ in range(OPENERS)]) == {200: 1, 404: OPENERS - 1}
        assert shown == [SECRET]
    assert Opening.objects.count() == ROUNDS
    assert not ShareLink.objects.exclude(sealed=None).exists()


def test_members_at_once_get_as_many_as_there_are(world):
    made = share(world, audience="members", views=2)
    clients = [world[who].client for who in ("owner", "admin", "member", "viewer")]
    work = [lambda client=client: client.post(f"{URL}{made['id']}/open/").status_code for client in clients]
    assert at_once(*work) == {200: 2, 404: 2}


def test_opened_and_taken_back_at_once_it_is_one_or_the_other(world, settings):
    settings.RATE_LIMITS_ENABLED = False
    for _ in range(10):
        made, shown = share(world), []
        address = f"{URL}{made['id']}/"
        statuses = at_once(
            opener(token_of(made), shown), lambda address=address: world.member.client.delete(address).status_code
        )
        assert statuses in ({200: 1, 204: 1}, {404: 1, 204: 1})
        assert ShareLink.objects.get(pk=made["id"]).sealed is None
