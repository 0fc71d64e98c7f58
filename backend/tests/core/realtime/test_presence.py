"""Who is at an environment: a person once, whatever tabs; back in a moment, never gone; and of variables the names."""

import signal
import time

import pytest

from core.tenancy.models import Membership
from kernel import memory
from kernel.sockets import attendance
from tests.core.realtime.wire import running_node, token_of
from tests.core.vault.conftest import vault
from tests.factories import make_session

__all__ = ["vault"]

pytestmark = pytest.mark.django_db(transaction=True)

HASTY = "tests.core.realtime.hasty"
LASTS = attendance.LASTS_SECONDS / 10


@pytest.fixture(scope="module")
def pair(node, tmp_path_factory):
    """Two processes in a hurry."""
    with (
        running_node(tmp_path_factory.mktemp("pair"), HASTY) as one,
        running_node(tmp_path_factory.mktemp("pair"), HASTY) as other,
    ):
        yield one, other


@pytest.fixture
def place(vault):
    return f"e:{vault.environment}"


def at(node, person, session=None):
    """A socket, with which somebody will `arrive` at a place."""
    return node.open("/ws/", token_of(person.user, session))


def arrive(wire, place):
    """Join it; who is there."""
    assert wire.frame()["type"] == "welcome"
    joined = wire.ask({"type": "join", "s": place})
    assert (joined["type"], joined["epoch"], joined["head"]) == ("join", "", 0)
    return present(wire)


def present(wire):
    frame = wire.frame()
    assert frame["type"] == "present"
    assert frame["count"] == len(frame["people"])
    return {person["user"]: (person["doing"], person["keys"]) for person in frame["people"]}


def do(wire, place, doing, **members):
    wire.send({"type": "presence", "s": place, "doing": doing, **members})


def came(person, place, doing="looking", keys=()):
    return {
        "type": "presence", "s": place, "on": True, "user": str(person.user.id), "doing": doing, "keys": list(keys),
    }  # fmt: skip


def gone(person, place):
    return came(person, place) | {"on": False}


def test_who_comes_is_told_who_is_there_and_the_others_who_comes(pair, world, place):
    one, other = pair
    member, viewer = world.member, world.viewer
    with at(one, member) as first, at(other, viewer) as second:
        assert arrive(first, place) == {str(member.user.id): ("looking", [])}
        assert arrive(second, place) == {
            str(member.user.id): ("looking", []),
            str(viewer.user.id): ("looking", []),
        }
        assert first.frame() == came(viewer, place)


def test_what_is_edited_is_told_by_the_names_of_variables_alone(pair, world, vault, place):
    one, other = pair
    vault.set("DATABASE_URL", "postgres://hidden")
    vault.set("PORT", "5432")
    with at(one, world.member) as editor, at(other, world.viewer) as onlooker:
        arrive(editor, place)
        arrive(onlooker, place)
        editor.frame()
        do(editor, place, "editing", key="DATABASE_URL")
        assert onlooker.frame() == came(world.member, place, "editing", ["DATABASE_URL"])
        assert editor.frame() == came(world.member, place, "editing", ["DATABASE_URL"])
        do(editor, place, "editing", keys=["PORT", "DATABASE_URL", "sk_live_pasted_by_mistake", "NOT_THERE"])
        assert onlooker.frame() == came(world.member, place, "editing", ["DATABASE_URL", "PORT"])
        do(editor, place, "editing", key="sk_live_pasted_by_mistake")
        assert onlooker.frame() == came(world.member, place, "editing", [])
        assert not [key for key in memory.client().scan_iter() if b"sk_live" in key]
        do(editor, place, "looking", key="PORT")
        assert onlooker.frame() == came(world.member, place)


@pytest.mark.parametrize(
    "members",
    [
        {"doing": "typing"},
        {"doing": ["editing"]},
        {"doing": None},
        {"doing": "editing", "key": "x" * 129},
        {"doing": "editing", "key": "PORT=5432"},
        {"doing": "editing", "key": "PORT\n"},
        {"doing": "editing", "key": 7},
        {"doing": "editing", "keys": {"PORT": 1}},
        {"doing": "editing", "keys": ["PORT", ["HOST"]]},
        {"doing": "editing", "keys": [f"N{number}" for number in range(21)]},
    ],
)
def test_what_is_no_presence_is_refused(node, world, place, members):
    with at(node, world.member) as wire:
        arrive(wire, place)
        answer = wire.ask({"type": "presence", "s": place, "id": "c1", **members})
        assert (answer["type"], answer["code"], answer["ref"]) == ("error", "invalid", "c1")


