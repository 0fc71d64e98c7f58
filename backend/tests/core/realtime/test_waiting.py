"""Waiting for a stream by HTTP: woken by what comes, ended by what ends a socket, and in nobody's way."""

import asyncio
import statistics
import time

import pytest
from django.db import connection

from authentication.actions.sessions import end_session
from core.tenancy.models import Membership
from kernel import realtime
from kernel.models import Stream
from tests.core.realtime.happenings import happen, happen_among_admins
from tests.core.realtime.polling import ask, ask_all
from tests.core.realtime.wire import running_node, token_of
from tests.factories import make_session, make_user

pytestmark = pytest.mark.django_db(transaction=True)


def path_of(world, query):
    return f"/api/core/streams/o:{world.organization.id}/?{query}"


async def apart(function, *args):
    """Do something that commits, in a thread of its own that gives its connection back."""

    def run():
        try:
            return function(*args)
        finally:
            connection.close()

    return await asyncio.to_thread(run)


async def waiting(world, count):
    """Wait until so many wait in the server, as PostgreSQL's stream of theirs can't tell: they are given a moment."""
    await asyncio.sleep(0.3 + count / 200)


@pytest.fixture
def viewer(world):
    """Somebody's token, made before there is a loop."""
    return token_of(world.viewer.user)


async def woken(node, world, token, what, query="since=0&wait=10"):
    """What somebody is answered who waits while something happens, and how long after it."""
    asked = await ask(node.port, path_of(world, query), token)
    await waiting(world, 1)
    await apart(*what)
    done = time.monotonic()
    answered = await asked.answer()
    return answered, answered.at - done


def test_it_is_woken_by_what_comes_within_a_tenth_of_a_second(node, world, viewer):
    waits = []
    for number in range(1, 6):
        what = (happen, world.organization, world.owner.actor, number)
        answered, wait = asyncio.run(woken(node, world, viewer, what, query=f"since={number - 1}&wait=10"))
        waits.append(wait)
        assert (answered.status, answered.body["head"], answered.body["resync"]) == (200, number, False)
        assert [frame["seq"] for frame in answered.body["frames"]] == [number]
        assert answered.headers["x-request-id"]
    assert statistics.median(waits) < 0.1, waits


def test_it_is_answered_at_once_when_there_is_something(node, world, viewer):
    happen(world.organization, world.owner.actor, 1, 2)

    async def asking():
        began = time.monotonic()
        asked = await ask(node.port, path_of(world, "since=1&wait=25"), viewer)
        return await asked.answer(), time.monotonic() - began

    answered, took = asyncio.run(asking())
    assert ([frame["seq"] for frame in answered.body["frames"]], took < 7.5) == ([2], True)


@pytest.mark.parametrize("query", ["wait=25", "since=7&wait=25", "since=0&epoch=other&wait=25"])
def test_it_does_not_wait_without_a_number_to_wait_from(node, world, viewer, query):
    async def asking():
        asked = await ask(node.port, path_of(world, query), viewer)
        return await asked.answer(5)

    answered = asyncio.run(asking())
    assert (answered.status, answered.body["resync"]) == (200, "since" in query)


def test_after_the_time_that_was_asked_for_it_says_that_nothing_came(node, world, viewer):
    async def asking():
        began = time.monotonic()
        asked = await ask(node.port, path_of(world, "since=0&wait=1"), viewer)
        return await asked.answer(), time.monotonic() - began

    answered, took = asyncio.run(asking())
    assert (answered.status, answered.body["frames"], answered.body["head"]) == (200, [], 0)
    assert 0.9 < took < 15


def test_what_a_role_may_not_see_is_a_bare_number(node, world, viewer):
    answered, _ = asyncio.run(
        woken(node, world, viewer, (happen_among_admins, world.organization, world.owner.actor, 1))
    )
    assert [frame["type"] for frame in answered.body["frames"]] == ["skip"]


def test_a_session_that_ends_ends_the_wait(node, world):
    session = make_session(world.viewer.user)
    token = token_of(world.viewer.user, session)

    async def asking():
        asked = await ask(node.port, path_of(world, "since=0&wait=25"), token)
        await waiting(world, 1)
        began = time.monotonic()
        await apart(lambda: end_session(world.viewer.actor, session_id=session.id))
        return await asked.answer(), time.monotonic() - began

    answered, took = asyncio.run(asking())
    assert (answered.status, answered.body["code"]) == (401, "token_revoked")
    assert took < 7.5  # by a message, not by the look of every ten seconds


