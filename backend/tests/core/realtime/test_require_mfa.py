"""When an organization asks for a second factor, the sockets of members without one lose its stream at once."""

import time

import pytest

from authentication.models import User
from kernel import clock
from tests.core.realtime.happenings import happen
from tests.core.realtime.wire import token_of

pytestmark = pytest.mark.django_db(transaction=True)


def arm(person) -> None:
    User.objects.filter(pk=person.user.pk).update(second_factor_at=clock.now())


def switch(world, *, on: bool) -> None:
    url = f"/api/core/organizations/{world.organization.id}/"
    answer = world.owner.client.patch(url, {"require_mfa": on}, format="json")
    assert answer.status_code == 200, answer.content


def test_a_feed_is_closed_within_a_second_and_stays_shut(node, world):
    arm(world.owner)
    arm(world.admin)
    path = f"/ws/events/{world.organization.id}/"
    with node.open(path, token_of(world.member.user)) as shut, node.open(path, token_of(world.admin.user)) as kept:
        shut.frame()
        kept.frame()
        switch(world, on=True)
        began = time.monotonic()
        code, frames = shut.closed()
        assert time.monotonic() - began < 7.5
        assert code == 4003
        assert [frame["type"] for frame in frames] == ["error"]  # not even the switch itself
        assert kept.frame()["data"]["verb"] == "tenancy.organization.changed"
    with node.open(path, token_of(world.member.user)) as again:
        assert again.closed()[0] == 4003


def test_the_web_apps_socket_loses_that_stream_only_and_gets_it_back(node, world):
    arm(world.owner)
    stream = f"o:{world.organization.id}"
    with node.open("/ws/", token_of(world.viewer.user)) as wire:
        wire.frame()
        assert wire.ask({"type": "join", "s": stream, "id": "j"})["type"] == "join"
        switch(world, on=True)
        assert wire.frame() == {"type": "left", "s": stream, "reason": "not_a_member"}
        happen(world.organization, world.owner.actor, 1)
        assert wire.ask({"type": "join", "s": stream, "id": "j"})["type"] == "error"
        switch(world, on=False)
        assert wire.ask({"type": "join", "s": stream, "id": "j"})["type"] == "join"
