"""Letters: what people may write into one, what the mail server says about it, and how one is told from its copy."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core import mail as django_mail

from kernel import clock, mail, outbox
from kernel.mail import Letter, link
from kernel.models import OutboxMessage
from tests.smtp import Sink, listening

pytestmark = pytest.mark.django_db

HOSTILE = "Eve\r\nBcc: all@example.com <script>alert(1)</script> \u202eevil.example https://evil.example/x"


def letter(**context: object) -> Letter:
    known = {"title": "A title", "body": "", "organization": None, "label": "Open", "url": link("/"), "mandatory": True}
    return Letter("anna@example.com", "notification", known | context)


@pytest.fixture
def compose(monkeypatch: pytest.MonkeyPatch) -> list[Letter | None]:
    """The letters that the one template of these tests composes."""
    letters: list[Letter | None] = [letter()]
    monkeypatch.setattr("kernel.subscriptions.table", lambda: _Table(letters))
    return letters


class _Table:
    def __init__(self, letters: list[Letter | None]) -> None:
        self.MAILS = {"test": lambda payload: letters[0]}


@pytest.fixture
def sink(settings: Any) -> Iterator[Sink]:
    mail.hang_up()  # another test may have left a line to its own inbox
    settings.EMAIL_BACKEND = "kernel.smtp.Backend"
    with listening() as sink:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
        yield sink
        mail.hang_up()


def message() -> OutboxMessage:
    return OutboxMessage(
        kind="mail",
        payload={"template": "test"},
        priority=outbox.URGENT,
        created_at=clock.now(),
        available_at=clock.now(),
    )


def deliver(row: OutboxMessage | None = None) -> None:
    mail.deliver({"template": "test"}, row or message())


def test_a_name_becomes_neither_a_header_nor_markup_nor_a_link():
    rendered = mail.render(letter(title=HOSTILE, organization=HOSTILE))
    assert "\n" not in rendered.subject
    for text in (rendered.subject, rendered.text, rendered.html):
        assert "\u202e" not in text
        assert "evil.example" not in text
        assert "https://evil" not in text
    assert "<script>" not in rendered.html
    assert "&lt;script&gt;" in rendered.html
    assert "&lt;" not in rendered.text


def test_ordinary_names_and_addresses_stay_as_they_are():
    ordinary = (
        "Åsa O'Brien-Müller",
        "日本チーム",
        "Tom & Jerry <3",
        "anna.k@example.com",
        "v2.1 (beta)",
        "50 %",
        "192.0.2.7",
    )
    for name in ordinary:
        assert mail.harmless(name) == name


def test_a_link_carries_its_token_in_the_fragment():
    assert link("/activate", "abc") == "http://localhost:8000/activate#token=abc"
    assert 'href="http://localhost:8000/activate#token=abc"' in mail.render(letter(url=link("/activate", "abc"))).html


def test_a_letter_takes_no_objects():
    with pytest.raises(TypeError, match="plain values"):
        mail.render(letter(organization=object()))


def test_the_text_of_a_letter_is_bounded():
    assert len(mail.harmless("x" * 5000)) <= mail.LONGEST_TEXT


def test_it_arrives_in_two_forms_and_under_the_same_id_at_each_attempt(sink, compose):
    row = message()
    deliver(row)
    deliver(row)
    first, second = (sink.parsed(number) for number in (0, 1))
    assert first["Message-ID"] == second["Message-ID"] == f"<{row.id}@localhost>"
    assert first["To"] == "anna@example.com"
    assert first["Auto-Submitted"] == "auto-generated"
    assert [part.get_content_type() for part in first.walk()][1:] == ["text/plain", "text/html"]


def test_one_connection_carries_many_letters(sink, compose):
    for _ in range(5):
        deliver()
    assert (len(sink.received), sink.connections) == (5, 1)


def test_a_connection_that_was_lost_meanwhile_is_made_anew(sink, compose):
    deliver()
    sink.drop_connections()
    deliver()
    assert (len(sink.received), sink.connections) == (2, 2)


def test_only_a_connection_that_lay_idle_is_asked_whether_it_lives(sink, compose, monkeypatch):
    asked = []
    monkeypatch.setattr("smtplib.SMTP.noop", lambda line: asked.append(1) or line.docmd("noop"))
    deliver(), deliver()
    assert not asked
    monkeypatch.setattr("kernel.smtp.JUST_NOW", 0.0)
    deliver()
    assert (asked, len(sink.received), sink.connections) == ([1], 3, 1)


@pytest.mark.parametrize(
    ("said", "raised"),
    [
        ("550 5.1.1 no such mailbox", outbox.Permanent),
        ("554 rejected", outbox.Permanent),
        ("450 4.2.1 mailbox busy", outbox.Temporary),
        ("552 5.2.2 mailbox full", outbox.Temporary),
        ("550 5.4.5 daily user sending limit exceeded", outbox.Temporary),
        ("421 going down", outbox.Unreachable),
    ],
)
@pytest.mark.parametrize("stage", ["RCPT", "DATA"])
def test_refusals_for_good_and_for_now_are_told_apart(sink, compose, stage, said, raised):
    sink.answers[stage] = said
    with pytest.raises(raised, match=said[:3]):
        deliver()
    sink.answers.clear()
    deliver()
    assert len(sink.received) == 1


def test_a_refusal_of_our_own_address_is_not_held_against_the_letter(sink, compose):
    sink.answers["MAIL"] = "553 sender not allowed"
    with pytest.raises(outbox.Unreachable):
        deliver()


def test_a_server_that_is_away_is_noticed_before_anything_is_composed(settings, monkeypatch):
    settings.EMAIL_BACKEND = "kernel.smtp.Backend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    monkeypatch.setattr("kernel.subscriptions.table", lambda: pytest.fail("it was composed"))
    with pytest.raises(outbox.Unreachable):
        deliver()


def test_a_server_that_accepts_and_then_keeps_silent_is_left(settings, compose):
    settings.EMAIL_BACKEND = "kernel.smtp.Backend"
    settings.EMAIL_TIMEOUT = 0.3
    with listening(silent=True) as sink:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
        with pytest.raises(outbox.Unreachable):
            deliver()


def test_a_letter_that_is_not_wanted_any_more_is_not_sent(compose):
    compose[0] = None
    deliver()
    assert django_mail.outbox == []


def test_an_address_with_a_line_break_is_refused_for_good(compose):
    compose[0] = Letter("a@example.com\r\nBcc: b@example.com", "notification", letter().context)
    with pytest.raises(outbox.Permanent):
        deliver()
