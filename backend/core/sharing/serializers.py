"""The shapes of share links."""

from typing import Any

from rest_framework import serializers

from core.sharing.actions import Opened
from core.sharing.models import ShareLink
from core.tenancy.serializers import PersonOut, one_line
from core.vault.serializers.bodies import VALUE_BYTES, bounded_bytes
from kernel import clock, mail
from kernel.http.parsing import Body, Id, PageQuery, Text, Whole

DAY = 24 * 60 * 60
SHORTEST, LONGEST = 60, 30 * DAY
MOST_VIEWS = 100
AUDIENCES = ("anyone", "members")
STATES = ("open", "opened", "expired", "revoked")


class ShareLinkOut(serializers.Serializer[Any]):
    """A share link, without what it holds. `ref` names it in a chat message; `path` is its page for members."""

    id = serializers.UUIDField()
    organization = serializers.UUIDField()
    label = serializers.CharField(allow_blank=True)  # type: ignore[assignment]  # DRF takes fields off the class
    audience = serializers.ChoiceField(AUDIENCES)
    state = serializers.ChoiceField(STATES)
    views = serializers.IntegerField()
    opened = serializers.IntegerField()
    left = serializers.IntegerField()
    created_by = PersonOut(allow_null=True)
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)
    ref = serializers.CharField(allow_null=True)
    path = serializers.CharField(allow_null=True)


class NewShareLinkOut(ShareLinkOut):
    """A share link that was just made: `url` is shown this once, and null where it is for members."""

    url = serializers.CharField(allow_null=True)


class ShareOpenedOut(serializers.Serializer[Any]):
    """What a share link held, and how often it opens still."""

    value = serializers.CharField(allow_blank=True)
    label = serializers.CharField(allow_blank=True)  # type: ignore[assignment]  # as above
    left = serializers.IntegerField()


class SharePreviewOut(serializers.Serializer[Any]):
    """What a share link says of itself before it is opened."""

    label = serializers.CharField(allow_blank=True)  # type: ignore[assignment]  # as above
    expires_at = serializers.DateTimeField()
    left = serializers.IntegerField()


class ShareLinksQuery(PageQuery):
    """The share links of which organization."""

    organization = serializers.UUIDField()


class ShareLinkIn(Body):
    """A secret to share. It is bounded in bytes; spaces at its ends are part of it."""

    organization = Id()
    value = Text(max_length=VALUE_BYTES, trim_whitespace=False, validators=[bounded_bytes])
    label = Text(max_length=120, allow_blank=True, default="", validators=[one_line])  # type: ignore[assignment]  # as above
    expires_in = Whole(min_value=SHORTEST, max_value=LONGEST, default=DAY)
    views = Whole(min_value=1, max_value=MOST_VIEWS, default=1)
    audience = serializers.ChoiceField(AUDIENCES, default="anyone")


class ShareTokenIn(Body):
    """What the link carries behind its #."""

    token = Text(max_length=200)


def link_out(link: ShareLink) -> dict[str, Any]:
    """One link; its organization is loaded."""
    for_members = link.token_digest is None
    shown = {
        "id": link.pk,
        "organization": link.organization_id,
        "label": link.label,
        "audience": "members" if for_members else "anyone",
        "state": _state(link),
        "views": link.most,
        "opened": link.opened,
        "left": link.most - link.opened if _state(link) == "open" else 0,
        "created_by": link.created_by,
        "created_at": link.created_at,
        "expires_at": link.expires_at,
        "ended_at": link.ended_at,
        "ref": f"share:{link.pk}" if for_members else None,
        "path": f"/orgs/{link.organization.slug}/shared/{link.pk}" if for_members else None,
    }
    return dict(ShareLinkOut(shown).data)


def links_out(rows: list[ShareLink]) -> list[dict[str, Any]]:
    """Many."""
    return [link_out(row) for row in rows]


def made_out(link: ShareLink, token: str | None) -> dict[str, Any]:
    """One that was just made, with the link to hand over."""
    return {**link_out(link), "url": mail.link("/share", token) if token else None}


def opened_out(opened: Opened) -> dict[str, Any]:
    """What it held."""
    return {"value": opened.value, "label": opened.link.label, "left": opened.left}


def preview_out(link: ShareLink) -> dict[str, Any]:
    """What it says of itself."""
    return dict(
        SharePreviewOut({"label": link.label, "expires_at": link.expires_at, "left": link.most - link.opened}).data
    )


def _state(link: ShareLink) -> str:
    if link.opened >= link.most:
        return "opened"
    if link.ended_at is None:
        return "open" if link.expires_at > clock.now() else "expired"
    return "revoked" if link.ended_at < link.expires_at else "expired"
