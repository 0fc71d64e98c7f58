"""Marking as read: one's own, some or all."""

from uuid import uuid4

import pytest

from core.notifications.models import Notification
from tests.core.notifications.conftest import create_project, inbox
from tests.world import World

PATH = "/api/core/notifications/read/"


@pytest.fixture(autouse=True)
def _three(world: World) -> None:
    for name in ("One", "Two", "Three"):
        create_project(world, name=name)


def test_some_are_marked_and_the_rest_counted(world: World):
    first = inbox(world.owner)[0]["id"]
    answer = world.owner.client.post(PATH, {"ids": [first]}, format="json")
    assert (answer.status_code, answer.json()) == (200, {"unread": 2})
    assert inbox(world.owner)[0]["read_at"] is not None


def test_all_are_marked(world: World):
    assert world.owner.client.post(PATH, {"all": True}, format="json").json() == {"unread": 0}
    assert Notification.objects.filter(user=world.admin.user, read_at=None).count() == 3


def test_read_stays_read_from_the_first_time(world: World):
    world.owner.client.post(PATH, {"all": True}, format="json")
    before = inbox(world.owner)
    world.owner.client.post(PATH, {"all": True}, format="json")
    assert inbox(world.owner) == before


def test_those_of_others_and_missing_ones_are_passed_over_alike(world: World):
    foreign = inbox(world.admin)[0]["id"]
    for id_ in (foreign, str(uuid4())):
        assert world.owner.client.post(PATH, {"ids": [id_]}, format="json").json() == {"unread": 3}
    assert Notification.objects.get(pk=foreign).read_at is None


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"all": False},
        {"all": True, "ids": []},
        {"all": "yes"},
        {"ids": "x"},
        {"ids": ["x"]},
        {"ids": [None]},
        {"ids": [str(uuid4())] * 501},
        {"all": True, "more": 1},
        [],
        None,
    ],
)
def test_a_faulty_body_is_refused(world: World, body):
    answer = world.owner.client.post(PATH, body, format="json")
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
    assert Notification.objects.filter(user=world.owner.user, read_at=None).count() == 3
