"""A mail server with moods: it refuses, hesitates, hangs up in the middle of a letter, or takes half a minute."""

import asyncio
import contextlib
import re
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from aiosmtpd.smtp import SMTP, Envelope, Session

from launcher.ports import free_port
from tests.smtp import Sink, listening

MESSAGE_ID = re.compile(rb"^Message-ID:\s*(\S+)", re.MULTILINE | re.IGNORECASE)


class Mood:
    """How the server takes letters: well, unless a kind of mood says otherwise."""

    def recipient(self, address: str) -> str:
        """What is said to a recipient."""
        return "250 OK"

    async def letter(self, number: int) -> str:
        """What is said to the n-th letter: an answer, or one of the ways in which the line breaks."""
        return "250 OK"


HANG_UP_BEFORE, HANG_UP_AFTER = "hang up before it is kept", "hang up after it was kept"


class Greylisting(Mood):
    """A mailbox is told to come back the first time that it is named."""

    def __init__(self) -> None:
        self.named: set[str] = set()

    def recipient(self, address: str) -> str:
        if address in self.named:
            return "250 OK"
        self.named.add(address)
        return "451 4.7.1 greylisted, come back"


class SomeAreGone(Mood):
    """Every tenth mailbox does not exist."""

    def recipient(self, address: str) -> str:
        return "550 5.1.1 no such mailbox" if address.partition("@")[0].endswith("0") else "250 OK"


class HangingUp(Mood):
    """Every 25th letter is cut off in its middle; of every second of these the server has kept a copy all the same."""

    async def letter(self, number: int) -> str:
        if number % 25:
            return "250 OK"
        return HANG_UP_BEFORE if number % 50 else HANG_UP_AFTER


class Slow(Mood):
    """One letter in the beginning and one later take half a minute each."""

    async def letter(self, number: int) -> str:
        if number in {20, 400}:
            await asyncio.sleep(30)
        return "250 OK"


@dataclass
class Arrival:
    """A letter that was kept; `told` is whether its sender was told so."""

    address: str
    message_id: str
    at: float
    told: bool
    envelope: Envelope = field(repr=False)


class Moody(Sink):
    """The server itself, for as long as it is open."""

    office: "Office"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self.office.mood.recipient(address)
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.office.letters += 1
        answer = await self.office.mood.letter(self.office.letters)
        if answer != HANG_UP_BEFORE:
            self.office.keep(envelope, told=answer != HANG_UP_AFTER)
        if not answer.startswith("250") and server.transport is not None:
            server.transport.abort()
            return "451 gone"
        return answer


class Office:
    """The server's address, its present mood, and everything that it has ever kept."""

    def __init__(self) -> None:
        self.port = free_port()
        self.mood = Mood()
        self.letters = 0
        self.arrivals: list[Arrival] = []
        self._stack = contextlib.ExitStack()

    def keep(self, envelope: Envelope, *, told: bool) -> None:
        """Note a letter for each of its recipients."""
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        found = MESSAGE_ID.search(content)
        name = found[1].decode() if found else ""
        moment = time.monotonic()
        self.arrivals += [Arrival(address, name, moment, told, envelope) for address in envelope.rcpt_tos]

    def open(self) -> None:
        """Begin to listen."""
        sink = Moody()
        sink.office = self
        self._stack.enter_context(listening(port=self.port, sink=sink))

    def close(self) -> None:
        """Refuse connections."""
        self._stack.close()

    def texts(self, since: int, number: int) -> Iterator[str]:
        """What so many of the letters after the first `since` say, from their beginning to their end."""
        later = self.arrivals[since:]
        for arrival in later[:: max(1, len(later) // number)]:
            sink = Sink(received=[arrival.envelope])
            body = sink.parsed(0).get_body(("plain",))
            yield str(body.get_content()) if body else ""

    def copies(self, since: int) -> dict[str, int]:
        """How often each letter arrived more than once, of those after the first `since`."""
        count = Counter(arrival.message_id for arrival in self.arrivals[since:])
        return {name: number - 1 for name, number in count.items() if number > 1}
