"""The shapes of rooms, and what may be wished of them."""

from collections.abc import Collection
from dataclasses import asdict
from typing import Any

from rest_framework import serializers

from core.chat.models import RoomKind
from core.chat.roles import Right
from core.chat.selectors.rooms import Overview, stream_of
from core.chat.selectors.unread import Waiting
from core.tenancy.serializers import PersonOut, one_line, slug_like
from core.vault.selectors.people import Person
from kernel.http.parsing import Body, Flag, Id, PageQuery, Query, Text, Whole
from kernel.streams import Head

# What each kind of room is made of, beside its organization.
NEEDED = {RoomKind.ORGANIZATION: "name", RoomKind.PROJECT: "project", RoomKind.DIRECT: "user"}
TAKEN = {RoomKind.ORGANIZATION: {"name", "topic"}, RoomKind.PROJECT: {"project"}, RoomKind.DIRECT: {"user"}}


class RoomStreamOut(serializers.Serializer[Any]):
    """Where a stream stands: join it with `since` and `epoch`, and nothing is missing."""

    s = serializers.CharField()
    epoch = serializers.CharField(allow_blank=True)
    head = serializers.IntegerField()


class RoomProjectOut(serializers.Serializer[Any]):
    """Whose room it is."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    slug = serializers.CharField()


class LastMessageOut(serializers.Serializer[Any]):
    """What was said last; `text` is empty where it was deleted."""

    id = serializers.UUIDField()
    no = serializers.IntegerField()
    author = PersonOut(allow_null=True)
    author_label = serializers.CharField()
    text = serializers.CharField(allow_blank=True)
    created_at = serializers.DateTimeField()
    deleted = serializers.BooleanField()


class RoomMayOut(serializers.Serializer[Any]):
    """What whoever asks may do there just now."""

    post = serializers.BooleanField()
    edit = serializers.BooleanField()
    archive = serializers.BooleanField()


class RoomOut(serializers.Serializer[Any]):
    """A room as whoever asks sees it. `name` is the short name of a project, and empty in the room of two `people`."""

    id = serializers.UUIDField()
    organization = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=RoomKind.choices)
    project = RoomProjectOut(allow_null=True)
    name = serializers.CharField(allow_blank=True)
    topic = serializers.CharField(allow_blank=True)
    people = PersonOut(many=True)
    last_no = serializers.IntegerField()
    last_at = serializers.DateTimeField(allow_null=True)
    last_message = LastMessageOut(allow_null=True)
    unread = serializers.IntegerField()
    mentions = serializers.IntegerField()
    muted = serializers.BooleanField()
    read_no = serializers.IntegerField()
    archived = serializers.BooleanField()
    created_at = serializers.DateTimeField()
    may = RoomMayOut()
    stream = RoomStreamOut()


class ReadingOut(serializers.Serializer[Any]):
    """How far somebody has read."""

    user = PersonOut()
    no = serializers.IntegerField()
    at = serializers.DateTimeField()


class ReadUpToOut(serializers.Serializer[Any]):
    """How far it is now, and how many messages are left."""

    no = serializers.IntegerField()
    unread = serializers.IntegerField()


class RoomUnreadOut(serializers.Serializer[Any]):
    """What waits in one room."""

    id = serializers.UUIDField()
    unread = serializers.IntegerField()
    mentions = serializers.IntegerField()
    last_no = serializers.IntegerField()
    muted = serializers.BooleanField()


class UnreadRoomsOut(serializers.Serializer[Any]):
    """What waits in all rooms that are not archived; `total` leaves out those that are muted."""

    rooms = RoomUnreadOut(many=True)
    total = serializers.IntegerField()
    mentions = serializers.IntegerField()


class RoomsQuery(PageQuery):
    """A page of an organization's rooms."""

    organization = serializers.UUIDField()
    archived = serializers.BooleanField(required=False)
    kind = serializers.ChoiceField(choices=RoomKind.choices, required=False)


class OfOneOrganization(Query):
    """Whose."""

    organization = serializers.UUIDField()


class RoomIn(Body):
    """A room to be opened: of the organization (`name`, `topic`), of a `project`, or with another `user`."""

    organization = Id()
    kind = serializers.ChoiceField(choices=RoomKind.choices)
    name = Text(max_length=60, required=False, validators=[slug_like])
    topic = Text(max_length=300, required=False, allow_blank=True, validators=[one_line])
    project = Id(required=False)
    user = Id(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """What belongs to this kind, and nothing else."""
        kind = RoomKind(attrs["kind"])
        given = set(attrs) - {"organization", "kind"}
        if NEEDED[kind] not in given:
            raise serializers.ValidationError({NEEDED[kind]: ["This field is required."]}, code="required")
        if given - TAKEN[kind]:
            odd = {name: ["A room of this kind has none."] for name in sorted(given - TAKEN[kind])}
            raise serializers.ValidationError(odd, code="unexpected")
        return attrs


class RoomPatch(Body):
    """What may change in a room."""

    name = Text(max_length=60, required=False, validators=[slug_like])
    topic = Text(max_length=300, required=False, allow_blank=True, validators=[one_line])


class MutedIn(Body):
    """Whether to be told of nothing there but mentions."""

    muted = Flag()


class ReadUpToIn(Body):
    """Up to which message it was read."""

    no = Whole()


def place_out(stream: str, head: Head) -> dict[str, Any]:
    """Where a stream stands."""
    return {"s": stream, "epoch": head.epoch, "head": head.head}


def room_out(found: Overview) -> dict[str, Any]:
    """A room."""
    room, last = found.room, found.last
    return {
        "id": room.pk,
        "organization": room.organization_id,
        "kind": room.kind,
        "project": dict(zip(("id", "name", "slug"), found.project, strict=True)) if found.project else None,
        "name": found.project[2] if found.project else room.name,
        "topic": room.topic,
        "people": list(found.people),
        "last_no": room.last_no,
        "last_at": room.last_at,
        "last_message": asdict(last) if last else None,
        "unread": max(0, room.last_no - found.read_no),
        "mentions": found.mentions,
        "muted": found.muted,
        "read_no": found.read_no,
        "archived": room.archived_at is not None,
        "created_at": room.created_at,
        "may": {right.value.partition(":")[2]: found.may[right] for right in Right if right is not Right.READ},
        "stream": place_out(stream_of(room.pk), found.head),
    }


def readings_out(found: Collection[tuple[Person, int, Any]]) -> dict[str, Any]:
    """How far each has read."""
    return {"results": [{"user": person, "no": no, "at": at} for person, no, at in found]}


def waiting_out(found: Collection[Waiting]) -> dict[str, Any]:
    """What waits."""
    rooms = [
        {"id": one.room_id, "unread": one.unread, "mentions": one.mentions, "last_no": one.last_no, "muted": one.muted}
        for one in found
    ]
    return {
        "rooms": rooms,
        "total": sum(one.unread for one in found if not one.muted),
        "mentions": sum(one.mentions for one in found),
    }
