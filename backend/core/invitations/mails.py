"""The invitation's letter, and with it the only mailed token."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from core.branding.selectors import dress
from core.invitations import selectors
from core.invitations.models import Invitation
from kernel import clock, onetime, unsubscribing
from kernel.mail import Letter, link

SAMPLES: Mapping[str, Mapping[str, Any]] = {
    "invitation": {
        "organization": "Analytical Engines",
        "inviter": "Charles Babbage",
        "role": "member",
        "expires_at": datetime(2026, 11, 28, 9, 30, tzinfo=UTC),
        "url": link("/invitation", "sample"),
        "unsubscribe": True,
    },
}


def invitation(payload: Mapping[str, Any]) -> Letter | None:
    """The letter, unless it was answered, taken back or has expired meanwhile, or its mailbox takes no invitations."""
    rows = Invitation.objects.select_related("organization", "invited_by").defer("invited_by__avatar")
    found = rows.filter(pk=payload["invitation"]).first()
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
    theirs = dress(found.organization, "invitation", context)
    return Letter(selectors.addressee(found), "invitation", context, unsubscribe=way_out, **theirs)
