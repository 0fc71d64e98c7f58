"""What `bench.outbox` runs in processes of their own, with Django: rows through the outbox, mails beside `.delay()`.

`python -m bench.deliveries WHAT NUMBER` prints JSON.
"""

import json
import sys
import time
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import django
from celery import shared_task
from django.conf import settings

if not settings.configured and __name__ == "__main__":
    django.setup()

from authentication.models import User
from django.db import connection, transaction  # models need the settings
from kernel import clock, delivery, mail, outbox, subscriptions
from kernel.models import OutboxMessage

FLOOR = """
WITH due AS MATERIALIZED (
    SELECT id FROM kernel_outbox WHERE state = 'pending' AND kind = 'floor' AND available_at <= now()
    ORDER BY priority, available_at LIMIT 500 FOR UPDATE SKIP LOCKED
), claimed AS (
    UPDATE kernel_outbox o SET claimed_by = 'floor', available_at = now() + interval '1 minute'
    FROM due WHERE o.id = due.id RETURNING o.id
) SELECT array_agg(id) FROM claimed
"""
PAUSE = 0.15


@shared_task(name="bench.direct")
def direct(**payload: Any) -> None:
    """What a project without an outbox does: the mail is the task's own business."""
    moment = clock.now()
    message = OutboxMessage(pk=payload.pop("id"), kind="mail", payload=payload, created_at=moment, available_at=moment)
    message.priority = outbox.URGENT
    mail.deliver(payload, message)


def fill(kind: str, number: int, *, payload: dict[str, Any] | None = None, priority: int = outbox.URGENT) -> None:
    """Rows as `put` makes them, many at once."""
    moment = clock.now()
    OutboxMessage.objects.bulk_create(
        (
            OutboxMessage(kind=kind, payload=payload or {}, priority=priority, created_at=moment, available_at=moment)
            for _ in range(number)
        ),
        batch_size=5000,
    )


def rows(number: int) -> dict[str, float]:
    """Rows a second through claim and mark, delivering nothing: together, one by one, and by SQL alone."""
    nothing = SimpleNamespace(
        DELIVERIES=dict.fromkeys(("together", "single"), lambda *_: None), REPEATABLE={"together"}
    )
    subscriptions.table = lambda: nothing  # type: ignore[assignment,return-value]
    found = {}
    for kind, many in (("together", number), ("single", number // 20)):
        fill(kind, many)
        _vacuum()
        began = time.perf_counter()
        delivery.drain([kind])
        found[kind] = many / (time.perf_counter() - began)
        assert not OutboxMessage.objects.filter(kind=kind, state="pending").exists()
    fill("floor", number)
    _vacuum()
    began = time.perf_counter()
    _by_sql()
    found["floor"] = number / (time.perf_counter() - began)
    return found


def _by_sql() -> None:
    with connection.cursor() as cursor:
        while True:
            cursor.execute(FLOOR)
            ids = cursor.fetchone()[0]
            if not ids:
                return
            cursor.execute("UPDATE kernel_outbox SET state = 'done', finished_at = now() WHERE id = ANY(%s)", [ids])


def _vacuum() -> None:
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE kernel_outbox")


def mails(number: int) -> dict[str, float]:
    """Letters of both lanes, half each, put into the outbox for workers that are started afterwards."""
    for priority in (outbox.URGENT, outbox.NORMAL):
        fill("mail", number // 2, payload=_payload(), priority=priority)
    return {}


def idle(number: int) -> dict[str, list[float]]:
    """One letter now and then: when each was committed, by its id."""
    committed = {}
    for _ in range(number):
        with transaction.atomic():
            outbox.put("mail", _payload(), priority=outbox.URGENT)
            made = OutboxMessage.objects.latest("created_at").pk
        committed[str(made)] = time.monotonic()
        time.sleep(PAUSE)
    return {"committed": committed}  # type: ignore[dict-item]


def straight(number: int) -> dict[str, list[float]]:
    """The same by `.delay()`: when each was published."""
    published = {}
    for _ in range(number):
        name = str(uuid4())
        published[name] = time.monotonic()
        direct.delay(id=name, **_payload())
        time.sleep(PAUSE)
    return {"committed": published}  # type: ignore[dict-item]


def flood(number: int) -> dict[str, float]:
    """Many at once by `.delay()`, and how long the publisher took for each, beside `put` with its commit."""
    payload = _payload()
    began = time.perf_counter()
    for _ in range(number):
        direct.delay(id=str(uuid4()), **payload)
    delayed = (time.perf_counter() - began) / number * 1000
    began = time.perf_counter()
    for _ in range(number):
        outbox.put("never", {})
    return {"delay_ms": delayed, "put_ms": (time.perf_counter() - began) / number * 1000}


def _payload() -> dict[str, Any]:
    user, _ = User.objects.get_or_create(email="reader@example.com", email_key="reader@example.com")
    return {"template": "welcome", "user_id": str(user.pk)}


if __name__ == "__main__":
    print(json.dumps(globals()[sys.argv[1]](int(sys.argv[2]))))