def test_who_is_no_member_any_more_is_answered_as_a_stranger(node, world, viewer):
    url = f"/api/core/organizations/{world.organization.id}/members/{world.viewer.user.id}/"
    what = (lambda: world.admin.client.delete(url),)
    answered, took = asyncio.run(woken(node, world, viewer, what))
    assert (answered.status, answered.body["code"]) == (404, "not_found")
    assert took < 7.5  # by a message, not by the look of every ten seconds


def test_the_numbering_that_was_lost_meanwhile_is_told(node, world, viewer):
    happen(world.organization, world.owner.actor, 1)

    def restore():
        Stream.objects.filter(key=f"o:{world.organization.id}").update(epoch="restored")
        realtime.moved(f"o:{world.organization.id}", 5)

    answered, _ = asyncio.run(woken(node, world, viewer, (restore,), query="since=1&wait=10"))
    assert (answered.body["epoch"], answered.body["frames"]) == ("restored", [])


def test_nobody_waits_for_more_than_a_person_may_have_sockets(node, world, viewer):
    async def asking():
        asked = [await ask(node.port, path_of(world, "since=0&wait=2"), viewer) for _ in range(11)]
        return [(await one.answer()) for one in asked]

    statuses = sorted(answered.status for answered in asyncio.run(asking()))
    assert statuses == [200] * 10 + [429]


def test_who_goes_away_is_forgotten(node, world, viewer):
    """Else the places that a person has would be used up."""

    async def asking():
        for _ in range(3):
            gone = [await ask(node.port, path_of(world, "since=0&wait=25"), viewer) for _ in range(10)]
            await waiting(world, 10)
            for one in gone:
                await one.leave()
            await asyncio.sleep(0.3)
        asked = await ask(node.port, path_of(world, "since=0&wait=1"), viewer)
        return await asked.answer()

    assert asyncio.run(asking()).status == 200


def test_a_head_request_does_not_wait(node, world, viewer):
    async def asking():
        began = time.monotonic()
        asked = await ask(node.port, path_of(world, "since=0&wait=25"), viewer, "HEAD")
        await asked.answer()
        return time.monotonic() - began

    assert asyncio.run(asking()) < 3


def test_two_hundred_wait_and_others_do_not(tmp_path, world):
    """In one process with four threads: they are fewer by far than those who wait."""
    users = [make_user() for _ in range(200)]
    for user in users:
        Membership.objects.create(
            organization=world.organization, user=user, role="viewer", created_at=user.email_verified_at
        )
    tokens, other = [token_of(user) for user in users], token_of(world.owner.user)

    async def ordinary(port, count):
        took = []
        for _ in range(count):
            began = time.monotonic()
            asked = await ask(port, path_of(world, "since=0"), other)
            assert (await asked.answer()).status == 200
            took.append(time.monotonic() - began)
        return sorted(took)

    async def trying(port):
        await ordinary(port, 20)
        alone = await ordinary(port, 100)
        asked = await ask_all(port, path_of(world, "since=0&wait=25"), tokens)
        await waiting(world, 400)
        beside = await ordinary(port, 100)
        await apart(happen, world.organization, world.owner.actor, 1)
        done = time.monotonic()
        answers = await asyncio.gather(*(one.answer() for one in asked))
        return alone, beside, answers, sorted(answer.at - done for answer in answers)

    with running_node(tmp_path, RATE_LIMITS_ENABLED="false") as node:
        alone, beside, answers, waits = asyncio.run(trying(node.port))
    assert {answer.status for answer in answers} == {200}
    assert all([frame["seq"] for frame in answer.body["frames"]] == [1] for answer in answers)
    figures = f"p50 alone {alone[49]:.4f}, beside {beside[49]:.4f}; woken p50 {waits[99]:.4f}, last {waits[-1]:.4f}"
    assert beside[49] < max(0.1, 3 * alone[49]), figures
    assert beside[-1] < 5, beside  # with a thread held, it would be 25
    assert waits[99] < 1, figures
