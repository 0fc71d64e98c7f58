"""Events are numbered without holes, chained, and written with the change or not at all."""

import threading
from typing import ClassVar

import pytest
from django.db import connection, transaction

from kernel import events
from kernel.actions import NothingEmitted, WrongGrant, action, emit, unchanged
from kernel.actor import Actor
from kernel.events import Event, Target
from kernel.models import EventRecord, Stream


class Thing(Event):
    verb: ClassVar[str] = "test.thing.happened"
    visible_to: ClassVar[str] = "nobody"


def thing(stream: str = "o:test", **data: object) -> Thing:
    return Thing(actor=Actor.system(), stream=stream, target=Target("thing", None, "a thing"), data=data)


@action()
def do(actor: Actor, *happened: Event, fail: bool = False) -> None:
    for event in happened:
        emit(event)
    if fail:
        raise RuntimeError("after all")


@pytest.mark.django_db
def test_events_are_numbered_from_one_and_chained():
    do(Actor.system(), thing(n=1), thing(n=2))
    do(Actor.system(), thing(n=3, text="ünïcode ✓"))
    rows = list(EventRecord.objects.filter(stream__key="o:test").order_by("seq"))
    assert [row.seq for row in rows] == [1, 2, 3]
    previous = events.genesis("o:test")
    for row in rows:
        previous = events.link(previous, row.seq, bytes(row.digest))
        assert bytes(row.hash) == previous
    stream = Stream.objects.get(key="o:test")
    assert (stream.head, bytes(stream.hash)) == (3, previous)


@pytest.mark.django_db
def test_a_failed_action_leaves_no_event_and_no_number():
    with pytest.raises(RuntimeError, match="after all"):
        do(Actor.system(), thing(), fail=True)
    do(Actor.system(), thing())
    assert list(EventRecord.objects.values_list("seq", flat=True)) == [1]


@pytest.mark.django_db
def test_an_action_that_says_nothing_is_an_error_unless_it_says_so():
    with pytest.raises(NothingEmitted):
        do(Actor.system())

    @action()
    def idle(actor: Actor) -> str:
        unchanged()
        return "fine"

    assert idle(Actor.system()) == "fine"


def test_an_action_refuses_a_grant_for_something_else():
    from core.tenancy.roles import Permission

    class Grant:
        actor = Actor.system()
        permission = Permission.VARIABLE_READ

    @action(needs=Permission.VARIABLE_WRITE)
    def write(grant: Grant) -> None: ...

    with pytest.raises(WrongGrant):
        write(Grant())


@pytest.mark.django_db(transaction=True)
def test_parallel_writers_leave_no_hole_and_no_fork():
    def write() -> None:
        for n in range(10):
            do(Actor.system(), thing(n=n))
        connection.close()

    threads = [threading.Thread(target=write) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    rows = list(EventRecord.objects.order_by("seq"))
    assert [row.seq for row in rows] == list(range(1, 61))
    previous = events.genesis("o:test")
    for row in rows:
        previous = events.link(previous, row.seq, bytes(row.digest))
    assert previous == bytes(Stream.objects.get(key="o:test").hash)


@pytest.mark.django_db(transaction=True)
def test_nothing_is_announced_before_the_commit(monkeypatch):
    said: list[int] = []
    monkeypatch.setattr("kernel.realtime.announce", lambda recorded: said.extend(r.seq for r in recorded))
    with transaction.atomic():
        do(Actor.system(), thing())
        assert said == []
    assert said == [1]
