"""When a digest is due: once a day, or week, by the clock on its reader's wall, however that clock is changed."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.core import mail

from core.notifications import tasks as notification_tasks
from core.notifications.models import DigestEntry, DigestPlan
from kernel import clock, tasks
from tests.core.notifications.conftest import choose, create_project
from tests.world import World

PATH = "/api/core/notifications/preferences/"
ZONES = [
    "Europe/Berlin",
    "America/New_York",
    "America/St_Johns",
    "Australia/Lord_Howe",  # half an hour
    "Africa/Cairo",  # at midnight
    "Asia/Beirut",
    "America/Santiago",
    "Pacific/Apia",  # left out a whole day in 2011
    "Pacific/Kiritimati",
    "Africa/Casablanca",  # the other way round
    "Asia/Kathmandu",
    "UTC",
]


def moments(zone: str, begin: datetime, days: int, **plan: object) -> list[datetime]:
    """The slots that a clock sees which looks every five minutes."""
    when, seen = DigestPlan(**plan), []
    for step in range(days * 288):
        slot = when.slot_before(begin + timedelta(minutes=5 * step), zone)
        if not seen or seen[-1] != slot:
            seen.append(slot)
    return seen[1:]


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("hour", [0, 1, 2, 3, 8, 23])
@pytest.mark.parametrize("begin", [datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 10, 1, tzinfo=UTC)])
def test_it_comes_once_on_each_day_of_the_wall_calendar(zone, hour, begin):
    found = moments(zone, begin, 60, hour=hour)
    days = [slot.astimezone(ZoneInfo(zone)).date() for slot in found]
    assert all(later - earlier == timedelta(days=1) for earlier, later in pairwise(days))
    # An hour that the change leaves out is the one after it, and nothing else moves.
    walls = [slot.astimezone(ZoneInfo(zone)) for slot in found]
    assert sum(wall.hour != hour or wall.minute != 0 for wall in walls) <= 1
    assert all(earlier < later for earlier, later in pairwise(found))


@pytest.mark.parametrize("zone", ZONES)
def test_a_weekly_one_comes_on_its_day(zone):
    found = moments(zone, datetime(2026, 9, 28, tzinfo=UTC), 60, every="week", weekday=4, hour=17)
    walls = [slot.astimezone(ZoneInfo(zone)) for slot in found]
    assert len(walls) in {8, 9}
    assert {(wall.weekday(), wall.hour) for wall in walls} == {(4, 17)}


def test_the_day_of_the_change_is_the_same_hour_on_the_wall():
    plan = DigestPlan(hour=8)
    winter = plan.slot_before(datetime(2026, 10, 26, 12, tzinfo=UTC), "Europe/Berlin")
    summer = plan.slot_before(datetime(2026, 10, 24, 12, tzinfo=UTC), "Europe/Berlin")
    assert (summer, winter) == (datetime(2026, 10, 24, 6, tzinfo=UTC), datetime(2026, 10, 26, 7, tzinfo=UTC))


def test_an_hour_that_comes_twice_is_the_first_and_one_that_is_left_out_the_next():
    plan = DigestPlan(hour=2)
    twice = plan.slot_before(datetime(2026, 10, 25, 12, tzinfo=UTC), "Europe/Berlin")
    never = plan.slot_before(datetime(2026, 3, 29, 12, tzinfo=UTC), "Europe/Berlin")
    assert (twice, never) == (datetime(2026, 10, 25, 0, tzinfo=UTC), datetime(2026, 3, 29, 1, tzinfo=UTC))


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "../etc/passwd", "Europe"])
def test_a_zone_that_is_none_is_the_installations(zone, settings):
    settings.MAIL_TIME_ZONE = "Asia/Tokyo"
    slot = DigestPlan(hour=8).slot_before(datetime(2026, 6, 1, 12, tzinfo=UTC), zone)
    assert slot == datetime(2026, 5, 31, 23, tzinfo=UTC)


def test_the_next_one_follows_the_last():
    for zone in ZONES:
        for every in ("day", "week"):
            plan, moment = DigestPlan(every=every, weekday=6, hour=2), datetime(2026, 3, 1, 0, 7, tzinfo=UTC)
            for _ in range(40):
                following = plan.slot_after(moment, zone)
                assert moment < following
                assert plan.slot_before(following, zone) == following
                assert plan.slot_before(following - timedelta(microseconds=1), zone) <= moment
                moment = following


def test_it_comes_by_the_clock_of_the_readers_zone(world: World, at):
    choose(world.owner, "project.created", "digest")
    choose(world.admin, "project.created", "digest")
    zones = {"owner": "Asia/Tokyo", "admin": "America/Los_Angeles"}
    for who, zone in zones.items():
        world[who].user.time_zone = zone
        world[who].user.save()
    create_project(world)
    mornings = {who: DigestPlan().slot_after(clock.now(), zone) for who, zone in zones.items()}
    first = min(mornings, key=lambda who: mornings[who])
    at(mornings[first])
    notification_tasks.digest()
    tasks.drain()
    assert [letter.to for letter in mail.outbox] == [[world[first].user.email]]
    assert mornings[first].astimezone(ZoneInfo(zones[first])).hour == 8


def late_entry(moment: datetime) -> None:
    """Something else for whoever has an entry already."""
    entry = DigestEntry.objects.get()
    DigestEntry.objects.create(user=entry.user, kind=entry.kind, event_id=uuid4(), created_at=moment)


def test_a_clock_that_stood_still_sends_what_was_due_and_only_that(world: World, at):
    choose(world.owner, "project.created", "digest")
    create_project(world, name="Before")
    slot = DigestPlan().slot_after(clock.now(), "")
    late_entry(slot + timedelta(hours=1))
    at(slot + timedelta(hours=3))
    notification_tasks.digest()
    assert DigestEntry.objects.filter(digest=None).count() == 1
    tasks.drain()
    assert len(mail.outbox) == 1


def put(world: World, **digest: object) -> dict[str, object]:
    answer = world.owner.client.put(PATH, {"digest": digest}, format="json")
    assert answer.status_code == 200, answer.json()
    return dict(answer.json())


def test_it_is_shown_when_the_next_one_comes(world: World):
    assert world.owner.client.get(PATH).json()["next_digest_at"] is None
    choose(world.owner, "project.created", "digest")
    world.owner.user.time_zone = "America/New_York"
    world.owner.user.save()
    shown = put(world, every="week", weekday=2, hour=19)
    assert shown["digest"] == {"every": "week", "weekday": 2, "hour": 19}
    wall = datetime.fromisoformat(str(shown["next_digest_at"])).astimezone(ZoneInfo("America/New_York"))
    assert (wall.weekday(), wall.hour) == (2, 19)


def test_another_hour_brings_no_second_digest_of_the_day(world: World, digests, at):
    choose(world.owner, "project.created", "digest")
    create_project(world)
    slot = DigestPlan().slot_after(clock.now(), "")
    assert len(digests()) == 1
    plan = DigestPlan.objects.get()
    assert plan.queued_until == slot
    # Ten hours later somebody would rather have it at nine: that was today already.
    at(slot + timedelta(hours=10))
    plan.hour, plan.queued_until = 9, clock.now()
    plan.save()
    late_entry(slot + timedelta(minutes=30))
    notification_tasks.digest()
    assert DigestEntry.objects.filter(digest=None).count() == 1
    at(slot + timedelta(hours=25))
    notification_tasks.digest()
    assert DigestEntry.objects.filter(digest=None).count() == 0
