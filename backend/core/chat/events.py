"""What happens in chat that is worth a record. What is said is none of it: messages have their own numbers."""

from typing import ClassVar, Self
from uuid import UUID

from core.tenancy.events import Ground
from core.tenancy.roles import Permission
from kernel.actor import Actor
from kernel.events import Event, Target


class RoomEvent(Event):
    """About a room of an organization or of a project; never about one of two people."""

    visible_to: ClassVar[str] = Permission.ORGANIZATION_READ

    @classmethod
    def about(cls, ground: Ground, room_id: UUID, name: str, /, **data: object) -> Self:
        """The event, its target being the room under the name that it has now."""
        return cls(actor=ground.actor, stream=ground.stream, target=Target("room", room_id, name), data=data)


class RoomCreated(RoomEvent):
    """Somebody opened a room for all of the organization."""

    verb = "chat.room.created"
    title = "{actor} opened the room {target}"


class RoomChanged(RoomEvent):
    """Its name or topic is another one; `data` holds was and is."""

    verb = "chat.room.changed"
    title = "{actor} changed the room {target}"


class RoomArchived(RoomEvent):
    """It can be read, and nobody writes there any more."""

    verb = "chat.room.archived"
    title = "{actor} archived the room {target}"


class RoomUnarchived(RoomEvent):
    """It is written in again."""

    verb = "chat.room.unarchived"
    title = "{actor} opened the room {target} again"


class MessageRemoved(RoomEvent):
    """Somebody who keeps order removed what another had written; `data` names the message and its author, never the
    text."""

    visible_to: ClassVar[str] = Permission.AUDIT_READ
    verb = "chat.message.removed"
    title = "{actor} removed a message of {author} in {target}"


class Called(Event):
    """In the account's own stream: somebody wrote something that this person should see. `data` names the room and the
    message, never the text."""

    @classmethod
    def to(cls, author: Actor, user_id: UUID, label: str, id_: UUID, /, **data: object) -> Self:
        """The event, its target being the person who is told; `id_` is always the same for the same message."""
        return cls(actor=author, stream=f"a:{user_id}", target=Target("member", user_id, label), data=data, id=id_)


class MemberMentioned(Called):
    """Somebody named this person in a room."""

    verb = "chat.member.mentioned"
    title = "{actor} mentioned {target} in {room}"


class MemberAddressed(Called):
    """Somebody wrote to this person alone, who had read all that came before."""

    verb = "chat.member.addressed"
    title = "{actor} wrote to {target}"
