"""The shapes of what people choose to be told, and of an organization's defaults."""

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from core.notifications.actions.choosing import Time
from core.notifications.kinds import KINDS, Group, Wish
from core.notifications.models import DigestPlan, Mail
from core.notifications.selectors.wishes import Preferences, Standing, kinds_of_organizations
from core.notifications.serializers.inbox import OrganizationNameOut
from kernel.errors import Code, Fault, Problem
from kernel.http.parsing import Body, Flag, Whole

WAYS = [way.value for way in Mail]
EVERY = [every.value for every in DigestPlan.Every]
GROUPS = [group.value for group in Group]


class ChoiceIn(Body):
    """By which ways to be told of one kind."""

    kind = serializers.ChoiceField(list(KINDS))
    in_app = Flag()
    mail = serializers.ChoiceField(WAYS)


class KindsIn(Body):
    """The kinds that should be otherwise, and those that should follow the defaults again; all others stay."""

    kinds = ChoiceIn(many=True, max_length=len(KINDS), required=False)  # type: ignore[call-arg]  # of its list
    reset = serializers.ListField(child=serializers.ChoiceField(list(KINDS)), max_length=len(KINDS), required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Each kind once, and something at all."""
        names = [choice["kind"] for choice in attrs.get("kinds", [])] + attrs.get("reset", [])
        if len(set(names)) < len(names):
            raise serializers.ValidationError({"kinds": "A kind may stand only once."}, code="repeated")
        if not attrs:
            raise serializers.ValidationError("Say what should be otherwise.", code="required")
        return attrs


class TimeIn(Body):
    """When the digest comes, by the clock of one's time zone; `weekday` counts from Monday, 0."""

    every = serializers.ChoiceField(EVERY)
    weekday = Whole(max_value=6)
    hour = Whole(max_value=23)


class PreferencesIn(KindsIn):
    """What should be otherwise; what is not named stays."""

    digest = TimeIn(required=False)
    invitation_mails = Flag(required=False)


class WishOut(serializers.Serializer[Any]):
    """By which ways."""

    in_app = serializers.BooleanField()
    mail = serializers.ChoiceField(WAYS)


class ThereOut(WishOut):
    """What holds in one organization until the person chooses."""

    organization = OrganizationNameOut()


class PreferenceOut(WishOut):
    """One kind, as it holds for whoever asks; `default` is what it would be without a choice, and `organizations` those
    of one's organizations where that is otherwise."""

    kind = serializers.ChoiceField(list(KINDS))
    label = serializers.CharField()  # type: ignore[assignment]  # DRF takes fields off the class
    group = serializers.ChoiceField(GROUPS)
    mandatory = serializers.BooleanField()
    chosen = serializers.BooleanField()
    default = WishOut()
    organizations = ThereOut(many=True)


class TimeOut(serializers.Serializer[Any]):
    """When the digest comes."""

    every = serializers.ChoiceField(EVERY)
    weekday = serializers.IntegerField(min_value=0, max_value=6)
    hour = serializers.IntegerField(min_value=0, max_value=23)


class PreferencesOut(serializers.Serializer[Any]):
    """All kinds; `next_digest_at` is null where nothing comes in a digest; `invitation_mails` is false where the own
    mailbox takes no invitations."""

    kinds = PreferenceOut(many=True)
    digest = TimeOut()
    next_digest_at = serializers.DateTimeField(allow_null=True)
    invitation_mails = serializers.BooleanField()


class DefaultOut(WishOut):
    """One kind, as it holds in the organization; `changed` where that is not KeyNest's own default."""

    kind = serializers.ChoiceField(list(KINDS))
    label = serializers.CharField()  # type: ignore[assignment]  # as above
    group = serializers.ChoiceField(GROUPS)
    mandatory = serializers.BooleanField()
    changed = serializers.BooleanField()


class DefaultsOut(serializers.Serializer[Any]):
    """All kinds of what happens in organizations."""

    kinds = DefaultOut(many=True)


def choices(body: Mapping[str, Any]) -> dict[str, Any]:
    """What a body states about kinds.

    Raises:
        Problem: `invalid` for a kind that nobody may do without.
    """
    wanted = {choice["kind"]: Wish(choice["in_app"], Mail(choice["mail"])) for choice in body.get("kinds", [])}
    fixed = [
        Fault(f"kinds.{number}", "mandatory", "This is always told.")
        for number, (name, wish) in enumerate(wanted.items())
        if KINDS[name].mandatory and wish != KINDS[name].default
    ]
    if fixed:
        raise Problem(Code.INVALID, "Some kinds can't be switched off.", errors=fixed)
    return {"wanted": wanted, "reset": body.get("reset", [])}


def preferences(body: Mapping[str, Any]) -> dict[str, Any]:
    """All that a body states. Raises as `choices` does."""
    digest = Time(**body["digest"]) if "digest" in body else None
    return choices(body) | {"digest": digest, "invitation_mails": body.get("invitation_mails")}


def preferences_out(found: Preferences) -> dict[str, Any]:
    """All kinds, and the digest."""
    return {
        "kinds": [_standing_out(standing) for standing in found.standings],
        "digest": TimeOut(found.plan).data,
        "next_digest_at": found.next_digest_at,
        "invitation_mails": found.invitation_mails,
    }


def _standing_out(standing: Standing) -> dict[str, Any]:
    kind = standing.kind
    return {
        "kind": kind.name,
        "label": kind.label,
        "group": kind.group,
        **WishOut(standing.wish).data,
        "mandatory": kind.mandatory,
        "chosen": standing.chosen,
        "default": WishOut(kind.default).data,
        "organizations": [
            {"organization": OrganizationNameOut(organization).data, **WishOut(wish).data}
            for organization, wish in standing.elsewhere
        ],
    }


def defaults_out(found: Mapping[str, Wish]) -> dict[str, Any]:
    """All kinds with what holds there."""
    return {
        "kinds": [
            {
                "kind": kind.name,
                "label": kind.label,
                "group": kind.group,
                **WishOut(found.get(kind.name, kind.default)).data,
                "mandatory": kind.mandatory,
                "changed": kind.name in found,
            }
            for kind in kinds_of_organizations()
        ]
    }
