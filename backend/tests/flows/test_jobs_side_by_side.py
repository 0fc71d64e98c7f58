"""Every job of the clock, begun by two workers at the same moment and then once more: done once, and nothing fails.

The record of jobs would keep them apart (tests/kernel/test_jobs.py); here it does not, as when its row was lost or a
run took longer than it may.
"""

import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from axes.models import AccessAttempt
from celery import current_app
from django.conf import settings
from django.contrib.sessions.models import Session as AdminSession
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from authentication import tasks as accounts
from authentication.models import Device, Registration, Session, SigningKey, User
from core.audit import tasks as audit
from core.invitations import tasks as invitations
from core.invitations.models import Invitation
from core.notifications import tasks as notifications
from core.notifications.models import DigestEntry, DigestPlan, Notification
from core.sharing import tasks as sharing
from core.sharing.models import ShareLink
from core.tenancy.models import Organization
from core.vault import tasks as vault
from core.vault.models import ValueRead, VariableVersion
from kernel import clock
from kernel import tasks as kernel
from kernel.models import EventRecord, OneTimeToken, OutboxMessage, RememberedAnswer
from tests.factories import client_of, make_user
from tests.world import make_organization

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 3000
LONG_AGO = timedelta(days=400)


def together(job: Callable[..., Any], workers: int = 2) -> None:
    """Run it on connections of their own, from the same moment on; then once more."""
    start, failures = threading.Barrier(workers), []

    def work() -> None:
        try:
            start.wait()
            job()
        except BaseException as error:  # noqa: BLE001  # whatever it was, the test shows it
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failures == []
    job()


@pytest.fixture
def anna() -> User:
    return make_user("anna@example.com")


@pytest.fixture
def acme(anna: User) -> Organization:
    return make_organization(owner=anna)


@pytest.fixture
def moment() -> datetime:
    return clock.now()


def test_each_job_of_the_clock_is_tried_here():
    asked = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    tried = {job.name for job in TRIED}
    assert asked == tried
    assert asked <= set(current_app.tasks)


def test_old_tokens_answers_and_messages_go(moment):
    old = moment - LONG_AGO
    OneTimeToken.objects.bulk_create(
        OneTimeToken(digest=str(n).encode(), purpose="x", subject="y", created_at=old, expires_at=old)
        for n in range(MANY)
    )
    RememberedAnswer.objects.bulk_create(
        RememberedAnswer(actor="a", key=str(n), fingerprint=b"", created_at=old) for n in range(MANY)
    )
    OutboxMessage.objects.bulk_create(
        OutboxMessage(kind="x", payload={}, state="done", available_at=old, created_at=old, finished_at=old)
        for _ in range(MANY)
    )
    kept = OneTimeToken.objects.create(
        digest=b"live", purpose="x", subject="y", created_at=moment, expires_at=moment + timedelta(hours=1)
    )
    together(kernel.purge)
    assert list(OneTimeToken.objects.all()) == [kept]
    assert not RememberedAnswer.objects.exists()
    assert not OutboxMessage.objects.exists()


def test_ended_sessions_registrations_devices_and_guesses_go(anna, moment):
    old = moment - LONG_AGO - timedelta(days=100)
    lapsed = {"created_at": old, "last_used_at": old, "idle_expires_at": old, "expires_at": old}
    Session.objects.bulk_create(
        Session(user=anna, secret_digest=b"x", method="password", **lapsed) for _ in range(MANY)
    )
    Device.objects.bulk_create(Device(user=anna, name=str(n), last_used_at=old) for n in range(MANY))
    Registration.objects.bulk_create(Registration(user=anna, password="!", created_at=old) for _ in range(MANY))
    AdminSession.objects.bulk_create(
        AdminSession(session_key=str(n), session_data="x", expire_date=old) for n in range(MANY)
    )
    AdminSession.objects.create(session_key="live", session_data="x", expire_date=moment + timedelta(days=1))
    guess = {"user_agent": "x", "get_data": "", "post_data": "", "path_info": "/", "http_accept": ""}
    AccessAttempt.objects.bulk_create(
        AccessAttempt(username=str(n), ip_address="192.0.2.1", failures_since_start=1, **guess) for n in range(MANY)
    )
    AccessAttempt.objects.update(attempt_time=old)
    AccessAttempt.objects.create(username="now", ip_address="192.0.2.1", failures_since_start=1, **guess)
    together(accounts.purge)
    for model in (Session, Device, Registration):
        assert not model.objects.exists(), model
    assert [row.session_key for row in AdminSession.objects.all()] == ["live"]
    assert [row.username for row in AccessAttempt.objects.all()] == ["now"]


