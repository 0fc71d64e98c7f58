"""The one client by which KeyNest asks other servers: never sent inside, never held up, never fed more than it can eat.

The address is looked up once, judged, and that very address is connected to, so that no name can point elsewhere in
between. There are no redirects, no proxies and no credentials from the environment, and nothing is decompressed.
"""

import ipaddress
import json
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import requests
from django.conf import settings
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError
from urllib3.util.ssl_ import create_urllib3_context

CONNECT_SECONDS = 3.0
READ_SECONDS = 5.0
TOTAL_SECONDS = 9.0
MOST_BYTES = 512 * 1024
PIECE = 16 * 1024
NAT64 = ipaddress.ip_network("64:ff9b::/96")

# Looking up a name knows no deadline of its own.
_resolvers = ThreadPoolExecutor(max_workers=4, thread_name_prefix="resolver")


# Until when several exchanges together have to be over.
_until: ContextVar[float] = ContextVar("until", default=float("inf"))


class Failed(Exception):
    """No usable answer. `reason` is one of unreachable, untrusted_certificate, forbidden_address, too_slow, too_large,
    redirected, broken_answer, or status_ and the number."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said. The body may be a secret, so that it is not shown."""

    status: int
    body: bytes = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)

    def json(self) -> Any:
        """The body. Raises Failed(broken_answer)."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            raise Failed("broken_answer") from None


def get_json(url: str, headers: Mapping[str, str] | None = None) -> Any:
    """What stands at an address, which must answer 200 with JSON. Raises Failed."""
    answer = get(url, headers)
    if answer.status != 200:
        raise Failed(f"status_{answer.status}")
    return answer.json()


def get(url: str, headers: Mapping[str, str] | None = None) -> Answer:
    """What stands at an address, whatever its status. Raises Failed."""
    return _exchange("GET", url, None, headers)


def post_form(url: str, data: Mapping[str, str], headers: Mapping[str, str] | None = None) -> Answer:
    """Send a form, and take the answer, whatever its status. Raises Failed."""
    return _exchange("POST", url, data, headers)


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Let all exchanges in this block together take no longer than that; what comes too late fails as too_slow."""
    token = _until.set(min(_until.get(), time.monotonic() + seconds))
    try:
        yield
    finally:
        _until.reset(token)


