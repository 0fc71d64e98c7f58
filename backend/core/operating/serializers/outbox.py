"""Messages of the outbox, suppressed mailboxes, letters, and what is done about them."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from rest_framework import serializers

from core.invitations.serializers import Address
from core.operating.serializers.workers import PRIORITIES
from kernel.http.parsing import Body, Id, PageQuery, Query, Text
from kernel.models import OutboxMessage
from kernel.operating import figures

MOST_AT_ONCE = 1000
STATES = [state.value for state in OutboxMessage.State]
THEMES = ["light", "dark"]
LANGUAGES = [code for code, _ in settings.LANGUAGES]


class MessageOut(serializers.Serializer[Any]):
    """A message of the outbox. `cause` is the id of the request that it began with; `template` is a mail's."""

    id = serializers.UUIDField()
    kind = serializers.CharField()
    template = serializers.CharField(allow_null=True)
    state = serializers.ChoiceField(STATES)
    priority = serializers.ChoiceField(PRIORITIES)
    attempts = serializers.IntegerField()
    recipient = serializers.CharField()
    cause = serializers.CharField()
    last_error = serializers.CharField()
    reason = serializers.CharField()
    created_at = serializers.DateTimeField()
    available_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)
    claimed_by = serializers.CharField()


class WholeMessageOut(MessageOut):
    """With its payload, which names things by their ids and holds nothing secret."""

    key = serializers.CharField(allow_null=True)
    payload = serializers.JSONField()


class SuppressionOut(serializers.Serializer[Any]):
    """A mailbox that gets no mail that can wait; `message_id` is the mail that its server refused."""

    id = serializers.IntegerField()
    address = serializers.CharField()
    reason = serializers.CharField()
    message_id = serializers.UUIDField(allow_null=True)
    created_at = serializers.DateTimeField()


class SpecimenOut(serializers.Serializer[Any]):
    """A letter that there is."""

    name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # as above
    languages = serializers.ListField(child=serializers.CharField())


class RenderedOut(serializers.Serializer[Any]):
    """What a letter says with made-up contents. The HTML loads nothing."""

    subject = serializers.CharField()
    text = serializers.CharField()
    html = serializers.CharField()


class CountOut(serializers.Serializer[Any]):
    """How many it was done to."""

    count = serializers.IntegerField()


class MessagesQuery(PageQuery):
    """A page of the outbox. `q` finds a whole address or request id; in what has not left also parts, and reasons."""

    state = serializers.ChoiceField(STATES, required=False)
    kind = serializers.CharField(max_length=32, required=False)
    template = serializers.CharField(max_length=48, required=False)
    q = serializers.CharField(max_length=254, required=False)


class SuppressionsQuery(PageQuery):
    """A page of suppressed mailboxes; `q` is a part of the address or the reason."""

    q = serializers.CharField(max_length=254, required=False)


class SpecimenQuery(Query):
    """In which language, and under which of a mail program's two themes."""

    language = serializers.ChoiceField(LANGUAGES, required=False)
    theme = serializers.ChoiceField(THEMES, required=False)


class IdsIn(Body):
    """Messages of the outbox."""

    ids = serializers.ListField(child=Id(), allow_empty=False, max_length=MOST_AT_ONCE)


class ReasonIn(Body):
    """The class of reasons, as `reason` of a message and of a failure; all where it is left out."""

    reason = Text(max_length=64, required=False)


class SuppressionIn(Body):
    """A mailbox, and why."""

    address = Address()
    reason = Text(max_length=200)


class LanguageIn(Body):
    """In which language; the own where it is left out."""

    language = serializers.ChoiceField(LANGUAGES, required=False)


def messages_out(rows: Sequence[OutboxMessage]) -> list[dict[str, Any]]:
    """A page of them."""
    return [dict(MessageOut(_message(row)).data) for row in rows]


def message_out(row: OutboxMessage) -> dict[str, Any]:
    """One, with all that is kept of it."""
    return dict(WholeMessageOut(_message(row)).data)


def suppressions_out(rows: Sequence[Any]) -> list[dict[str, Any]]:
    """A page of them."""
    return list(SuppressionOut(rows, many=True).data)


def specimens_out(names: Sequence[str]) -> list[dict[str, Any]]:
    """The letters by name, called by what their names say."""
    return [{"name": name, "label": name.replace("_", " ").capitalize(), "languages": LANGUAGES} for name in names]


def _message(row: OutboxMessage) -> dict[str, Any]:
    fields = ("id", "kind", "state", "attempts", "recipient", "cause", "last_error", "key", "payload", "claimed_by")
    moments = ("created_at", "available_at", "finished_at")
    return {
        **{name: getattr(row, name) for name in (*fields, *moments)},
        "template": row.payload.get("template"),
        "priority": figures.name_of(row.priority),
        "reason": row.reason if row.last_error else "",  # type: ignore[attr-defined]  # the selector adds it
    }