def test_one_signing_key_takes_the_place_of_an_old_one(moment):
    accounts.renew_keys()
    SigningKey.objects.update(signs_from=moment - settings.JWT_KEY_LIFE - timedelta(days=1))
    before = SigningKey.objects.count()
    together(accounts.renew_keys)
    assert SigningKey.objects.count() == before + 1
    assert EventRecord.objects.filter(verb="authentication.signing_key.made").count() == 1


def asked(acme: Organization, moment: datetime, *, ends: datetime, count: int = 60) -> list[Invitation]:
    return Invitation.objects.bulk_create(
        Invitation(
            organization=acme,
            email=f"person{n}@example.com",
            email_key=f"person{n}@example.com",
            role="viewer",
            created_at=moment,
            expires_at=ends,
        )
        for n in range(count)
    )


def test_late_invitations_are_settled_and_recorded_once(acme, moment):
    asked(acme, moment, ends=moment)
    together(invitations.expire)
    assert set(Invitation.objects.values_list("state", flat=True)) == {"expired"}
    assert EventRecord.objects.filter(verb="invitations.invitation.expired").count() == 60


def test_an_invitation_is_reminded_of_once(acme, moment):
    asked(acme, moment, ends=moment + timedelta(hours=3))
    together(invitations.remind)
    kernel.drain()
    assert sorted(letter.to[0] for letter in mail.outbox) == sorted(f"person{n}@example.com" for n in range(60))


@pytest.fixture
def waiting(acme: Organization, anna: User, moment: datetime) -> int:
    """Ten people for each of whom three projects wait to be told."""
    readers = [make_user() for _ in range(10)]
    for reader in readers:
        acme.memberships.create(user=reader, role="viewer", created_at=moment)
    for n in range(3):
        body = {"organization": str(acme.pk), "name": f"Project {n}"}
        assert client_of(anna).post("/api/core/projects/", body, format="json").status_code == 201
    events = list(EventRecord.objects.filter(verb="vault.project.created"))
    DigestEntry.objects.bulk_create(
        DigestEntry(user=reader, kind="project.created", event_id=event.pk, created_at=moment - timedelta(days=2))
        for reader in readers
        for event in events
    )
    DigestEntry.objects.exclude(user=None).update(created_at=moment - timedelta(days=2))
    for reader in readers:
        body = {"kinds": [{"kind": "project.created", "in_app": True, "mail": "digest"}]}
        assert client_of(reader).put("/api/core/notifications/preferences/", body, format="json").status_code == 200
    return len(readers)


def test_a_digest_is_queued_and_mailed_once(waiting):
    together(notifications.digest, workers=4)
    digests = OutboxMessage.objects.filter(payload__template="digest")
    assert digests.count() == waiting
    assert DigestPlan.objects.exclude(queued_until=None).count() == waiting
    assert not DigestEntry.objects.filter(digest=None).exists()
    kernel.drain()
    letters = [letter for letter in mail.outbox if "digest" in letter.subject]
    assert len({letter.to[0] for letter in letters}) == len(letters) == waiting
    assert all(f"Project {n}" in letter.body for letter in letters for n in range(3))


def test_a_worker_that_is_killed_while_it_queues_digests_leaves_all_or_nothing(waiting, monkeypatch):
    class Killed(BaseException):
        """As if the process were gone: nothing after it runs."""

    puts: list[str] = []
    put = notifications.digests.outbox.put

    def one_less(*args: Any, **kwargs: Any) -> None:
        puts.append(kwargs["key"])
        if len(puts) == 5:
            raise Killed
        put(*args, **kwargs)

    with monkeypatch.context() as patch:
        patch.setattr(notifications.digests.outbox, "put", one_less)
        with pytest.raises(Killed):
            notifications.digest()
    assert not OutboxMessage.objects.filter(payload__template="digest").exists()
    assert not DigestEntry.objects.exclude(digest=None).exists()
    notifications.digest()
    assert OutboxMessage.objects.filter(payload__template="digest").count() == waiting


