"""Old notifications go: sooner when they were read."""

from datetime import timedelta
from uuid import uuid4

from core.notifications import tasks
from core.notifications.models import Notification
from kernel import clock


def test_what_was_read_long_ago_and_what_is_older_still_goes(world, settings):
    settings.NOTIFICATIONS_KEEP_READ, settings.NOTIFICATIONS_KEEP = timedelta(days=90), timedelta(days=365)
    moment = clock.now()
    ages = {"fresh": (1, None), "read": (89, 89), "read long ago": (91, 91), "unread": (364, None), "old": (366, None)}
    for number, (title, (age, read)) in enumerate(ages.items(), 1):
        Notification.objects.create(
            user=world.member.user,
            seq=number,
            event_id=uuid4(),
            kind="test",
            title=title,
            created_at=moment - timedelta(days=age),
            read_at=moment - timedelta(days=read) if read else None,
        )
    tasks.purge()
    tasks.purge()
    assert set(Notification.objects.values_list("title", flat=True)) == {"fresh", "read", "unread"}