def refuse_address(url: str) -> None:
    """Judge an address by how it is written; where its name leads to is judged when connecting.

    Raises:
        Failed: forbidden_address, unless it is HTTPS (or insecure ones are allowed), with a host and no user name.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise Failed("forbidden_address") from None
    schemes = {"https", "http"} if settings.OUTBOUND_ALLOW_INSECURE else {"https"}
    if parts.scheme not in schemes or not parts.hostname or parts.username is not None or port == 0:
        raise Failed("forbidden_address")


def _exchange(method: str, url: str, data: Mapping[str, str] | None, headers: Mapping[str, str] | None) -> Answer:
    refuse_address(url)
    guard = _Guard(min(TOTAL_SECONDS, _until.get() - time.monotonic()))
    said = {"User-Agent": "KeyNest", "Accept": "application/json", "Accept-Encoding": "identity", **(headers or {})}
    try:
        with requests.Session() as session:
            session.trust_env = False
            session.mount("http://", _Adapter(guard))
            session.mount("https://", _Adapter(guard))
            timeout = (CONNECT_SECONDS, READ_SECONDS)
            with session.request(
                method, url, data=data, headers=said, timeout=timeout, allow_redirects=False, stream=True
            ) as response:
                if 300 <= response.status_code < 400:
                    raise Failed("redirected")
                return Answer(response.status_code, _body(response, guard), response.headers)
    except (requests.RequestException, HTTPError, OSError, ValueError) as error:
        raise Failed(guard.verdict or _reason(error)) from None
    finally:
        guard.stand_down()


def _body(response: requests.Response, guard: "_Guard") -> bytes:
    found = bytearray()
    while piece := response.raw.read(PIECE, decode_content=False):
        found += piece
        if len(found) > MOST_BYTES:
            raise Failed("too_large")
    if guard.verdict:  # the line was cut, which reads like an end
        raise Failed(guard.verdict)
    return bytes(found)


def _reason(error: Exception) -> str:
    match error:
        case requests.exceptions.SSLError():
            return "untrusted_certificate"
        case requests.Timeout() | TimeoutError():
            return "too_slow"
        case requests.ConnectionError() | requests.exceptions.InvalidURL() | UnicodeError():
            return "unreachable"
        case _:
            return "broken_answer"


class _Guard:
    """Watches over one exchange: whom it connects to, and that it ends in time, however slowly the bytes drip."""

    def __init__(self, seconds: float) -> None:
        if seconds <= 0:
            raise Failed("too_slow")
        self.verdict = ""
        self.deadline = time.monotonic() + seconds
        self._line: socket.socket | None = None
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True
        self._timer.start()

    def connect(self, host: str, port: int) -> socket.socket:
        """A connection to the very address that was judged. Raises OSError, with the verdict kept."""
        until = min(self.deadline, time.monotonic() + CONNECT_SECONDS)
        error: OSError = OSError("no address")
        for family, address in self._addresses(host, port):
            opened = socket.socket(family, socket.SOCK_STREAM)
            try:
                opened.settimeout(max(0.1, until - time.monotonic()))
                opened.connect(address)
            except OSError as refusal:
                opened.close()
                error = refusal
                continue
            self._line = opened.dup()  # a second handle on it: TLS takes the first one over
            if time.monotonic() >= self.deadline:
                self._cut()
            return opened
        self.verdict = "too_slow" if isinstance(error, TimeoutError) else "unreachable"
        raise error

    def stand_down(self) -> None:
        """The exchange is over."""
        self._timer.cancel()
        if self._line is not None:
            self._line.close()

    def _addresses(self, host: str, port: int) -> list[tuple[int, Any]]:
        asked = _resolvers.submit(socket.getaddrinfo, host.strip("[]"), port, 0, socket.SOCK_STREAM)
        found = asked.result(timeout=min(CONNECT_SECONDS, max(0.1, self.deadline - time.monotonic())))
        if not settings.OUTBOUND_ALLOW_INSECURE and not all(_is_public(str(row[4][0])) for row in found):
            self.verdict = "forbidden_address"
            raise OSError(self.verdict)
        return [(row[0], row[4]) for row in found]

    def _cut(self) -> None:
        self.verdict = "too_slow"
        if self._line is not None:  # looking up and connecting know the deadline themselves
            with suppress(OSError):
                self._line.shutdown(socket.SHUT_RDWR)


class _Plain(HTTPConnection):
    """urllib3's connection, with the way to the server in our hands."""

    def __init__(self, *args: Any, guard: _Guard, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.guard = guard

    def _new_conn(self) -> socket.socket:
        return self.guard.connect(self._dns_host, self.port)


class _Secure(HTTPSConnection):
    """The same with TLS on top."""

    def __init__(self, *args: Any, guard: _Guard, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.guard = guard

    def _new_conn(self) -> socket.socket:
        return self.guard.connect(self._dns_host, self.port)


class _Adapter(HTTPAdapter):
    """Lets requests connect through a guard, and never try twice."""

    def __init__(self, guard: _Guard) -> None:
        self.guard = guard
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """The pools' authorities are requests' own, which it adds itself, and those of the installation."""
        context = create_urllib3_context()
        if settings.OUTBOUND_CA_FILE:
            context.load_verify_locations(settings.OUTBOUND_CA_FILE)
        super().init_poolmanager(*args, ssl_context=context, **kwargs)

    def get_connection_with_tls_context(self, *args: Any, **kwargs: Any) -> Any:
        """The pool of one connection, which is made by us."""
        pool: Any = super().get_connection_with_tls_context(*args, **kwargs)
        pool.ConnectionCls = partial(_Secure if pool.scheme == "https" else _Plain, guard=self.guard)
        return pool


def _is_public(text: str) -> bool:
    """Whether an address belongs to somebody on the Internet, also where IPv6 only wraps an IPv4 one."""
    address = ipaddress.ip_address(text.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        wrapped = address.ipv4_mapped or address.sixtofour
        if address in NAT64:
            wrapped = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if wrapped is not None:
            address = wrapped
    return address.is_global and not address.is_multicast