def test_old_notifications_and_entries_go(anna, moment):
    old = moment - LONG_AGO
    Notification.objects.bulk_create(
        Notification(user=anna, seq=n, event_id=uuid4(), kind="x", title="x", created_at=old) for n in range(MANY)
    )
    DigestEntry.objects.bulk_create(
        DigestEntry(user=anna, kind="x", event_id=uuid4(), created_at=old) for _ in range(MANY)
    )
    together(notifications.purge)
    assert not Notification.objects.exists()
    assert not DigestEntry.objects.exists()


def test_reads_are_bound_into_the_chain_once(acme, anna, moment):
    body = {"organization": str(acme.pk), "name": "Shop"}
    project = client_of(anna).post("/api/core/projects/", body, format="json").json()
    environment = project["environments"][0]["id"]
    for _ in range(5):
        assert client_of(anna).get(f"/api/core/environments/{environment}/values/").status_code == 200
    ValueRead.objects.update(at=moment - timedelta(hours=1))
    together(audit.anchor_reads)
    anchors = EventRecord.objects.filter(verb="audit.reads.anchored")
    assert sum(row.data["count"] for row in anchors) == ValueRead.objects.count() > 0


def test_late_share_links_end_and_are_recorded_once(acme, anna, moment):
    body = {"organization": str(acme.pk), "value": "a secret"}
    for _ in range(20):
        assert client_of(anna).post("/api/core/share-links/", body, format="json").status_code == 201
    ShareLink.objects.update(expires_at=moment - timedelta(hours=1))
    together(sharing.expire)
    assert not ShareLink.objects.filter(ended_at=None).exists()
    assert EventRecord.objects.filter(verb="sharing.link.expired").count() == 20


def test_fingerprints_of_older_values_are_taken_once(acme, anna):
    body = {"organization": str(acme.pk), "name": "Shop"}
    project = client_of(anna).post("/api/core/projects/", body, format="json").json()
    lines = "\n".join(f"KEY_{n}=tok_9fK2mQ7xLr4ZbV1pHs{n:03}" for n in range(60))
    imported = {"format": "dotenv", "content": lines, "mode": "merge", "dry_run": False}
    url = f"/api/core/environments/{project['environments'][0]['id']}/import/"
    assert client_of(anna).post(url, imported, format="json").status_code == 200
    taken = dict(VariableVersion.objects.values_list("pk", "fingerprints"))
    assert all(taken.values())
    VariableVersion.objects.update(fingerprints=None)
    together(vault.take_fingerprints)
    assert dict(VariableVersion.objects.values_list("pk", "fingerprints")) == taken


def test_the_outbox_is_drained_once(acme, moment):
    asked(acme, moment, ends=moment + timedelta(hours=3), count=40)
    invitations.remind()
    together(kernel.drain, workers=3)
    assert len({letter.to[0] for letter in mail.outbox}) == len(mail.outbox) == 40


def test_what_a_dead_worker_held_is_sent_by_another_once_its_lease_has_ended(acme, moment):
    asked(acme, moment, ends=moment + timedelta(hours=3), count=5)
    invitations.remind()
    OutboxMessage.objects.update(claimed_by="dead:1:x", attempts=1, held_until=moment - timedelta(seconds=1))
    together(kernel.drain)
    assert len(mail.outbox) == 5


def test_a_large_step_holds_few_rows_at_a_time(anna, moment):
    """2,000 at most, so that nobody waits long for a row that is going."""
    old = moment - LONG_AGO
    Notification.objects.bulk_create(
        Notification(user=anna, seq=n, event_id=uuid4(), kind="x", title="x", created_at=old) for n in range(MANY)
    )
    with CaptureQueriesContext(connection) as queries:
        notifications.purge()
    assert sum("SKIP LOCKED" in query["sql"] for query in queries) >= 4
    assert all("LIMIT 2000" in query["sql"] for query in queries if "SKIP LOCKED" in query["sql"])


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    mail.outbox.clear()
    yield


TRIED = [
    kernel.drain,
    kernel.purge,
    accounts.purge,
    accounts.renew_keys,
    audit.anchor_reads,
    invitations.expire,
    invitations.remind,
    notifications.digest,
    notifications.purge,
    sharing.expire,
    vault.take_fingerprints,
]