def test_presence_has_a_limit_of_its_own(node, world, place):
    with at(node, world.member) as wire:
        arrive(wire, place)
        answers = [wire.ask({"type": "presence", "s": place, "doing": "looking", "id": "c"}) for _ in range(7)]
        assert [answer["type"] for answer in answers[:5]] == ["ok"] * 5
        assert answers[6]["code"] == "rate_limited"


def test_nobody_is_at_an_environment_that_he_may_not_list(node, world, place):
    with at(node, world.outsider) as wire:
        wire.frame()
        assert wire.ask({"type": "join", "s": place})["code"] == "not_found"
        assert wire.ask({"type": "presence", "s": place, "doing": "looking"})["code"] == "not_found"
        assert wire.ask({"type": "presence", "s": f"o:{world.organization.id}"})["code"] == "not_found"
        assert wire.ask({"type": "presence", "s": f"u:{world.outsider.user.id}"})["code"] == "not_found"
    assert attendance.company(place).count == 0


def test_two_tabs_are_one_person_and_leaving_one_tells_nobody(pair, world, vault, place):
    one, other = pair
    vault.set("PORT", "5432")
    with at(other, world.viewer) as onlooker, at(one, world.member) as stays:
        arrive(onlooker, place)
        arrive(stays, place)
        assert onlooker.frame() == came(world.member, place)
        with at(other, world.member, make_session(world.member.user)) as tab:
            assert str(world.member.user.id) in arrive(tab, place)
            do(tab, place, "editing", key="PORT")
            assert onlooker.frame() == came(world.member, place, "editing", ["PORT"])
        assert onlooker.frame() == came(world.member, place)  # the mark goes with its tab
        assert onlooker.is_silent(2)
    assert attendance.company(place).people is not None


def test_who_is_back_in_a_moment_was_never_gone_and_who_is_not_is_told_late(pair, world, place):
    one, other = pair
    with at(other, world.viewer) as onlooker:
        arrive(onlooker, place)
        with at(one, world.member) as wire:
            arrive(wire, place)
            assert onlooker.frame() == came(world.member, place)
        time.sleep(0.4)
        with at(other, world.member) as wire:
            arrive(wire, place)
            assert onlooker.is_silent(1.5)
        begun = time.monotonic()
        assert onlooker.frame() == gone(world.member, place)
        assert 0.7 < time.monotonic() - begun < 7.5


def test_joining_again_keeps_what_one_does(pair, world, vault, place):
    vault.set("PORT", "5432")
    with at(pair[0], world.member) as wire, at(pair[1], world.viewer) as onlooker:
        arrive(wire, place)
        arrive(onlooker, place)
        do(wire, place, "editing", key="PORT")
        assert onlooker.frame() == came(world.member, place, "editing", ["PORT"])
        wire.send({"type": "join", "s": place})
        assert onlooker.is_silent(1.5)


def test_a_removed_member_vanishes_at_once_and_hears_nothing_more(node, world, place):
    with at(node, world.viewer) as leaver, at(node, world.member) as onlooker:
        arrive(leaver, place)
        arrive(onlooker, place)
        assert leaver.frame() == came(world.member, place)
        url = f"/api/core/organizations/{world.organization.id}/members/{world.viewer.user.id}/"
        assert world.owner.client.delete(url).status_code == 204
        begun = time.monotonic()
        assert onlooker.frame() == gone(world.viewer, place)
        assert time.monotonic() - begun < 7.5
        assert leaver.frame() == {"type": "left", "s": place, "reason": "not_a_member"}
        assert leaver.ask({"type": "presence", "s": place, "doing": "looking"})["code"] == "not_found"
        with at(node, world.admin) as wire:
            arrive(wire, place)
        assert leaver.is_silent(1)


def test_a_removal_that_nobody_told_is_found_out(node, world, place):
    with at(node, world.viewer) as leaver, at(node, world.member) as onlooker:
        arrive(leaver, place)
        arrive(onlooker, place)
        leaver.frame()
        Membership.objects.filter(user=world.viewer.user).delete()
        assert onlooker.frame(timeout=12) == gone(world.viewer, place)
        assert leaver.frame()["type"] == "left"


def test_of_the_dead_nothing_is_left(pair, world, place, tmp_path):
    with (
        running_node(tmp_path, HASTY) as doomed,
        at(pair[0], world.viewer) as onlooker,
        at(doomed, world.member) as ghost,
    ):
        arrive(onlooker, place)
        arrive(ghost, place)
        assert onlooker.frame() == came(world.member, place)
        doomed.process.kill()
        begun = time.monotonic()
        assert onlooker.frame(timeout=8) == gone(world.member, place)
        assert time.monotonic() - begun < 6.5  # a minute, where time is not short
    assert attendance.company(place).count <= 1


