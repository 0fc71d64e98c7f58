"""The inbox: takes mail by SMTP, shows it, and gives it to nobody else."""

import http.client
import json
import smtplib
import subprocess
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from launcher.inbox import store
from launcher.ports import LOOPBACK, free_port
from tests.launcher.processes import start, until


class Inbox:
    """A running inbox."""

    def __init__(self, directory: Path) -> None:
        self.smtp_port, self.port = free_port(), free_port()
        ports = ["--smtp-port", str(self.smtp_port), "--http-port", str(self.port)]
        command = ["-m", "launcher.inbox", "--directory", str(directory / "mails"), *ports]
        self.process: subprocess.Popen[bytes] = start(command, directory / "log")
        assert until(self.answers, 20), (directory / "log").read_text()

    def answers(self) -> bool:
        try:
            return self.call("/api/messages").status == 200
        except OSError:
            return False

    def call(self, path: str, method: str = "GET", host: str = "localhost:8025") -> Any:
        connection = http.client.HTTPConnection(LOOPBACK, self.port, timeout=5)
        try:
            connection.request(method, path, headers={"Host": host})
            answer: Any = connection.getresponse()
            answer.text = answer.read().decode()
            return answer
        finally:
            connection.close()

    def messages(self, query: str = "") -> list[dict[str, Any]]:
        return list(json.loads(self.call(f"/api/messages{query}").text)["messages"])

    def send(self, to: str, subject: str, text: str, html: str | None = None) -> None:
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = "KeyNest <keynest@localhost>", to, subject
        mail.set_content(text)
        if html is not None:
            mail.add_alternative(html, subtype="html")
        with smtplib.SMTP(LOOPBACK, self.smtp_port) as server:
            server.send_message(mail)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Inbox]:
    inbox = Inbox(tmp_path_factory.mktemp("inbox"))
    yield inbox
    inbox.process.terminate()
    inbox.process.wait(10)


@pytest.fixture
def inbox(running: Inbox) -> Inbox:
    running.call("/api/messages", "DELETE")
    return running


@pytest.mark.parametrize(("start", "code"), [("no-such-mailbox", 550), ("try-later", 451)])
def test_addresses_that_ask_for_it_are_refused(inbox: Inbox, start: str, code: int) -> None:
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        inbox.send(f"{start}-1@x.io", "Hello", "Hello")

    assert refused.value.recipients[f"{start}-1@x.io"][0] == code
    assert inbox.messages() == []


def test_a_mail_is_listed_and_read_as_text_html_and_source(inbox: Inbox) -> None:
    inbox.send("anna@x.io", "Grüße", "Bitte bestätigen", "<h1>Bestätigen</h1>")

    (mail,) = inbox.messages()
    whole = json.loads(inbox.call(f"/api/messages/{mail['id']}").text)

    assert (mail["to"], mail["subject"], mail["preview"]) == (["anna@x.io"], "Grüße", "Bitte bestätigen")
    assert (whole["text"].strip(), whole["html"].strip()) == ("Bitte bestätigen", "<h1>Bestätigen</h1>")
    assert "Delivered-To: anna@x.io" in inbox.call(f"/api/messages/{mail['id']}/source").text


def test_mails_are_found_by_address_and_by_words_newest_first(inbox: Inbox) -> None:
    inbox.send("anna@x.io", "Welcome", "first")
    inbox.send("berta@x.io", "Welcome", "second")
    inbox.send("anna@x.io", "Reset your password", "third")

    assert [mail["preview"] for mail in inbox.messages("?to=ANNA@x.io")] == ["third", "first"]
    assert [mail["preview"] for mail in inbox.messages("?q=welcome+berta")] == ["second"]
    assert [mail["preview"] for mail in inbox.messages("?limit=1")] == ["third"]
    assert inbox.messages("?to=x.io") == []


def test_the_html_of_a_mail_can_run_nothing(inbox: Inbox) -> None:
    inbox.send("anna@x.io", "Evil", "text", "<script>alert(1)</script>")

    answer = inbox.call(f"/api/messages/{inbox.messages()[0]['id']}/html")

    policy = answer.headers["content-security-policy"]
    assert policy.startswith("sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none';")
    assert "script-src" not in policy


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8025", "localhost.evil.example", ""])
def test_another_name_for_this_machine_gets_nothing(inbox: Inbox, host: str) -> None:
    inbox.send("anna@x.io", "Private", "link")

    answer = inbox.call("/api/messages", host=host)

    assert answer.status == 421
    assert "Private" not in answer.text


def test_mails_are_deleted_one_or_all(inbox: Inbox) -> None:
    for number in range(3):
        inbox.send("anna@x.io", f"Mail {number}", "text")

    assert inbox.call(f"/api/messages/{inbox.messages()[0]['id']}", "DELETE").status == 204
    assert [mail["subject"] for mail in inbox.messages()] == ["Mail 1", "Mail 0"]
    assert inbox.call("/api/messages", "DELETE").status == 204
    assert inbox.messages() == []


@pytest.mark.parametrize("path", ["/api/messages/nothing", "/api/messages/../store.py", "/etc/passwd", "/api"])
def test_what_is_not_there_is_not_found(inbox: Inbox, path: str) -> None:
    assert inbox.call(path).status == 404


@pytest.mark.parametrize(
    ("path", "kind"), [("/", "text/html"), ("/inbox.js", "text/javascript"), ("/inbox.css", "text/css")]
)
def test_the_page_needs_nothing_from_elsewhere(inbox: Inbox, path: str, kind: str) -> None:
    answer = inbox.call(path)

    assert answer.headers["content-type"].startswith(kind)
    assert "default-src 'none'; script-src 'self'" in answer.headers["content-security-policy"]
    assert "https://" not in answer.text.replace("https?:", "")


def test_only_the_newest_are_kept_and_found_again_after_a_restart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "KEPT", 3)
    mails = store.Store(tmp_path)
    for number in range(5):
        mails.add("a@x.io", ["b@x.io"], f"Subject: {number}\r\n\r\ntext".encode())

    again = store.Store(tmp_path)

    assert [mail.subject for mail in again.find()] == ["4", "3", "2"]
    assert len(list(tmp_path.iterdir())) == 3
    assert all(path.stat().st_mode & 0o077 == 0 for path in tmp_path.iterdir())


@pytest.mark.parametrize(
    "raw",
    [b"", b"\xff\xfe\x00", b"Subject: =?utf-8?q?=ff?=\r\n\r\n", b"Content-Type: text/plain; charset=nobody\r\n\r\nhi"],
)
def test_a_malformed_mail_is_kept_all_the_same(tmp_path: Path, raw: bytes) -> None:
    mails = store.Store(tmp_path)

    mail_id = mails.add("", ["b@x.io"], raw)

    assert (mails.source(mail_id) or b"").endswith(raw)
