"""Telling people what concerns them, and keeping what they have read and chosen."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db import transaction

from core.notifications import selectors
from core.notifications.events import PreferencesChanged
from core.notifications.kinds import Kind, Wish, Wording, wording
from core.notifications.models import Notification, Preference
from core.tenancy.models import Organization
from kernel import clock, outbox, realtime, streams
from kernel.actions import action, emit, unchanged
from kernel.actor import Actor
from kernel.events import Target
from kernel.models import EventRecord

# Each person's stream is locked until the commit, so the steps are small.
AT_ONCE = 200
ROWS_AT_ONCE = 2000


def tell(kind: Kind, record: EventRecord) -> None:
    """Write a notification and queue a mail for everybody whom the event concerns. What is there already stays.

    No action: it adds nothing to what the event itself has recorded.
    """
    organization = selectors.organization_of(record)
    if organization is None and not record.stream.key.startswith("a:"):
        return
    words = wording(kind, record, organization)
    people = selectors.concerned(kind, record)
    for start in range(0, len(people), AT_ONCE):
        some = people[start : start + AT_ONCE]
        wishes = selectors.wishes_of(some, kind, record)
        with transaction.atomic():
            if kind.letter:
                _mail([user_id for user_id in some if wishes[user_id].mail], kind, record)
            _write([user_id for user_id in some if wishes[user_id].in_app], kind, record, organization, words)


def _mail(user_ids: Iterable[UUID], kind: Kind, record: EventRecord) -> None:
    for user_id in user_ids:
        outbox.put(
            "mail",
            {"template": "notification", "kind": kind.name, "event": str(record.pk), "user": str(user_id)},
            priority=outbox.URGENT if kind.mandatory else outbox.BULK,
            key=f"notification:{record.pk}:{kind.name}:{user_id}",
        )


def _write(
    user_ids: Sequence[UUID], kind: Kind, record: EventRecord, organization: Organization | None, words: Wording
) -> None:
    """Number and insert: the last statements of the transaction, because they hold the streams."""
    known = selectors.told(user_ids, kind, record)
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


def mark_read(actor: Actor, *, ids: Sequence[UUID] | None = None) -> None:
    """Mark these of the actor's notifications as read, or all. That somebody has read something is no event."""
    rows = selectors.notifications(actor, unread=True)
    if ids is not None:
        rows = rows.filter(pk__in=ids)
    rows.order_by().update(read_at=clock.now())


def forget_old() -> int:
    """Delete some of the notifications that nobody will miss; answer how many. No event: nothing was decided."""
    rows = selectors.forgettable()[:ROWS_AT_ONCE]
    return Notification.objects.filter(pk__in=list(rows.values_list("pk", flat=True))).delete()[0]


@action()
def choose(actor: Actor, *, wanted: dict[str, Wish]) -> None:
    """Keep the actor's wish about these kinds; the others stay as they are."""
    before = selectors.preferences(actor)
    changed = {name: wish for name, wish in wanted.items() if wish != before[name]}
    if not changed:
        unchanged()
        return
    user_id = selectors.owner(actor)
    Preference.objects.bulk_create(
        [Preference(user_id=user_id, kind=name, in_app=wish.in_app, mail=wish.mail) for name, wish in changed.items()],
        update_conflicts=True,
        unique_fields=["user", "kind"],
        update_fields=["in_app", "mail"],
    )
    target = Target("account", user_id, actor.label)
    emit(PreferencesChanged(actor=actor, stream=f"a:{user_id}", target=target, data={"kinds": sorted(changed)}))
