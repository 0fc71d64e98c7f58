"""The shapes of notifications and preferences."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core.notifications import selectors
from core.notifications.kinds import KINDS, Wish
from core.notifications.models import Notification
from kernel.errors import Code, Fault, Problem
from kernel.http.parsing import Body, Flag, Id, PageQuery

MOST_IDS = 500


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
    """One thing that concerns whoever asks; `url` is a page of the web app, or empty."""

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


class ChoiceIn(Body):
    """By which ways to be told of one kind."""

    kind = serializers.ChoiceField(list(KINDS))
    in_app = Flag()
    mail = Flag()


class PreferencesIn(Body):
    """The kinds that should be otherwise; those that are not named stay."""

    kinds = ChoiceIn(many=True, max_length=len(KINDS))  # type: ignore[call-arg]  # of the list that it becomes

    def validate_kinds(self, choices: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Each once, and none switched off that nobody may do without."""
        names = [choice["kind"] for choice in choices]
        if len(set(names)) < len(names):
            raise serializers.ValidationError("A kind may stand only once.", code="repeated")
        return choices


class PreferenceOut(serializers.Serializer[Any]):
    """One kind, as it holds for whoever asks."""

    kind = serializers.ChoiceField(list(KINDS))
    label = serializers.CharField()  # type: ignore[assignment]  # DRF takes fields off the class
    in_app = serializers.BooleanField()
    mail = serializers.BooleanField()
    mandatory = serializers.BooleanField()


class PreferencesOut(serializers.Serializer[Any]):
    """All kinds."""

    kinds = PreferenceOut(many=True)


def notifications_out(rows: list[Notification]) -> list[dict[str, Any]]:
    """Many."""
    return list(NotificationOut(rows, many=True).data)


def since(user_id: UUID, number: int, limit: int) -> list[tuple[int, dict[str, Any]]]:
    """The rows of the stream u:<user> after a number, each as the API shows it."""
    rows = selectors.since(user_id, number, limit)
    return [(row.seq, out) for row, out in zip(rows, notifications_out(rows), strict=True)]


def wanted(choices: list[dict[str, Any]]) -> dict[str, Wish]:
    """The wishes that a body states.

    Raises:
        Problem: `invalid` for a kind that nobody may do without.
    """
    wishes = {choice["kind"]: Wish(choice["in_app"], choice["mail"]) for choice in choices}
    fixed = [
        Fault(f"kinds.{number}", "mandatory", "This is always told.")
        for number, (name, wish) in enumerate(wishes.items())
        if KINDS[name].mandatory and wish != Wish(KINDS[name].in_app, KINDS[name].mail)
    ]
    if fixed:
        raise Problem(Code.INVALID, "Some kinds can't be switched off.", errors=fixed)
    return wishes


def preferences_out(wishes: dict[str, Wish]) -> dict[str, Any]:
    """All kinds with the wish about each."""
    return {
        "kinds": [
            {
                "kind": name,
                "label": KINDS[name].label,
                "in_app": wish.in_app,
                "mail": wish.mail,
                "mandatory": KINDS[name].mandatory,
            }
            for name, wish in wishes.items()
        ]
    }
