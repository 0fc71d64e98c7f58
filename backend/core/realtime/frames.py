"""What clients say of their presence: that they want to know who is there, and what they do there themselves."""

import re
from uuid import UUID

from core.realtime.presence import ATTENDED, names_at
from core.vault.models import NAME
from kernel.errors import not_found
from kernel.sockets import attendance, database
from kernel.sockets.consumer import named
from kernel.sockets.doors import ManyConsumer
from kernel.sockets.frames import Frame, Unfit
from kernel.sockets.presence import Presence

MARKS_PER_SECOND, MARKS_AT_ONCE = 1.0, 5.0
MOST_KEYS, MAX_KEY = 20, 128
_NAME = re.compile(NAME)


async def take_presence(consumer: ManyConsumer, frame: Frame) -> None:
    """`presence{s, doing?, key|keys?}`: what its user does on a stream that the socket follows.

    Without `doing` it asks who is there (`present`), and hears from then on who comes and goes. Names that are no
    variable's are not passed on, be they typed by mistake or on purpose.
    """
    if wait := consumer.bucket("presence", MARKS_PER_SECOND, MARKS_AT_ONCE).wait():
        consumer.violate("Too many changes of presence.", wait, frame.ref)
        return
    stream = frame.text("s")
    names = _names(frame)
    kind, _, key = stream.partition(":")
    if kind not in ATTENDED or stream not in consumer.hub.followed(consumer.socket):
        raise not_found()
    if names:
        names = await database.run(names_at, UUID(key), names) if kind == "e" else set()
    presence = next(watcher for watcher in consumer.hub.watchers if isinstance(watcher, Presence))
    if "doing" in frame.members:
        presence.mark(stream, consumer.socket, attendance.marks_of(names))
    else:
        presence.watch(stream, consumer.socket)
    if frame.ref is not None:
        consumer.socket.tell("ok", **named(frame.ref))


def _names(frame: Frame) -> set[str] | None:
    """The names that are being edited; None for who only looks."""
    doing = frame.members.get("doing", "looking")
    if doing not in ("looking", "editing"):
        raise Unfit("invalid", "`doing` must be looking or editing.", frame.ref)
    given = frame.members.get("keys") or [frame.members.get("key")]
    keys = [key for key in given if key is not None] if isinstance(given, list) else [given]
    if len(keys) > MOST_KEYS:
        raise Unfit("invalid", f"`keys` can name {MOST_KEYS} at most.", frame.ref)
    if not all(isinstance(key, str) and len(key) <= MAX_KEY and _NAME.fullmatch(key) for key in keys):
        raise Unfit("invalid", "`key` must be the name of a variable.", frame.ref)
    return set(keys) if doing == "editing" else None
