"""The shapes of messages, of searches, and of what messages point at."""

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any
from uuid import UUID

from rest_framework import serializers

from core.chat.models import LONGEST_TEXT, Message
from core.chat.selectors import messages as selectors
from core.chat.selectors.links import REF, Link
from core.chat.selectors.messages import Excerpt, Shown
from core.chat.selectors.rooms import stream_of
from core.chat.serializers.rooms import RoomStreamOut, place_out
from core.tenancy.serializers import PersonOut
from core.vault.selectors.people import Person
from kernel.errors import not_found
from kernel.http.parsing import Body, Id, PageQuery, Query, Text, Whole

PAGE, MOST_IN_PAGE = 50, 100
MOST_REFS = 100


class ChatMessageOut(serializers.Serializer[Any]):
    """What somebody said. `no` counts the room's messages, `seq` is its last change in the room's stream.

    `cid` is shown to its author alone. A deleted message keeps its place and has no text. In texts `<@id>` is a person;
    `<variable:id>`, `<environment:id>`, `<audit:id>` and `<share:id>` are links.
    """

    id = serializers.UUIDField()
    room = serializers.UUIDField()
    no = serializers.IntegerField()
    seq = serializers.IntegerField()
    cid = serializers.UUIDField(allow_null=True)
    author = PersonOut(allow_null=True)
    author_label = serializers.CharField()
    text = serializers.CharField(allow_blank=True)
    created_at = serializers.DateTimeField()
    edited_at = serializers.DateTimeField(allow_null=True)
    deleted = serializers.BooleanField()
    mentions = serializers.ListField(child=serializers.UUIDField())


class SentMessageOut(ChatMessageOut):
    """A message that is there now; `dup` where it was there before."""

    dup = serializers.BooleanField()


class FoundMessageOut(ChatMessageOut):
    """A message with what its room is called (empty for one of two people)."""

    room_name = serializers.CharField(allow_blank=True)


class ExcerptOut(serializers.Serializer[Any]):
    """Messages, oldest first, and the numbers to go on from as `before` and `after`, null at the ends."""

    lists = True
    results = ChatMessageOut(many=True)
    before = serializers.IntegerField(allow_null=True)
    after = serializers.IntegerField(allow_null=True)
    stream = RoomStreamOut()


class ReferenceOut(serializers.Serializer[Any]):
    """What a reference stands for; `path` is a page of the web app."""

    label = serializers.CharField(allow_blank=True)  # type: ignore[assignment]  # DRF takes fields off the class
    path = serializers.CharField()
    kind = serializers.CharField()
    detail = serializers.CharField(allow_blank=True)


class ReferencesOut(serializers.Serializer[Any]):
    """By reference; null for what is not there and for what is not yours to see, alike."""

    results = serializers.DictField(child=ReferenceOut(allow_null=True))


class ExcerptQuery(Query):
    """The newest, or those before, after or around a number."""

    before = serializers.IntegerField(min_value=0, max_value=2**53, required=False)
    after = serializers.IntegerField(min_value=0, max_value=2**53, required=False)
    around = serializers.IntegerField(min_value=0, max_value=2**53, required=False)
    limit = serializers.IntegerField(min_value=1, max_value=MOST_IN_PAGE, default=PAGE)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """At most one of the three."""
        if len({"before", "after", "around"} & set(attrs)) > 1:
            raise serializers.ValidationError("Give one of before, after and around.", code="invalid")
        return attrs


class SearchQuery(PageQuery):
    """What to look for."""

    q = serializers.CharField(max_length=200)


class SearchEverywhereQuery(SearchQuery):
    """What to look for, and in which organization."""

    organization = serializers.UUIDField()


class MessageText(Text):
    """What is said: some text, its spaces and line breaks as they are."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=LONGEST_TEXT, trim_whitespace=False, **kwargs)

    def run_validation(self, data: Any = serializers.empty) -> Any:
        """Not spaces alone."""
        if isinstance(data, str) and not data.strip():
            self.fail("blank")
        return super().run_validation(data)


class ChatMessageIn(Body):
    """Something to be said; `cid` is the sender's own id of it, under which it is said once."""

    text = MessageText()
    cid = Id()


class ChatMessagePatch(Body):
    """What it is to say instead; `expected` is the `seq` of what was seen."""

    text = MessageText()
    expected = Whole(required=False)


class HistoryIn(Body):
    """Which messages, asked for by socket."""

    before = Whole(required=False)
    limit = Whole(min_value=1, max_value=MOST_IN_PAGE, default=PAGE)


class ReferencesIn(Body):
    """What to look up, as it stands in texts between < and >."""

    organization = Id()
    refs = serializers.ListField(child=Text(max_length=60), allow_empty=False, max_length=MOST_REFS)

    def validate_refs(self, refs: list[str]) -> list[str]:
        """Of a known kind, with an id."""
        for ref in refs:
            if not re.fullmatch(REF, f"<{ref}>"):
                raise serializers.ValidationError("A reference is a kind, a colon and an id.", code="invalid")
        return list(dict.fromkeys(refs))


def message_out(row: Shown, people: Mapping[UUID | None, Person], reader: UUID) -> dict[str, Any]:
    """A message as somebody reads it."""
    own = row["author"] == reader
    return row | {"author": people.get(row["author"]), "cid": row["cid"] if own else None}


def excerpt_out(found: Excerpt, room_id: UUID, reader: UUID) -> dict[str, Any]:
    """A page of messages."""
    return {
        "results": [message_out(row, found.people, reader) for row in found.rows],
        "before": found.before,
        "after": found.after,
        "stream": place_out(stream_of(room_id), found.head),
    }


def one_out(message_id: UUID, reader: UUID) -> dict[str, Any]:
    """A message as it is now. Raises `not_found` where its room was deleted meanwhile."""
    rows = selectors.shown([message_id])
    if not rows:
        raise not_found()
    return message_out(rows[0], selectors.authors(rows), reader)


def found_out(found: Collection[Message], reader: UUID) -> list[dict[str, Any]]:
    """What a search has found."""
    rows = selectors.shown(message.pk for message in found)
    people, names = selectors.authors(rows), selectors.names_of({row["room"] for row in rows})
    return [message_out(row, people, reader) | {"room_name": names.get(row["room"], "")} for row in rows]


def links_out(found: Iterable[tuple[str, Link | None]]) -> dict[str, Any]:
    """By reference."""
    shown = {
        ref: link and {"label": link.label, "path": link.path, "kind": link.kind, "detail": link.detail}
        for ref, link in found
    }
    return {"results": shown}
