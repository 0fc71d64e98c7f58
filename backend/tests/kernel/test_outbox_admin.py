"""The outbox in the admin site: an operator sees why a mail was given up, and sends it again."""

import pytest
from django.test import Client

from kernel import clock
from kernel.models import Job, OutboxMessage, Suppression
from tests.factories import make_user

PATH = "/admin/kernel/outboxmessage/"


@pytest.fixture
def operator(db: None) -> Client:
    client = Client()
    client.force_login(make_user(is_staff=True, is_superuser=True), backend="authentication.backends.PasswordBackend")
    return client


def message(state: str) -> OutboxMessage:
    moment = clock.now()
    return OutboxMessage.objects.create(
        kind="mail",
        payload={"template": "welcome"},
        state=state,
        last_error="550 no such mailbox" if state == "dead" else "",
        created_at=moment,
        available_at=moment,
    )


def test_an_operator_sees_what_was_given_up_and_why(operator):
    message("dead")
    page = operator.get(PATH, {"state__exact": "dead", "q": "no such"}).content.decode()
    assert "550 no such mailbox" in page
    assert "welcome" in page


def test_only_what_was_given_up_is_sent_again(operator):
    rows = [message("dead"), message("done")]
    operator.post(PATH, {"action": "send_again", "_selected_action": [str(row.pk) for row in rows]})
    assert {row.state for row in OutboxMessage.objects.all()} == {"pending", "done"}


def test_what_was_given_up_can_be_dropped(operator):
    rows = [message("dead"), message("done")]
    operator.post(PATH, {"action": "drop", "_selected_action": [str(row.pk) for row in rows]})
    assert {row.state for row in OutboxMessage.objects.all()} == {"dropped", "done"}


def test_a_suppression_can_be_lifted_and_jobs_can_be_seen(operator):
    held = Suppression.objects.create(address="a@example.com", reason="550 5.1.1 gone", created_at=clock.now())
    Job.objects.create(name="kernel.purge", worker="w", outcome="done", started_at=clock.now())
    assert "550 5.1.1 gone" in operator.get("/admin/kernel/suppression/").content.decode()
    assert "kernel.purge" in operator.get("/admin/kernel/job/").content.decode()
    operator.post("/admin/kernel/suppression/", {"action": "lift", "_selected_action": [str(held.pk)]})
    assert not Suppression.objects.exists()


def test_nothing_can_be_made_changed_or_deleted_there(operator):
    row = message("dead")
    assert operator.get(f"{PATH}add/").status_code == 403
    assert operator.post(f"{PATH}{row.pk}/delete/", {"post": "yes"}).status_code == 403
    operator.post(f"{PATH}{row.pk}/change/", {"state": "done"})
    row.refresh_from_db()
    assert row.state == "dead"


def test_it_is_for_operators_with_the_right_alone(db):
    staff = Client()
    staff.force_login(make_user(is_staff=True), backend="authentication.backends.PasswordBackend")
    assert staff.get(PATH).status_code == 403
    assert Client().get(PATH).status_code == 302
