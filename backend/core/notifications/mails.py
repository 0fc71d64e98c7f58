"""The letter that tells of an event."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from authentication.models import User
from core.notifications import selectors
from core.notifications.kinds import KINDS, wording
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
    """Compose it from the event as recorded. None when it does not concern that person any more."""
    kind, record = KINDS[payload["kind"]], selectors.event(UUID(payload["event"]))
    if record is None or UUID(payload["user"]) not in selectors.concerned(kind, record):
        return None
    user = User.objects.defer("avatar").get(pk=payload["user"])
    organization = selectors.organization_of(record)
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
    return Letter(user.email, "notification", context, **reader_of(user))