def test_a_process_that_was_stopped_and_goes_on_does_not_bring_back_who_has_left(pair, world, place, tmp_path):
    one, _ = pair
    with running_node(tmp_path, HASTY) as stopped, at(one, world.viewer) as onlooker:
        arrive(onlooker, place)
        with at(stopped, world.member) as wire, at(stopped, world.admin) as other:
            arrive(wire, place)
            arrive(other, place)
            assert {onlooker.frame()["user"] for _ in range(2)} == {
                str(world.member.user.id),
                str(world.admin.user.id),
            }
            stopped.process.send_signal(signal.SIGSTOP)
            wire.connection.socket.close()
            other.connection.socket.close()
            with at(one, world.member) as moved:  # one of the two goes on elsewhere, as clients do
                arrive(moved, place)
                assert onlooker.frame(timeout=8) == gone(world.admin, place)
                stopped.process.send_signal(signal.SIGCONT)
                assert onlooker.is_silent(4)
                assert set(attendance.company(place).people) == {str(world.member.user.id), str(world.viewer.user.id)}


def test_a_redis_that_has_lost_everything_is_told_again_and_nobody_was_gone(pair, world, vault, place):
    one, other = pair
    vault.set("PORT", "5432")
    with at(one, world.member) as first, at(other, world.viewer) as second:
        arrive(first, place)
        arrive(second, place)
        first.frame()
        do(first, place, "editing", key="PORT")
        assert second.frame() == came(world.member, place, "editing", ["PORT"])
        first.frame()
        memory.client().flushdb()
        assert second.is_silent(2.5)
        assert first.is_silent(0.1)
        assert attendance.company(place).people == {
            str(world.member.user.id): "+ PORT",
            str(world.viewer.user.id): "",
        }


def test_of_a_crowd_only_the_number_is_told(pair, world, place, monkeypatch):
    monkeypatch.setattr(attendance, "LASTS_SECONDS", LASTS)
    sayings = [attendance.Saying(f"00000000-0000-4000-8000-{number:012}", "s", "") for number in range(200)]
    memory.client().eval(attendance._SAY, 2, *attendance.say(place, sayings)[1:])
    with at(pair[0], world.member) as wire:
        wire.frame()
        wire.ask({"type": "join", "s": place})
        assert wire.frame() == {"type": "present", "s": place, "people": [], "count": 201}
        left = wire.frame(timeout=LASTS + 12)
        assert left["type"] == "present"
        assert left["people"] == [{"user": str(world.member.user.id), "doing": "looking", "keys": []}]


def test_of_an_organization_those_hear_who_ask(node, world):
    stream = f"o:{world.organization.id}"
    with node.open("/ws/", token_of(world.member.user)) as asks, node.open("/ws/", token_of(world.admin.user)) as not_:
        for wire in (asks, not_):
            wire.frame()
            assert wire.ask({"type": "join", "s": stream})["type"] == "join"
        time.sleep(0.5)
        assert not_.is_silent()
        asks.send({"type": "presence", "s": stream})
        assert set(present(asks)) == {str(world.member.user.id), str(world.admin.user.id)}
        with node.open(f"/ws/events/{world.organization.id}/", token_of(world.viewer.user)) as simple:
            simple.frame()
            assert asks.frame() == came(world.viewer, stream)
            assert simple.is_silent()
            assert attendance.online(stream, [world.viewer.user.id, world.owner.user.id]) == {str(world.viewer.user.id)}


class TestOverHttp:
    """`GET streams/{s}/presence/`."""

    def get(self, person, stream):
        return person.client.get(f"/api/core/streams/{stream}/presence/")

    def test_it_names_who_is_there(self, node, world, vault, place):
        vault.set("PORT", "5432")
        with at(node, world.member) as wire:
            arrive(wire, place)
            do(wire, place, "editing", key="PORT")
            wire.frame()
            user = world.member.user
            assert self.get(world.viewer, place).json() == {
                "people": [
                    {
                        "user": {"id": str(user.id), "full_name": user.full_name, "avatar_url": None},
                        "doing": "editing",
                        "keys": ["PORT"],
                    }
                ],
                "count": 1,
            }

    def test_nobody_else_learns_it_and_nobody_who_was_removed_is_there(self, node, world, place):
        with at(node, world.member) as wire:
            arrive(wire, place)
            assert self.get(world.outsider, place).status_code == 404
            Membership.objects.filter(user=world.member.user).delete()
            assert self.get(world.viewer, place).json() == {"people": [], "count": 0}
            assert self.get(world.member, place).status_code == 404

    @pytest.mark.parametrize("stream", ["nonsense", "e:nonsense", "x:00000000-0000-4000-8000-000000000000"])
    def test_what_is_no_stream_is_not_found(self, world, stream):
        assert self.get(world.member, stream).status_code == 404

    def test_of_ones_notifications_there_is_none(self, world):
        assert self.get(world.member, f"u:{world.member.user.id}").status_code == 404
