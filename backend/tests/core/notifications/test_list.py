"""The inbox: one's own, newest first, in pages, with the count of what is unread."""

import pytest

from core.notifications.models import Notification
from core.notifications.serializers.inbox import since
from tests.core.notifications.conftest import create_project, inbox
from tests.world import World

PATH = "/api/core/notifications/"


@pytest.fixture(autouse=True)
def _three(world: World) -> None:
    for name in ("One", "Two", "Three"):
        create_project(world, name=name)


def test_it_lists_the_newest_first_with_the_count_of_unread(world: World):
    answer = world.owner.client.get(PATH).json()
    assert [one["seq"] for one in answer["results"]] == [3, 2, 1]
    assert (answer["unread"], answer["next"]) == (3, None)


def test_it_comes_in_pages(world: World):
    first = world.owner.client.get(f"{PATH}?limit=2").json()
    second = world.owner.client.get(first["next"]).json()
    assert [one["seq"] for one in first["results"] + second["results"]] == [3, 2, 1]


def test_unread_and_read_ones_can_be_asked_for(world: World):
    newest = inbox(world.owner)[0]["id"]
    world.owner.client.post(f"{PATH}read/", {"ids": [newest]}, format="json")
    assert [one["seq"] for one in inbox(world.owner, "?unread=true")] == [2, 1]
    assert [one["seq"] for one in inbox(world.owner, "?unread=false")] == [3]


def test_nobody_sees_those_of_others(world: World):
    assert inbox(world.outsider) == []
    assert {row.user_id for row in Notification.objects.all()} == {
        world[who].user.id for who in ("owner", "admin", "viewer")
    }


@pytest.mark.parametrize("query", ["?unread=maybe", "?limit=0", "?cursor=%00", "?user=1", "?unread=true&unread=false"])
def test_a_faulty_query_is_refused(world: World, query):
    answer = world.owner.client.get(PATH + query)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")


def test_it_is_for_those_who_have_signed_in(api):
    assert api.get(PATH).status_code == 401


def test_it_takes_few_queries_however_long_it_is(world: World, django_assert_max_num_queries):
    world.owner.client.get(PATH)
    with django_assert_max_num_queries(2):
        world.owner.client.get(PATH)


def test_the_stream_shows_each_as_the_list_does(world: World):
    listed = {one["seq"]: one for one in inbox(world.owner)}
    assert {seq: out["title"] for seq, out in since(world.owner.user.id, 0, 10)} == {
        seq: one["title"] for seq, one in listed.items()
    }
