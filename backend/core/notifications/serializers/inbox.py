"""The shapes of notifications."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core.notifications.kinds import KINDS
from core.notifications.models import Notification
from core.notifications.selectors import inbox
from kernel.http.parsing import Body, Flag, Id, PageQuery

MOST_IDS = 500
# What is shown in place of words that their reader may not see now.
HIDDEN = {
    "title": "Something happened in an organization that asks for a second factor",
    "body": "Set one up to read it.",
    "url": "/account/security",
    "actor": None,
}


class NotificationsQuery(PageQuery):
    """A page of all, or of the unread (`true`) or read ones (`false`)."""

    unread = serializers.BooleanField(required=False)


class OrganizationNameOut(serializers.Serializer[Any]):
    """Where it happened."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    slug = serializers.CharField()


class ActorOut(serializers.Serializer[Any]):
    """Who brought it about, under the name of that time."""

    kind = serializers.ChoiceField(["user", "token", "application", "system"])
    id = serializers.UUIDField(allow_null=True)
    label = serializers.CharField()  # type: ignore[assignment]  # DRF takes fields off the class


class NotificationOut(serializers.Serializer[Any]):
    """One thing that concerns whoever asks; `url` is a page of the web app, or empty.

    Whoever lacks the second factor that the organization asks for sees only that something happened there.
    """

    id = serializers.UUIDField()
    seq = serializers.IntegerField()
    kind = serializers.ChoiceField(list(KINDS))
    organization = OrganizationNameOut(allow_null=True)
    title = serializers.CharField()
    body = serializers.CharField()
    url = serializers.CharField()
    created_at = serializers.DateTimeField()
    read_at = serializers.DateTimeField(allow_null=True)
    actor = serializers.SerializerMethodField()

    @extend_schema_field(ActorOut(allow_null=True))
    def get_actor(self, row: Notification) -> dict[str, Any] | None:
        """Null where nobody did."""
        if not row.actor_kind:
            return None
        return {"kind": row.actor_kind, "id": row.actor_id, "label": row.actor_label}

    def to_representation(self, row: Notification) -> dict[str, Any]:
        """With its words, or without."""
        shown: dict[str, Any] = super().to_representation(row)
        return shown | HIDDEN if row.hidden else shown  # type: ignore[attr-defined]  # the selector adds it


class UnreadOut(serializers.Serializer[Any]):
    """How many wait."""

    unread = serializers.IntegerField()


class ReadIn(Body):
    """Either `ids`, or `all: true`."""

    ids = serializers.ListField(child=Id(), max_length=MOST_IDS, required=False)
    all = Flag(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Exactly one of both."""
        if ("ids" in attrs) == bool(attrs.get("all")):
            raise serializers.ValidationError("Name the notifications, or say all: true.", code="required")
        return attrs


def notifications_out(rows: list[Notification]) -> list[dict[str, Any]]:
    """Many."""
    return list(NotificationOut(rows, many=True).data)


def since(user_id: UUID, number: int, limit: int) -> list[tuple[int, dict[str, Any]]]:
    """The rows of the stream u:<user> after a number, each as the API shows it."""
    rows = inbox.since(user_id, number, limit)
    return [(row.seq, out) for row, out in zip(rows, notifications_out(rows), strict=True)]
