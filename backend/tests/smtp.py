"""A real SMTP server for tests, which keeps what it gets and refuses what it is told to."""

import asyncio
import contextlib
import email.policy
import logging
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.parser import BytesParser

from aiosmtpd.smtp import SMTP, Envelope, Session

logging.getLogger("mail.log").setLevel(logging.ERROR)  # a line for each command otherwise


@dataclass
class Sink:
    """What arrived. `answers` maps MAIL, RCPT or DATA to what is said instead of 250."""

    port: int = 0
    answers: dict[str, str] = field(default_factory=dict)
    received: list[Envelope] = field(default_factory=list)
    connections: int = 0
    # Called when a mail is kept and its sender does not know it yet: the worst moment for something to die.
    before_answer: Callable[[], None] = lambda: None
    _open: list[asyncio.Transport] = field(default_factory=list)
    _loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop)

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        return self.answers.get("MAIL", "250 OK")

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.rcpt_tos.append(address)
        return self.answers.get("RCPT", "250 OK")

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if "DATA" not in self.answers:
            self.received.append(envelope)
            self.before_answer()
        return self.answers.get("DATA", "250 OK")

    def parsed(self, number: int) -> EmailMessage:
        """One of the mails that arrived."""
        content = self.received[number].content
        assert isinstance(content, bytes)
        return BytesParser(EmailMessage, policy=email.policy.default).parsebytes(content)

    def drop_connections(self) -> None:
        """Cut all lines, as a server does that restarts."""
        asyncio.run_coroutine_threadsafe(self._cut(), self._loop).result(5)

    async def _cut(self) -> None:
        for transport in self._open:
            transport.abort()
        self._open.clear()

    def _protocol(self) -> asyncio.BaseProtocol:
        sink = self

        class Counted(SMTP):
            def connection_made(self, transport: asyncio.BaseTransport) -> None:
                sink.connections += 1
                sink._open.append(transport)  # type: ignore[arg-type]
                super().connection_made(transport)

        return Counted(self, hostname="sink.localhost", loop=self._loop)


@contextlib.contextmanager
def listening(*, port: int = 0, silent: bool = False, sink: Sink | None = None) -> Iterator[Sink]:
    """Run a sink for the length of the block. A `silent` one accepts connections and never says a word."""
    sink = sink or Sink()

    async def begin() -> asyncio.Server:
        factory = asyncio.Protocol if silent else sink._protocol
        return await sink._loop.create_server(factory, "127.0.0.1", port)

    thread = threading.Thread(target=sink._loop.run_forever, daemon=True)
    thread.start()
    server = asyncio.run_coroutine_threadsafe(begin(), sink._loop).result(5)
    sink.port = server.sockets[0].getsockname()[1]
    try:
        yield sink
    finally:
        asyncio.run_coroutine_threadsafe(_end(server, sink), sink._loop).result(5)
        sink._loop.call_soon_threadsafe(sink._loop.stop)
        thread.join(5)
        sink._loop.close()


async def _end(server: asyncio.Server, sink: Sink) -> None:
    server.close()
    await sink._cut()
    for task in asyncio.all_tasks() - {asyncio.current_task()}:
        task.cancel()
    await asyncio.sleep(0.01)
