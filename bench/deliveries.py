"""What `bench.outbox` runs in processes of their own, with Django: rows through the outbox, mails beside `.delay()`.

`python -m bench.deliveries WHAT NUMBER` prints JSON.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
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
from kernel import clock, delivery, leases, mail, outbox, subscriptions
from kernel.models import OutboxMessage

# The two statements that workers use, with nothing read out of what they answer and no Python around them.
CLAIM = leases.CLAIM.partition("RETURNING")[0] + "RETURNING o.id::text"
MARK = f"{delivery.DONE} WHERE id = ANY(%(ids)s::uuid[]) AND state = 'pending'"
# And what a queue without leases would do: one statement, which nobody delivers anything behind.
AT_ONCE = """
UPDATE kernel_outbox SET state = 'done', finished_at = now() WHERE id = ANY(ARRAY(
    SELECT id FROM kernel_outbox WHERE state = 'pending' AND kind = 'floor' AND available_at <= now()
    ORDER BY priority, available_at LIMIT 100 FOR UPDATE SKIP LOCKED
))
"""
ROUNDS = 3
PAUSE = 0.15


@shared_task(name="bench.direct")
def direct(**payload: Any) -> None:
    """What a project without an outbox does: the mail is the task's own business."""
    moment = clock.now()
    message = OutboxMessage(pk=payload.pop("id"), kind="mail", payload=payload, created_at=moment, available_at=moment)
    message.priority = outbox.URGENT
    mail.deliver(payload, message)


def fill(kind: str, number: int, *, payload: dict[str, Any] | None = None, priority: int = outbox.URGENT) -> None:
    """Rows as `put` makes them, many at once: with a key and a cause, as most have."""
    moment = clock.now()
    made = (
        OutboxMessage(
            pk=outbox._an_id(moment),
            kind=kind,
            payload=payload or {"event": str(uuid4())},
            key=f"{kind}:{uuid4()}",
            cause=uuid4().hex,
            priority=priority,
            created_at=moment,
            available_at=moment,
        )
        for _ in range(number)
    )
    OutboxMessage.objects.bulk_create(made, batch_size=5000)


def rows(number: int) -> dict[str, dict[str, float]]:
    """Rows through claim and mark, delivering nothing: rows a second, and microseconds of CPU for each."""
    nothing = SimpleNamespace(
        DELIVERIES=dict.fromkeys(("together", "single"), lambda *_: None), REPEATABLE={"together"}
    )
    subscriptions.table = lambda: nothing  # type: ignore[assignment,return-value]
    ways = {
        "together": ("together", lambda: delivery.drain(["together"])),
        "statements": ("floor", _by_sql),
        "at once": ("floor", _at_once),
    }
    found: dict[str, list[dict[str, float]]] = {}
    for _ in range(ROUNDS):
        for name, (kind, work) in ways.items():
            found.setdefault(name, []).append(_timed(kind, number, work))
    found["single"] = [_timed("single", number // 20, lambda: delivery.drain(["single"]))]
    return {name: sorted(runs, key=lambda run: run["rows"])[len(runs) // 2] for name, runs in found.items()}


def _timed(kind: str, number: int, work: Callable[[], object]) -> dict[str, float]:
    fill(kind, number)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE kernel_outbox")
        cursor.execute("SELECT pg_backend_pid()")
        backend = cursor.fetchone()[0]
    began, python, server = time.perf_counter(), time.process_time(), _cpu(backend)
    work()
    wall, python, server = time.perf_counter() - began, time.process_time() - python, _cpu(backend) - server
    assert not OutboxMessage.objects.filter(kind=kind, state="pending").exists()
    return {"rows": number / wall, "python": python / number * 1e6, "server": server / number * 1e6}


def _cpu(pid: int) -> float:
    """Seconds of CPU that a process has used."""
    parts = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(parts[11]) + int(parts[12])) / os.sysconf("SC_CLK_TCK")


def _by_sql() -> None:
    asked = {"kind": "floor", "from": 0, "to": 100, "limit": delivery.MOST, "holder": "floor"}
    with connection.cursor() as cursor:
        while True:
            cursor.execute(CLAIM, asked | {"now": clock.now(), "lease": settings.OUTBOX_LEASE})
            ids = ",".join(row[0] for row in cursor.fetchall())
            if not ids:
                return
            cursor.execute(MARK, {"now": clock.now(), "ids": "{" + ids + "}"})


def _at_once() -> None:
    with connection.cursor() as cursor:
        cursor.execute(AT_ONCE)
        while cursor.rowcount:
            cursor.execute(AT_ONCE)


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
