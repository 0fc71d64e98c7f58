"""The letters that tell of events: of one at once, or of many in a digest."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from authentication.models import User
from core.branding.selectors import UNDRESSED, dress
from core.notifications.kinds import KINDS, wording
from core.notifications.models import Mail
from core.notifications.selectors import audience, digests, mailings, wishes
from kernel.mail import Letter, link, reader_of, speaking

MOST_LINES = 50

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
    "digest": {
        "groups": [
            [
                "Analytical Engines",
                [
                    ["Charles Babbage changed DATABASE_URL in Production of Difference Engine", link("/orgs/engines")],
                    ["grace@example.com joined Analytical Engines as member", link("/orgs/engines/members")],
                ],
            ],
            ["Cobol Committee", [["Grace Hopper created the project Flow-Matic", link("/orgs/cobol")]]],
        ],
        "count": 5,
        "more": 2,
        "url": link("/inbox"),
        "preferences": link("/inbox/preferences"),
        "unsubscribe": True,
    },
}


def notification(payload: Mapping[str, Any]) -> Letter | None:
    """Compose it from the event as recorded. None when it does not concern that person any more, is not
    wanted, or is old news to whoever has heard of it since."""
    kind, record, user_id = KINDS[payload["kind"]], audience.event(UUID(payload["event"])), UUID(payload["user"])
    if record is None or not audience.concerns(kind, record, user_id):
        return None
    if wishes.wishes_of([user_id], kind, record)[user_id].mail == Mail.NEVER:
        return None
    if kind.waits and audience.has_heard(kind, record, user_id):
        return None
    user = _reader(user_id)
    if user is None:
        return None
    organization = audience.organization_of(record)
    with speaking(user.language):
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
    thread = f"organization:{organization.pk}" if organization else f"account:{user.pk}"
    return Letter(
        user.email, "notification", context, thread=thread, unsubscribe=unsubscribe, **reader_of(user), **theirs
    )


def digest(payload: Mapping[str, Any]) -> Letter | None:
    """What has waited, as far as its reader may see it by now and still wants it. None when that is nothing."""
    user = _reader(UUID(payload["user"]))
    if user is None:
        return None
    lines, count = digests.lines(user.pk, UUID(payload["digest"]), MOST_LINES)
    if not count:
        return None
    groups: dict[tuple[str, UUID], list[list[str]]] = {}
    for line in lines:
        with speaking(user.language):
            words = wording(line.kind, line.record, line.organization)
        groups.setdefault((line.organization.name, line.organization.pk), []).append([words.title, link(words.url)])
    context = {
        "groups": [[name, group] for (name, _), group in sorted(groups.items())],
        "count": count,
        "more": count - len(lines),
        "url": link("/inbox"),
        "preferences": link("/inbox/preferences"),
    }
    way_out, thread = mailings.ways_out(user), f"digest:{user.pk}"
    return Letter(user.email, "digest", context, thread=thread, unsubscribe=way_out, **reader_of(user))


def _reader(user_id: UUID) -> User | None:
    """Whom it goes to, unless the account is gone or switched off."""
    return User.objects.defer("avatar").filter(pk=user_id, is_active=True).first()
