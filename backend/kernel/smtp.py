"""SMTP: one connection a thread that is kept from letter to letter, and what a server's refusals mean."""

import re
import select
import smtplib
import socket
import threading
import time
from typing import Any

from django.conf import settings
from django.core.mail import BadHeaderError, EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend

from kernel.outbox import Permanent, Temporary, Unreachable

LETTERS_A_CALL = 50  # servers refuse to take mail without end over one connection; many stop at 100
JUST_NOW = 5.0  # seconds; a line that lay idle for longer may be dead without our having been told
# RFC 3463: the class and two numbers that a server may put behind its three digits.
STATUS = re.compile(r"^\d{3}[ -]+([245]\.\d{1,3}\.\d{1,3})\b")
# It says of the mailbox itself that it is not there; anything else may be about us, the letter, or the day.
NO_SUCH_MAILBOX = frozenset({"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"})
# Said as if for good, and over in a while: a mailbox that is full, and what may be sent a day (Gmail).
FOR_NOW = frozenset({"5.2.2", "5.4.5"})
GOING_DOWN = 421


class NoSuchMailbox(Permanent):
    """The server knows that this mailbox does not exist."""


class _Patient(smtplib.SMTP):
    """Waits longer for what the server says to a whole letter than for its greeting.

    A server may take long to judge a letter, and often keeps it all the same: who hangs up meanwhile sends it twice
    (RFC 5321, 4.5.3.2.6 asks for ten minutes).
    """

    def data(self, msg: Any) -> tuple[int, bytes]:
        """Hand it over."""
        sock = self.sock
        if sock is not None:
            sock.settimeout(settings.EMAIL_DATA_TIMEOUT)
        try:
            return super().data(msg)
        finally:
            if self.sock is not None:
                self.sock.settimeout(settings.EMAIL_TIMEOUT)


class _PatientOverTLS(_Patient, smtplib.SMTP_SSL):
    """The same, over TLS from the first byte on."""


class Backend(EmailBackend):
    """Django's own, with our patience. Certificates are verified in both modes of TLS."""

    @property
    def connection_class(self) -> Any:
        """By the mode of TLS."""
        return _PatientOverTLS if self.use_ssl else _Patient


class Line(threading.local):
    """One thread's connection."""

    backend: BaseEmailBackend | None = None
    letters: int = 0
    used: float = 0.0

    def open(self) -> BaseEmailBackend:
        """The connection, made anew when it was lost or has carried enough.

        Raises:
            Unreachable: the server is not there, or does not let us in.
        """
        if self.backend is not None and (self.letters >= LETTERS_A_CALL or not self._lives(self.backend)):
            self.close()
        if self.backend is None:
            backend = get_connection()
            try:
                backend.open()
            except (OSError, smtplib.SMTPException) as error:
                raise Unreachable(type(error).__name__) from None
            self.backend, self.letters, self.used = backend, 0, time.monotonic()
        return self.backend

    def hand_over(self, envelope: EmailMultiAlternatives) -> None:
        """Have the server take a letter.

        Raises:
            Permanent, Temporary: it refused this letter, for good or for now.
            Unreachable: it takes none now.
        """
        line = self.backend or self.open()
        self.letters += 1
        try:
            line.send_messages([envelope])
            self.used = time.monotonic()
        except BadHeaderError:
            raise Permanent("the address or the subject holds a line break") from None
        except smtplib.SMTPRecipientsRefused as error:
            code, reply = next(iter(error.recipients.values()))
            raise self._refusal(code, reply, of_the_mailbox=True) from None
        except smtplib.SMTPSenderRefused as error:
            # Our own address is refused: that is for the operator to mend, and no fault of this letter.
            self.close()
            raise Unreachable(_said(error.smtp_code, error.smtp_error)) from None
        except smtplib.SMTPResponseException as error:
            self.close()
            raise self._refusal(error.smtp_code, error.smtp_error) from None
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            raise Unreachable(type(error).__name__) from None

    def close(self) -> None:
        """Say goodbye; a line that is already dead is no matter."""
        backend, self.backend = self.backend, None
        if backend is not None:
            try:
                backend.close()
            except (OSError, smtplib.SMTPException):
                return

    def _lives(self, backend: BaseEmailBackend) -> bool:
        connection = getattr(backend, "connection", None)
        if connection is None:
            return True
        try:
            if time.monotonic() - self.used < JUST_NOW:
                # A server that hangs up says so; asking it would cost each letter a way there and back.
                return not _speaks(connection.sock)
            return bool(connection.noop()[0] == 250)
        except (OSError, smtplib.SMTPException):
            return False

    def _refusal(self, code: int, reply: bytes | str, *, of_the_mailbox: bool = False) -> Exception:
        """RFC 5321, 4.2.1: 5yz is for good, 4yz for now; 421 is about the server, whatever was asked."""
        said = _said(code, reply)
        status = found[1] if (found := STATUS.match(said)) else ""
        if code == GOING_DOWN:
            self.close()
            return Unreachable(said)
        if code < 500 or status in FOR_NOW:
            return Temporary(said)
        return NoSuchMailbox(said) if of_the_mailbox and status in NO_SUCH_MAILBOX else Permanent(said)


def _said(code: int, reply: bytes | str) -> str:
    return f"{code} {reply.decode('utf-8', 'replace') if isinstance(reply, bytes) else reply}"


def _speaks(sock: socket.socket) -> bool:
    """Whether something unasked has come: a farewell, or the end of the line."""
    asked = select.poll()
    asked.register(sock, select.POLLIN)
    return bool(asked.poll(0))
