"""Mails on disk: an .eml file each, the newest thousand, with an index in memory."""

from __future__ import annotations

import email
import email.policy
import os
import secrets
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

KEPT = 1_000
PREVIEW_LENGTH = 140


@dataclass(frozen=True)
class Summary:
    """What the list shows of a mail."""

    id: str
    at: str
    sender: str
    to: list[str]
    subject: str
    preview: str
    size: int
    haystack: str = field(repr=False)

    def matches(self, query: str, recipient: str) -> bool:
        """Whether it was sent to `recipient` and holds every word of `query`; an empty one matches all."""
        if recipient and recipient.lower() not in (address.lower() for address in self.to):
            return False
        return all(word in self.haystack for word in query.lower().split())

    def as_json(self) -> dict[str, object]:
        """The shape that the page and tests read."""
        return {
            "id": self.id,
            "at": self.at,
            "from": self.sender,
            "to": self.to,
            "subject": self.subject,
            "preview": self.preview,
            "size": self.size,
        }


class Store:
    """The mails of one directory. Only one process may write to it."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        # A name begins with the time of arrival, so the order of names is the order of arrival.
        paths = sorted(directory.glob("*.eml"))
        self._summaries = {path.stem: summarise(path.stem, path.read_bytes()) for path in paths}

    def add(self, sender: str, recipients: list[str], content: bytes) -> str:
        """Keep a mail with its envelope, drop the oldest beyond the thousandth, and answer its id."""
        mail_id = f"{time.time_ns() // 1_000:016d}-{secrets.token_hex(4)}"
        envelope = f"Return-Path: <{sender}>\r\n" + "".join(f"Delivered-To: {address}\r\n" for address in recipients)
        raw = envelope.encode() + content
        draft = self._directory / f"{mail_id}.new"
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(raw)
        draft.rename(self._path(mail_id))
        self._summaries[mail_id] = summarise(mail_id, raw)
        for surplus in list(self._summaries)[:-KEPT]:
            self.remove(surplus)
        return mail_id

    def find(self, query: str = "", recipient: str = "") -> list[Summary]:
        """The mails that match, newest first."""
        return [mail for mail in reversed(self._summaries.values()) if mail.matches(query, recipient)]

    def source(self, mail_id: str) -> bytes | None:
        """The mail as it arrived, or None when there is none of that id."""
        return self._path(mail_id).read_bytes() if mail_id in self._summaries else None

    def remove(self, mail_id: str) -> bool:
        """Delete one mail; tell whether it was there."""
        if self._summaries.pop(mail_id, None) is None:
            return False
        self._path(mail_id).unlink(missing_ok=True)
        return True

    def clear(self) -> None:
        """Delete all mails."""
        for mail_id in list(self._summaries):
            self.remove(mail_id)

    def _path(self, mail_id: str) -> Path:
        return self._directory / f"{mail_id}.eml"


def parse(raw: bytes) -> EmailMessage:
    """Read a mail; what is malformed in it is kept as far as the standard library can."""
    return email.message_from_bytes(raw, policy=email.policy.default)


def body(message: EmailMessage, kind: str) -> str | None:
    """The `plain` or `html` body of a mail."""
    part = message.get_body(preferencelist=(kind,))
    if part is None:
        return None
    payload = part.get_payload(decode=True)
    charset = part.get_content_charset("utf-8")
    try:
        return payload.decode(charset, "replace") if isinstance(payload, bytes) else None
    except LookupError:  # a charset that nobody knows
        return payload.decode("latin-1") if isinstance(payload, bytes) else None


def summarise(mail_id: str, raw: bytes) -> Summary:
    """The index entry of a mail."""
    message = parse(raw)
    text = " ".join((body(message, "plain") or "").split())
    sender, subject = str(message.get("From", "")), str(message.get("Subject", ""))
    to = [str(address) for address in message.get_all("Delivered-To", [])]
    at = datetime.fromtimestamp(int(mail_id.partition("-")[0]) / 1_000_000, UTC)
    haystack = "\n".join([sender, *to, subject, text]).lower()
    return Summary(mail_id, at.isoformat(), sender, to, subject, text[:PREVIEW_LENGTH], len(raw), haystack)
