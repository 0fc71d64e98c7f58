"""Streams over HTTP: the same frames as on a socket."""

import pytest

from kernel.models import Stream
from tests.core.realtime.happenings import happen, happen_among_admins, notify

pytestmark = pytest.mark.django_db


def url_of(world):
    return f"/api/core/streams/o:{world.organization.id}/"


def test_it_says_where_the_stream_stands_without_frames(world):
    happen(world.organization, world.owner.actor, 1, 2)
    answer = world.viewer.client.get(url_of(world)).json()
    stream = Stream.objects.get(key=f"o:{world.organization.id}")
    assert answer == {"s": stream.key, "epoch": stream.epoch, "head": 2, "min": 1, "resync": False, "frames": []}


def test_it_gives_what_was_missed_as_far_as_the_role_sees_it(world):
    happen(world.organization, world.owner.actor, 1, 2)
    happen_among_admins(world.organization, world.owner.actor, 3)
    for who, last in (("member", "skip"), ("admin", "event")):
        answer = world[who].client.get(url_of(world), {"since": 1}).json()
        assert (answer["head"], [frame["seq"] for frame in answer["frames"]]) == (3, [2, 3])
        assert [frame["type"] for frame in answer["frames"]] == ["event", last]


def test_who_is_up_to_date_gets_nothing_and_who_is_elsewhere_must_reload(world):
    happen(world.organization, world.owner.actor, 1)
    epoch = world.owner.client.get(url_of(world)).json()["epoch"]
    same = world.owner.client.get(url_of(world), {"since": 1, "epoch": epoch}).json()
    assert (same["resync"], same["frames"]) == (False, [])
    for query in ({"since": 1, "epoch": "other"}, {"since": 2, "epoch": epoch}):
        other = world.owner.client.get(url_of(world), query).json()
        assert (other["resync"], other["frames"], other["head"]) == (True, [], 1)


def test_the_own_notifications(world):
    notify(world.viewer.user.id, "one")
    url = f"/api/core/streams/u:{world.viewer.user.id}/"
    frames = world.viewer.client.get(url, {"since": 0}).json()["frames"]
    assert [(frame["type"], frame["data"]["title"]) for frame in frames] == [("notification", "one")]
    assert world.owner.client.get(url).status_code == 404


def test_an_outsider_and_nonsense_meet_the_same_404(world):
    missing = "00000000-0000-4000-8000-000000000000"
    answers = [world.outsider.client.get(url_of(world))]
    answers += [world.owner.client.get(f"/api/core/streams/{s}/") for s in (f"o:{missing}", "o:", "x", f"r:{missing}")]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.json()["detail"] for answer in answers}) == 1
    assert Stream.objects.count() == 0


def test_a_faulty_query_is_refused(world):
    for query in ({"since": -1}, {"since": "x"}, {"since": 2**60}, {"epoch": "x" * 17}, {"wait": 26}, {"wait": -1}):
        assert world.owner.client.get(url_of(world), query).status_code == 400


def test_nobody_is_signed_in(world, api):
    assert api.get(url_of(world)).status_code == 401


def test_it_is_cheap(world, django_assert_max_num_queries):
    happen(world.organization, world.owner.actor, *range(100))
    world.viewer.client.get(url_of(world))  # from now on the session is remembered
    with django_assert_max_num_queries(4):
        assert len(world.viewer.client.get(url_of(world), {"since": 0}).json()["frames"]) == 100
