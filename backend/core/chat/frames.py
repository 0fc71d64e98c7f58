"""What clients say in rooms by socket: the same rules as by HTTP, which these call beside the event loop."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict
from functools import wraps
from typing import Any
from uuid import UUID, uuid4
from weakref import WeakKeyDictionary

from core.chat import grants
from core.chat.actions import changing, reading, sending
from core.chat.actions import rooms as opening
from core.chat.grants import RoomGrant
from core.chat.roles import Right
from core.chat.selectors import rooms
from core.chat.selectors.stream import history
from core.chat.serializers.messages import ChatMessageIn, ChatMessagePatch, HistoryIn
from core.chat.serializers.rooms import ReadUpToIn
from kernel.actor import Actor
from kernel.errors import Problem, invalid, not_found
from kernel.sockets import database
from kernel.sockets.consumer import named
from kernel.sockets.doors import ManyConsumer
from kernel.sockets.frames import Frame, Unfit, parameter
from kernel.subscriptions import Taker

MESSAGES_PER_SECOND, MESSAGES_AT_ONCE = 5.0, 10.0
HISTORIES_PER_SECOND, HISTORIES_AT_ONCE = 2.0, 6.0
READS_PER_SECOND, READS_AT_ONCE = 5.0, 20.0
TYPINGS_PER_SECOND, TYPINGS_AT_ONCE = 1 / 3, 3.0
TYPING_SECONDS = 6

# How each connection calls the rooms that it has joined: stream to name, for two organizations may call theirs alike.
# Names are found once; rights are asked for whenever something is said.
_joined: WeakKeyDictionary[ManyConsumer, dict[str, str]] = WeakKeyDictionary()


def _explained(taker: Taker) -> Taker:
    """Say more of a refusal than its code: which field, and how long to wait."""

    @wraps(taker)
    async def take(consumer: ManyConsumer, frame: Frame) -> None:
        try:
            await taker(consumer, frame)
        except Problem as problem:
            more: dict[str, Any] = dict(problem.extra)
            if problem.errors:
                more["errors"] = [asdict(one) for one in problem.errors]
            if problem.retry_after is not None:
                more["retry_ms"] = problem.retry_after * 1000
            consumer.answer_error(problem.code, problem.detail, frame.ref, **more)

    return take


def _limited(name: str, rate: float, burst: float) -> Callable[[Taker], Taker]:
    """Bound what one connection sends of this."""

    def decorate(taker: Taker) -> Taker:
        @wraps(taker)
        async def take(consumer: ManyConsumer, frame: Frame) -> None:
            if wait := consumer.bucket(name, rate, burst).wait():
                consumer.violate(f"Too many frames {frame.type}.", wait, frame.ref)
            else:
                await taker(consumer, frame)

        return take

    return decorate


@_explained
async def take_join(consumer: ManyConsumer, frame: Frame) -> None:
    """`join{room|s, since?, epoch?}`: follow a room by its name, its id or its stream; other streams as ever."""
    if not consumer.may_join(frame):
        return
    stream = frame.members.get("s")
    if isinstance(stream, str) and not stream.startswith("r:"):
        await consumer.join(frame, frame.text("s"))
        return
    grant = await _room(consumer, frame, Right.READ)
    called, stream = _called(grant), rooms.stream_of(grant.room.pk)
    await consumer.join(frame, stream, room=called, room_id=grant.room.pk)
    if stream in consumer.hub.followed(consumer.socket):
        _joined.setdefault(consumer, {})[stream] = called


@_explained
async def take_leave(consumer: ManyConsumer, frame: Frame) -> None:
    """`leave{room|s}`."""
    stream = _stream(consumer, frame)
    called = _joined.get(consumer, {}).pop(stream, None)
    consumer.leave(frame, stream, **({"room": called} if called else {}))


@_limited("message", MESSAGES_PER_SECOND, MESSAGES_AT_ONCE)
@_explained
async def take_message(consumer: ManyConsumer, frame: Frame) -> None:
    """`message{room|s, text, cid?}`: say something; what is sent again under its `cid` is there once."""
    body = ChatMessageIn.checked({"cid": str(uuid4())} | _given(frame, "text", "cid"))
    said = await database.write(_say, consumer.actor, _whereabouts(consumer, frame), body)
    consumer.answer_ok(frame, id=said.id, no=said.no, seq=said.seq, dup=said.dup)


@_limited("message", MESSAGES_PER_SECOND, MESSAGES_AT_ONCE)
@_explained
async def take_edit(consumer: ManyConsumer, frame: Frame) -> None:
    """`edit{mid, text, expected?}`."""
    body, mid = ChatMessagePatch.checked(_given(frame, "text", "expected")), _message_id(frame)
    seq = await database.write(_edit, consumer.actor, mid, body)
    consumer.answer_ok(frame, mid=mid, seq=seq)


@_limited("message", MESSAGES_PER_SECOND, MESSAGES_AT_ONCE)
@_explained
async def take_delete(consumer: ManyConsumer, frame: Frame) -> None:
    """`delete{mid}`."""
    mid = _message_id(frame)
    await database.write(_delete, consumer.actor, mid)
    consumer.answer_ok(frame, mid=mid)


@_limited("history", HISTORIES_PER_SECOND, HISTORIES_AT_ONCE)
@_explained
async def take_history(consumer: ManyConsumer, frame: Frame) -> None:
    """`history{room|s, before?, limit?}`: older messages, without following anything."""
    wanted = HistoryIn.checked(_given(frame, "before", "limit"))
    called, found = await database.run(_history, consumer.actor, _whereabouts(consumer, frame), wanted)
    consumer.socket.tell("history", **named(frame.ref), room=called, **found)


@_limited("read", READS_PER_SECOND, READS_AT_ONCE)
@_explained
async def take_read(consumer: ManyConsumer, frame: Frame) -> None:
    """`read{room|s, no}`: say how far one has read."""
    body = ReadUpToIn.checked(_given(frame, "no"))
    no, left = await database.write(_read, consumer.actor, _whereabouts(consumer, frame), body)
    consumer.answer_ok(frame, no=no, unread=left)


@_explained
async def take_typing(consumer: ManyConsumer, frame: Frame) -> None:
    """`typing{room|s, on}`: passed on to who follows the room, kept nowhere. What is too much is dropped in silence."""
    on, stream = frame.members.get("on", True), _stream(consumer, frame)
    if not isinstance(on, bool):
        raise Unfit("invalid", "`on` must be true or false.", frame.ref)
    if not stream.startswith("r:") or stream not in consumer.hub.followed(consumer.socket):
        raise not_found()
    if consumer.bucket("typing", TYPINGS_PER_SECOND, TYPINGS_AT_ONCE).wait():
        return
    called = _joined.get(consumer, {}).get(stream, stream[2:])
    user_id = consumer.actor.id
    passing = {"type": "typing", "room": called, "user": user_id, "on": on, "ttl": TYPING_SECONDS}
    consumer.hub.pass_on(stream, passing, but_user=user_id)


FRAMES: Mapping[str, Taker] = {
    "join": take_join,
    "leave": take_leave,
    "message": take_message,
    "edit": take_edit,
    "delete": take_delete,
    "history": take_history,
    "read": take_read,
    "typing": take_typing,
}

# Where a room is to be found: the organization that the door is for, if it names one, and the room's id or name.
_Whereabouts = tuple[UUID | None, UUID | str]


def _whereabouts(consumer: ManyConsumer, frame: Frame) -> _Whereabouts:
    place = parameter(consumer.scope["query_string"].decode("latin-1"), "organization")
    organization_id = _uuid(place) if place else None
    if place and organization_id is None:
        raise not_found()
    if frame.members.get("s") is not None:
        stream = frame.text("s")
        room_id = _uuid(stream.removeprefix("r:")) if stream.startswith("r:") else None
        if room_id is None:
            raise not_found()
        return organization_id, room_id
    called = frame.text("room")
    if "\x00" in called:  # PostgreSQL knows no such text
        raise not_found()
    known = _known(consumer, called)
    return organization_id, _uuid(known.removeprefix("r:") if known else called) or called


def _find(actor: Actor, whereabouts: _Whereabouts, right: Right) -> RoomGrant:
    """The room, by its id; or by its name in the organization that was named, or the only one there is."""
    organization_id, called = whereabouts
    if isinstance(called, UUID):
        return grants.room(actor, called, right)
    mine = rooms.organizations_of(actor)
    if organization_id is None and len(mine) > 1:
        raise invalid("organization", "required", "You belong to several organizations: name one in the address.")
    if organization_id is None:
        organization_id = next(iter(mine), None)
    if organization_id not in mine:
        raise not_found()
    opening.furnish(organization_id)
    return grants.named(actor, organization_id, called, right)


def _room(consumer: ManyConsumer, frame: Frame, right: Right) -> Awaitable[RoomGrant]:
    return database.run(_find, consumer.actor, _whereabouts(consumer, frame), right)


def _say(actor: Actor, whereabouts: _Whereabouts, body: dict[str, Any]) -> sending.Said:
    return sending.send(_find(actor, whereabouts, Right.POST), **body)


def _edit(actor: Actor, message_id: UUID, body: dict[str, Any]) -> int:
    return changing.edit(grants.message(actor, message_id, Right.POST), **body).seq


def _delete(actor: Actor, message_id: UUID) -> None:
    changing.delete(grants.message(actor, message_id, Right.READ))


def _history(actor: Actor, whereabouts: _Whereabouts, wanted: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    grant = _find(actor, whereabouts, Right.READ)
    return _called(grant), history(grant, **wanted)


def _read(actor: Actor, whereabouts: _Whereabouts, body: dict[str, Any]) -> tuple[int, int]:
    return reading.read(_find(actor, whereabouts, Right.READ), **body)


def _stream(consumer: ManyConsumer, frame: Frame) -> str:
    """The stream that is meant, among those joined by name."""
    if frame.members.get("s") is not None:
        return frame.text("s")
    called = frame.text("room")
    return _known(consumer, called) or f"r:{called}"


def _known(consumer: ManyConsumer, called: str) -> str | None:
    """The room that was joined by this name, or that has it. What is meant for one is never said in another."""
    found = [stream for stream, name in _joined.get(consumer, {}).items() if name == called]
    if len(found) > 1:
        raise invalid("room", "ambiguous", "You have joined several rooms of this name: name it by its stream, as `s`.")
    return found[0] if found else None


def _called(grant: RoomGrant) -> str:
    return grant.name or str(grant.room.pk)


def _given(frame: Frame, *names: str) -> dict[str, Any]:
    return {name: frame.members[name] for name in names if name in frame.members}


def _message_id(frame: Frame) -> UUID:
    found = _uuid(frame.text("mid"))
    if found is None:
        raise not_found()
    return found


def _uuid(text: str) -> UUID | None:
    try:
        found = UUID(text)
    except ValueError:
        return None
    return found if str(found) == text else None
