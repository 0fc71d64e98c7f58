"""Telling people what concerns them: at once, or in their next digest."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db import transaction

from core.notifications.kinds import Kind, Wording, wording
from core.notifications.models import DigestEntry, Mail, Notification
from core.notifications.selectors import audience, wishes
from core.tenancy.models import Organization
from kernel import clock, outbox, realtime, streams
from kernel.models import EventRecord

# Each person's stream is locked until the commit, so the steps are small.
AT_ONCE = 200
# A delivery is to end long before its time limit, however large the organization is.
IN_ONE_DELIVERY = 2000


def tell(kind: Kind, record: EventRecord, *, after: UUID | None = None) -> UUID | None:
    """Write a notification and queue a mail for those whom the event concerns. What is there already stays.

    It tells some people at a time, and answers after whom to go on. No action: it adds nothing to what the event
    itself has recorded.
    """
    organization = audience.organization_of(record)
    if organization is None and not record.stream.key.startswith("a:"):
        return None
    words = wording(kind, record, organization)
    people = audience.concerned(kind, record, after=after, most=IN_ONE_DELIVERY)
    for start in range(0, len(people), AT_ONCE):
        some = people[start : start + AT_ONCE]
        wanted = wishes.wishes_of(some, kind, record)
        with transaction.atomic():
            if kind.letter:
                _mail([user_id for user_id in some if wanted[user_id].mail == Mail.AT_ONCE], kind, record)
                _keep([user_id for user_id in some if wanted[user_id].mail == Mail.DIGEST], kind, record)
            _write([user_id for user_id in some if wanted[user_id].in_app], kind, record, organization, words)
    return people[-1] if len(people) == IN_ONE_DELIVERY else None


def _mail(user_ids: Iterable[UUID], kind: Kind, record: EventRecord) -> None:
    for user_id in user_ids:
        outbox.put(
            "mail",
            {"template": "notification", "kind": kind.name, "event": str(record.pk), "user": str(user_id)},
            priority=outbox.URGENT if kind.mandatory else outbox.BULK,
            key=f"notification:{record.pk}:{kind.name}:{user_id}",
            delay=kind.waits,
        )


def _keep(user_ids: Iterable[UUID], kind: Kind, record: EventRecord) -> None:
    """For their next digests. What one of those has taken already stays taken."""
    moment = clock.now()
    entries = [
        DigestEntry(user_id=user_id, kind=kind.name, event_id=record.pk, created_at=moment) for user_id in user_ids
    ]
    DigestEntry.objects.bulk_create(entries, ignore_conflicts=True)


def _write(
    user_ids: Sequence[UUID], kind: Kind, record: EventRecord, organization: Organization | None, words: Wording
) -> None:
    """Number and insert: the last statements of the transaction, because they hold the streams."""
    known = audience.told(user_ids, kind, record)
    fresh = [user_id for user_id in user_ids if user_id not in known]
    numbers = streams.advance_each([f"u:{user_id}" for user_id in fresh])
    moment = clock.now()
    Notification.objects.bulk_create(
        Notification(
            user_id=user_id,
            organization=organization,
            seq=numbers[f"u:{user_id}"],
            event_id=record.pk,
            kind=kind.name,
            title=words.title,
            body=words.body,
            url=words.url,
            actor_kind=record.actor_kind,
            actor_id=record.actor_id,
            actor_label=record.actor_label,
            created_at=moment,
        )
        for user_id in fresh
    )
    transaction.on_commit(lambda: _announce(numbers), robust=True)


def _announce(numbers: dict[str, int]) -> None:
    for stream, number in numbers.items():
        realtime.publish(stream, {"type": "stream.moved", "s": stream, "seq": number})
