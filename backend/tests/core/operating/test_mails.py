"""Letters to look at, and in one's own mailbox, with made-up contents."""

import pytest

from kernel import delivery, mail, subscriptions
from kernel.models import EventRecord, OutboxMessage
from tests.smtp import listening

MAILS = "/api/operator/mails/"


def test_all_are_listed(operator):
    rows = operator.client.get(MAILS).json()["results"]
    assert {row["name"] for row in rows} == set(subscriptions.table().SAMPLES)
    assert {"name": "password_reset", "label": "Password reset", "languages": ["en", "de"]} in rows


@pytest.mark.parametrize("name", sorted(subscriptions.table().SAMPLES))
def test_each_can_be_looked_at(operator, name):
    seen = operator.client.get(f"{MAILS}{name}/").json()
    assert set(seen) == {"subject", "text", "html"}
    assert seen["subject"]
    assert "<html" in seen["html"]


def test_in_another_language_and_under_either_theme(operator):
    english = operator.client.get(f"{MAILS}password_reset/").json()
    german = operator.client.get(f"{MAILS}password_reset/", {"language": "de"}).json()
    assert english["subject"] != german["subject"]
    dark = operator.client.get(f"{MAILS}password_reset/", {"theme": "dark"}).json()["html"]
    assert "prefers-color-scheme: dark)" not in dark
    assert dark != operator.client.get(f"{MAILS}password_reset/", {"theme": "light"}).json()["html"]


@pytest.fixture
def sink(settings):
    mail.hang_up()
    settings.EMAIL_BACKEND = "kernel.smtp.Backend"
    with listening() as sink:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
        yield sink
        mail.hang_up()


def test_it_goes_to_the_own_mailbox_only_and_is_on_record(operator, sink):
    response = operator.client.post(f"{MAILS}password_reset/test/", {"language": "de"}, format="json")
    assert response.status_code == 202, response.content
    delivery.drain(["mail"])
    (envelope,) = sink.received
    assert envelope.rcpt_tos == [operator.user.email]
    assert OutboxMessage.objects.get().state == "done"
    event = EventRecord.objects.get(verb="operating.specimen.mailed")
    assert (event.target_label, event.actor_id, event.data) == ("password_reset", operator.user.pk, {"language": "de"})


def test_ten_an_hour(operator, steady_windows):
    answers = [operator.client.post(f"{MAILS}welcome/test/", {}, format="json").status_code for _ in range(11)]
    assert answers == [202] * 10 + [429]


def test_who_is_no_operator_any_more_gets_none(operator, sink):
    operator.client.post(f"{MAILS}welcome/test/", {}, format="json")
    type(operator.user).objects.filter(pk=operator.user.pk).update(is_staff=False)
    delivery.drain(["mail"])
    assert sink.received == []
    assert OutboxMessage.objects.get().state == "done"
