"""What happens to an account reaches its owner's pages, and nobody else; and what was read here is read there."""

import pytest

from core.notifications.events import PreferencesChanged
from kernel.actions import action, emit
from kernel.events import Event, Target
from kernel.models import EventRecord
from tests.core.realtime.happenings import notify
from tests.core.realtime.wire import token_of
from tests.factories import actor_of, client_of, make_user

pytestmark = pytest.mark.django_db(transaction=True)


@action()
def happen_to(user, event: type[Event] = PreferencesChanged) -> None:
    emit(event(actor=actor_of(user), stream=f"a:{user.id}", target=Target("account", user.id, user.email)))


def test_its_owner_is_told_what_sort_of_thing_happened_and_no_more(node):
    user = make_user()
    stream = f"a:{user.id}"
    with node.open("/ws/", token_of(user)) as wire:
        wire.frame()
        assert wire.ask({"type": "join", "s": stream})["s"] == stream
        happen_to(user)
        frame = wire.frame()
    record = EventRecord.objects.get(verb=PreferencesChanged.verb)
    assert (frame["type"], frame["s"], frame["seq"]) == ("event", stream, record.seq)
    assert (frame["data"].keys(), frame["data"]["id"]) == ({"id", "at", "verb"}, str(record.id))


def test_nobody_else_may_follow_it(node):
    user, other = make_user(), make_user()
    with node.open("/ws/", token_of(other)) as wire:
        wire.frame()
        assert wire.ask({"type": "join", "s": f"a:{user.id}", "id": "c1"})["code"] == "not_found"
    assert client_of(other).get(f"/api/core/streams/a:{user.id}/").status_code == 404


def test_what_concerns_an_organization_is_only_counted(node):
    class Whispered(Event):
        verb = "elsewhere.word.whispered"

    user = make_user()
    try:
        happen_to(user)
        happen_to(user, Whispered)
    finally:
        del Event.catalogue[Whispered.verb]
    seqs = sorted(EventRecord.objects.filter(stream__key=f"a:{user.id}").values_list("seq", flat=True))
    with node.open("/ws/", token_of(user)) as wire:
        wire.frame()
        wire.send({"type": "join", "s": f"a:{user.id}", "since": seqs[0] - 1})
        kinds = [frame["type"] for frame in wire.frames(1 + len(seqs))]
    assert kinds == ["join", "event", "skip"]


def test_what_was_read_in_one_place_is_known_in_the_others(node):
    user = make_user()
    with node.open("/ws/", token_of(user)) as wire:
        wire.frame()
        notify(user.id, "one")
        assert wire.frame()["type"] == "notification"
        client = client_of(user)
        assert client.post("/api/core/notifications/read/", {"all": True}, format="json").status_code == 200
        assert wire.frame() == {"type": "read", "s": f"u:{user.id}"}
        assert client.post("/api/core/notifications/read/", {"all": True}, format="json").status_code == 200
        assert wire.is_silent()
