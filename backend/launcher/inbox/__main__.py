"""`python -m launcher.inbox`: SMTP on one port, the page on another, mails in a directory."""

from __future__ import annotations

import argparse
import asyncio
import logging
import sys
from pathlib import Path

import uvicorn
from aiosmtpd.smtp import SMTP, Envelope, Session

from launcher.inbox.store import Store
from launcher.inbox.web import Web
from launcher.ports import LOOPBACK

LARGEST_MAIL = 20 * 1024 * 1024
# Addresses that begin like this are refused, so that one can see what becomes of such mail.
REFUSALS = {
    "no-such-mailbox": "550 5.1.1 There is no such mailbox here",
    "try-later": "451 4.7.1 Not now, try again later",
}
log = logging.getLogger("inbox")


class Delivery:
    """What aiosmtpd calls for each recipient, and when a mail is complete."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def handle_RCPT(  # noqa: N802  # aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take any address but those that ask to be refused."""
        refusal = next((answer for start, answer in REFUSALS.items() if address.startswith(start)), None)
        if refusal is not None:
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802  # aiosmtpd's name
        """Keep the mail; from the moment of this answer it is ours."""
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        self._store.add(envelope.mail_from or "", list(envelope.rcpt_tos), content)
        log.info("mail to %s", ", ".join(envelope.rcpt_tos))
        return "250 Kept in the inbox"


async def serve(directory: Path, host: str, smtp_port: int, http_port: int) -> None:
    """Run both servers until this process is told to end."""
    store = Store(directory)

    def session() -> SMTP:
        return SMTP(Delivery(store), data_size_limit=LARGEST_MAIL, enable_SMTPUTF8=True, hostname="inbox.localhost")

    smtp = await asyncio.get_running_loop().create_server(session, host, smtp_port)
    config = uvicorn.Config(
        Web(store),
        host=host,
        port=http_port,
        lifespan="off",
        access_log=False,
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=2,
    )
    log.info("SMTP on port %s, page on http://localhost:%s", smtp_port, http_port)
    async with smtp:
        await uvicorn.Server(config).serve()


def main() -> None:
    """Read the command line and serve."""
    parser = argparse.ArgumentParser(prog="python -m launcher.inbox", description=__doc__)
    parser.add_argument("--directory", type=Path, required=True, help="where mails are kept, an .eml file each")
    parser.add_argument("--host", default=LOOPBACK, help="the address to listen on; change it inside a container only")
    parser.add_argument("--smtp-port", type=int, default=1025)
    parser.add_argument("--http-port", type=int, default=8025)
    given = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stdout)
    logging.getLogger("mail.log").setLevel(logging.WARNING)  # aiosmtpd's own, a line per command
    asyncio.run(serve(given.directory, given.host, given.smtp_port, given.http_port))


if __name__ == "__main__":
    main()
