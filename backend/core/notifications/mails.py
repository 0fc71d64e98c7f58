"""The letter that tells of an event."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from authentication.models import User
from core.branding.selectors import UNDRESSED, dress
from core.notifications.kinds import KINDS, wording
from core.notifications.models import Mail
from core.notifications.selectors import audience, mailings, wishes
from kernel.mail import Letter, link, reader_of

SAMPLES: Mapping[str, Mapping[str, Any]] = {
    "notification": {
        "title": "Charles Babbage changed DATABASE_URL in Production of Difference Engine",
        "body": "It is version 4 now.",
        "url": link("/projects"),
        "label": "Open in KeyNest",
        "organization": "Analytical Engines",
        "mandatory": False,
        "preferences": link("/inbox/preferences"),
        "unsubscribe": True,
    },
}


def notification(payload: Mapping[str, Any]) -> Letter | None:
    """Compose it from the event as recorded. None when it does not concern that person any more, or is not wanted."""
    kind, record, user_id = KINDS[payload["kind"]], audience.event(UUID(payload["event"])), UUID(payload["user"])
    if record is None or not audience.concerns(kind, record, user_id):
        return None
    if wishes.wishes_of([user_id], kind, record)[user_id].mail == Mail.NEVER:
        return None
    user = User.objects.defer("avatar").get(pk=user_id)
    organization = audience.organization_of(record)
    words = wording(kind, record, organization)
    context = {
        "title": words.title,
        "body": words.body,
        "url": link(words.url),
        "label": "Open in KeyNest",
        "organization": organization.name if organization else None,
        "mandatory": kind.mandatory,
        "preferences": link("/inbox/preferences"),
    }
    unsubscribe = None if kind.mandatory else mailings.ways_out(user, kind)
    theirs = dress(organization, "notification", context) if organization and not kind.mandatory else UNDRESSED
    return Letter(user.email, "notification", context, unsubscribe=unsubscribe, **reader_of(user), **theirs)
