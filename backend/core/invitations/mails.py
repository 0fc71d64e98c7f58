"""The letters of an invitation, and with them the only mailed tokens."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from core.branding.selectors import dress
from core.invitations import selectors
from core.invitations.models import Invitation
from kernel import clock, onetime, unsubscribing
from kernel.mail import Letter, link, reader_of

_SAMPLE: Mapping[str, Any] = {
    "organization": "Analytical Engines",
    "inviter": "Charles Babbage",
    "role": "member",
    "expires_at": datetime(2026, 11, 28, 9, 30, tzinfo=UTC),
    "url": link("/invitation", "sample"),
    "unsubscribe": True,
}
SAMPLES: Mapping[str, Mapping[str, Any]] = {"invitation": _SAMPLE, "invitation_reminder": _SAMPLE}


def invitation(payload: Mapping[str, Any]) -> Letter | None:
    """The letter that asks somebody in."""
    return _letter("invitation", payload["invitation"])


def invitation_reminder(payload: Mapping[str, Any]) -> Letter | None:
    """The letter that asks once more, before the invitation ends."""
    return _letter("invitation_reminder", payload["invitation"])


def _letter(template: str, invitation_id: str) -> Letter | None:
    """None when it was answered, taken back or has expired meanwhile, or its mailbox takes no invitations."""
    rows = Invitation.objects.select_related("organization", "invited_by").defer("invited_by__avatar")
    found = rows.filter(pk=invitation_id).first()
    if found is None or found.standing != Invitation.State.PENDING or selectors.refuses(found.email_key):
        return None
    left = found.expires_at - clock.now()
    token = onetime.issue(selectors.PURPOSE, str(found.id), ttl=left, data={"mailed": True})
    context = {
        "organization": found.organization.name,
        "inviter": found.invited_by.full_name if found.invited_by else "",
        "role": found.role,
        "expires_at": found.expires_at,
        "url": link("/invitation", token),
    }
    way_out = unsubscribing.ways(selectors.MAILING, found.email_key)
    theirs, thread = dress(found.organization, template, context), f"invitation:{found.pk}"
    reader = selectors.invited(found)
    if reader is None:
        return Letter(found.email, template, context, thread=thread, unsubscribe=way_out, **theirs)
    return Letter(reader.email, template, context, thread=thread, unsubscribe=way_out, **reader_of(reader), **theirs)
