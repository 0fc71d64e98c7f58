"""A socket ends, or sees less, the moment its session or its membership says so; and soon even if nobody tells it."""

import time
from datetime import timedelta

import pytest
from django.conf import settings

from authentication import tokens
from authentication.models import Session
from core.tenancy.models import Membership
from kernel import clock, realtime
from tests.core.realtime.happenings import happen, happen_among_admins
from tests.core.realtime.wire import token_of
from tests.factories import make_session, make_user

pytestmark = pytest.mark.django_db(transaction=True)


def feed_of(node, world, who):
    return node.open(f"/ws/events/{world.organization.id}/", token_of(world[who].user))


def member_url(world, who):
    return f"/api/core/organizations/{world.organization.id}/members/{world[who].user.id}/"


def give_role(world, who, role):
    assert world.owner.client.patch(member_url(world, who), {"role": role}, format="json").status_code == 200


def join(wire, world):
    return wire.ask({"type": "join", "s": f"o:{world.organization.id}", "id": "j"})


def test_a_removed_member_is_closed_at_once_and_hears_nothing_more(node, world):
    with feed_of(node, world, "viewer") as wire, feed_of(node, world, "member") as other:
        wire.frame()
        other.frame()
        assert world.admin.client.delete(member_url(world, "viewer")).status_code == 204
        code, frames = wire.closed()
        assert code == 4003
        assert [frame["type"] for frame in frames] == ["error"]  # not even his own removal
        assert other.frame()["data"]["verb"] == "tenancy.member.removed"


def test_on_the_one_socket_of_the_web_app_only_that_stream_ends(node, world):
    stream = f"o:{world.organization.id}"
    with node.open("/ws/", token_of(world.viewer.user)) as wire:
        wire.frame()
        assert join(wire, world)["type"] == "join"
        world.admin.client.delete(member_url(world, "viewer"))
        assert wire.frame() == {"type": "left", "s": stream, "reason": "not_a_member"}
        happen(world.organization, world.owner.actor, 1)
        assert wire.ask({"type": "ping", "t": 1}) == {"type": "pong", "t": 1}
        answer = join(wire, world)
        assert (answer["type"], answer["code"], answer["ref"]) == ("error", "not_found", "j")


def test_another_role_sees_more_or_less_from_that_very_event_on(node, world):
    with feed_of(node, world, "member") as wire:
        wire.frame()
        seen = []
        for number, role in enumerate(["admin", "member"], 1):
            happen_among_admins(world.organization, world.owner.actor, number)
            seen.append(wire.frame()["type"])  # before the role is another one
            changed = world.owner.client.patch(member_url(world, "member"), {"role": role}, format="json")
            assert changed.status_code == 200
            seen.append(wire.frame()["type"])
        happen_among_admins(world.organization, world.owner.actor, 3)
        assert [*seen, wire.frame()["type"]] == ["skip", "event", "event", "event", "skip"]


def test_a_deleted_organization_closes_its_sockets(node, world):
    with feed_of(node, world, "viewer") as wire:
        wire.frame()
        url = f"/api/core/organizations/{world.organization.id}/"
        assert world.owner.client.delete(url, {"confirm": "acme"}, format="json").status_code == 204
        assert wire.closed()[0] == 4003


def test_a_kick_closes_that_session_only_or_all(node):
    user = make_user()
    session, another = make_session(user), make_session(user)
    with node.open("/ws/", token_of(user, session)) as wire, node.open("/ws/", token_of(user, another)) as stays:
        wire.frame()
        stays.frame()
        realtime.publish(f"u:{user.id}", {"type": "user.kick", "sid": str(session.id), "code": 4001})
        code, frames = wire.closed()
        assert (code, frames[0]["code"]) == (4001, "token_revoked")
        assert stays.ask({"type": "ping", "t": 1})["type"] == "pong"
        realtime.publish(f"u:{user.id}", {"type": "user.kick", "sid": "all", "code": 4001})
        assert stays.closed()[0] == 4001


def test_a_kick_reaches_the_socket_of_an_organization_too(node, world):
    with feed_of(node, world, "viewer") as wire:
        wire.frame()
        realtime.publish(f"u:{world.viewer.user.id}", {"type": "user.kick", "sid": "all", "code": 4001})
        assert wire.closed()[0] == 4001


def test_what_nobody_told_is_found_out_within_fifteen_seconds(node, world):
    """As after a lost message: the rows change, and nothing is published."""
    signed_out, disabled = make_user(), make_user()
    session = make_session(signed_out)
    with (
        node.open("/ws/", token_of(signed_out, session)) as first,
        node.open("/ws/", token_of(disabled)) as second,
        feed_of(node, world, "viewer") as third,
    ):
        for wire in (first, second, third):
            wire.frame()
        Session.objects.filter(pk=session.pk).update(revoked_at=clock.now())
        type(disabled).objects.filter(pk=disabled.pk).update(is_active=False)
        Membership.objects.filter(user=world.viewer.user).delete()
        begun = time.monotonic()
        codes = [wire.closed(timeout=15)[0] for wire in (first, second, third)]
        assert codes == [4001, 4001, 4003]
        assert time.monotonic() - begun < 15


def test_a_socket_ends_with_its_token_and_lives_on_with_a_newer_one(node, monkeypatch):
    user = make_user()
    session = make_session(user)
    monkeypatch.setattr(tokens.AccessToken, "lifetime", timedelta(seconds=3))
    short = token_of(user, session)
    monkeypatch.setattr(tokens.AccessToken, "lifetime", settings.JWT_ACCESS_TTL)
    with node.open("/ws/", short) as renewed, node.open("/ws/", short) as ends:
        renewed.frame()
        ends.frame()
        assert renewed.frame()["type"] == "token_expiring"
        assert renewed.ask({"type": "auth", "token": token_of(user, session), "id": "a"}) == {"type": "ok", "ref": "a"}
        begun = time.monotonic()
        code, frames = ends.closed()
        assert (code, frames[-1]["code"]) == (4001, "token_expired")
        assert time.monotonic() - begun < 4.5
        time.sleep(1.1)
        assert renewed.ask({"type": "ping", "t": 1})["type"] == "pong"
    with node.open("/ws/", short) as wire:  # no leeway: it would be closed in the next second
        code, frames = wire.closed()
    assert (code, frames[0]["code"]) == (4001, "token_expired")


def test_a_socket_takes_no_newer_token_of_somebody_else_and_none_that_is_bad(node):
    user, other = make_user(), make_user()
    with node.open("/ws/", token_of(user)) as wire:
        wire.frame()
        for token in (token_of(other), "nonsense", 7, "x" * 10_000):
            assert wire.ask({"type": "auth", "token": token})["type"] == "error"
        assert wire.ask({"type": "ping", "t": 1})["type"] == "pong"
