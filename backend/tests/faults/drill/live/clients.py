"""Clients that read nothing, say nonsense, or come with a slow question; and a bus that says nonsense itself."""

import contextlib
import json
import signal
import socket
import threading
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

from django.db import connection, transaction
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from core.tenancy.models import Organization
from core.vault.events import EnvironmentUpdated
from kernel import realtime
from kernel.actions import action, emit
from kernel.actor import Actor
from kernel.events import Target
from kernel.streams import heads
from tests.core.realtime.happenings import notify
from tests.core.realtime.wire import token_of
from tests.factories import actor_of
from tests.faults.drill.live.ledger import percentile
from tests.faults.drill.live.play import Play, scenario
from tests.faults.drill.live.stage import Server
from tests.faults.stack import wait_until

BULK, PACE = "x" * 7500, 80  # so that windows are full soon
# What the kernel takes for a peer that reads nothing: 4 MiB on our side, and 6 on the other if that one has been quick.
FULL_AFTER = 10 * 2**20 / (len(BULK) * PACE)
HANDSHAKE = (
    "GET /ws/events/{organization}/ HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\nAuthorization: Bearer {token}\r\n\r\n"
)


def deaf(node: Server, organization: str, token: str) -> socket.socket:
    """A socket with a tiny window that nobody ever reads from."""
    raw = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    address = urlsplit(node.http)
    raw.connect((address.hostname, address.port))
    raw.sendall(HANDSHAKE.format(organization=organization, token=token).encode())
    return raw


@action()
def enlarge(actor: Actor, organization: Organization, number: int) -> None:
    """Something that everybody is told at length."""
    target = Target("thing", None, f"thing {number}")
    emit(EnvironmentUpdated(actor=actor, stream=f"o:{organization.id}", target=target, data={"text": BULK}))


@scenario
def clients_that_do_not_read(play: Play) -> None:
    """A process of clients is frozen, and ten sockets have tiny windows, while megabytes are sent to each."""
    node, users = play.stage.nodes[0], play.people(25)
    everywhere = [asked | {"addresses": [node.ws]} for asked in play.asked(users[:20], 1)]
    with play.crowd(everywhere[:10]) as readers, play.crowd(everywhere[10:]) as sleepers:
        _tell_at_length(play, seconds=5)
        before = node.memory()
        with play.fault():
            sleepers.send(signal.SIGSTOP)
            stuck = [deaf(node, str(play.organization.id), token_of(users[20 + n % 5])) for n in range(10)]
            _tell_at_length(play, seconds=20)
            during = node.memory()
            _tell_at_length(play, seconds=14)
        gone = [at - play.window[0] for at, _ in node.said(play.window[0], message="socket closed", code=4109)]
        sleepers.send(signal.SIGCONT)
        play.close_ledger(readers)
        wait_until(lambda: sleepers.ask("standing") == 10, 60, "those that slept are back")
        play.note(f"RSS {before:.0f}, {during:.0f}, {node.memory():.0f} MiB")
        for raw in stuck:
            raw.close()
    play.expect("kept though they did not read", 20 - len(gone), 0)
    play.expect("reaped after s", max(gone, default=99), FULL_AFTER + 15)
    play.expect("others' p99 ms", percentile(play.found.shaken, 0.99), 2 * percentile(play.found.steady, 0.99) + 20)
    play.expect("MiB more", during - before, 10)


def _tell_at_length(play: Play, seconds: float) -> None:
    actor, began = actor_of(play.owner), time.monotonic()
    for number in range(int(seconds * PACE)):
        enlarge(actor, play.organization, number)
        time.sleep(max(0.0, began + number / PACE - time.monotonic()))


NONSENSE: dict[str, tuple[str | bytes, int | None]] = {
    "not JSON": ("hello", None),
    "bytes": (b"\x00\x01", None),
    "an array": ("[1]", None),
    "no type": ("{}", None),
    "an unknown type": ('{"type": "dance"}', None),
    "nested 30,000 deep": ("[" * 30_000 + "]" * 30_000, None),
    "objects nested deep": ('{"type":' * 7_000 + "1" + "}" * 7_000, None),
    "lone surrogates": ('{"type": "join", "s": "\\ud800"}', None),
    "a huge number": ('{"type": "join", "s": "o:1", "since": 1' + "0" * 400 + "}", None),
    "NUL": ('{"type": "join", "s": "o:\\u0000"}', None),
    "65,536 bytes": ("x" * 65_536, None),
    "65,537 bytes": ("x" * 65_537, 1009),
}


@scenario
def malformed(play: Play) -> None:
    """Nonsense of every kind is answered or closed in the way that the protocol names, never as our own fault."""
    node, began = play.stage.nodes[0], time.time()
    url = f"{node.ws}/ws/"
    tokens = iter([token_of(user) for user in play.people(20)])
    endings: dict[str, int | None] = {}
    for words, (frame, expected) in NONSENSE.items():
        endings[words] = code = _ending(url, next(tokens), frame)
        play.expect(f"{words}: {code or 'answered'}, not {expected or 'answered'}", code != expected, 0)
    endings["invalid UTF-8"] = code = _raw(node, next(tokens), bytes([0x81, 0x82, 0, 0, 0, 0, 0xC3, 0x28]))
    play.expect(f"invalid UTF-8: {code}, not 1007", code != 1007, 0)
    endings["no mask"] = code = _raw(node, next(tokens), bytes([0x81, 0x02, 0x7B, 0x7D]))
    play.expect(f"no mask: {code}, not 1002", code != 1002, 0)
    token = next(tokens)
    for _ in range(3):
        _flood(url, token)
    # A client that writes on and on may be reset before it has read why.
    ends = [line["code"] for _, line in node.said(began, message="socket closed") if line["code"] in {4108, 4008}]
    play.expect(f"flooded three times: {ends}, not 4108, 4108, 4008", ends != [4108, 4108, 4008], 0)
    play.expect("1011", list(endings.values()).count(1011), 0)
    play.expect("closed as our fault", sum(1 for _ in node.said(began, message="socket closed", code=1011)), 0)
    play.measures = [measure for measure in play.measures if not measure.holds] or play.measures[-2:]
    play.note(f"{len(endings) + 3} kinds")


def _ending(url: str, token: str, frame: str | bytes) -> int | None:
    """How the server closes after a frame; None if it answers, and goes on."""
    headers = {"Authorization": f"Bearer {token}"}
    with connect(url, additional_headers=headers, compression=None, max_size=None) as wire:
        try:
            json.loads(wire.recv(5))
            wire.send(frame)
            while json.loads(wire.recv(5))["type"] != "error":
                continue
            wire.send('{"type": "ping", "t": 1}')
            while json.loads(wire.recv(5))["type"] != "pong":
                continue
        except ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else 1006
    return None


def _raw(node: Server, token: str, frame: bytes) -> int:
    """The close code after bytes that no client library would send; 1006 if there is none."""
    address = urlsplit(node.http)
    with socket.create_connection((address.hostname, address.port), 5) as raw:
        raw.sendall(HANDSHAKE.replace("/ws/events/{organization}/", "/ws/").format(token=token).encode())
        received = b""
        while b'"welcome"' not in received:
            received += raw.recv(65536)
        raw.sendall(frame)
        received = b""
        try:
            while chunk := raw.recv(65536):
                received += chunk
                at = received.find(b"\x88")
                if at >= 0 and len(received) >= at + 4:
                    return int.from_bytes(received[at + 2 : at + 4], "big")
        except OSError:
            pass
    return 1006


def _flood(url: str, token: str) -> None:
    """Tiny frames as fast as they go, until the server has had enough."""
    headers = {"Authorization": f"Bearer {token}"}
    with contextlib.suppress(ConnectionClosed), connect(url, additional_headers=headers, compression=None) as wire:
        for _ in range(1_000_000):
            wire.send("{}")


@scenario
def slow_query_of_one_socket(play: Play) -> None:
    """Three sockets wait two seconds for the database; an echo on the others does not, and the streams go on."""
    node, users = play.stage.nodes[0], play.people(4)
    notify(users[0].id, "one", "two")
    headers, token = {"Authorization": f"Bearer {token_of(users[1])}"}, token_of(users[0])
    echoes: list[float] = []
    with play.going_on(users[1:]), connect(f"{node.ws}/ws/", additional_headers=headers, compression=None) as other:
        with play.fault(delays=0), transaction.atomic(), connection.cursor() as cursor:
            # What a resume of that stream reads is locked: a query that takes two seconds, whoever wrote it.
            cursor.execute("LOCK TABLE core_notification IN ACCESS EXCLUSIVE MODE")
            slow = [threading.Thread(target=_resume, args=(node, token)) for _ in range(3)]
            for thread in slow:
                thread.start()
            until = time.monotonic() + 2
            while time.monotonic() < until:
                began = time.monotonic()
                other.send('{"type": "ping", "t": 1}')
                while json.loads(other.recv(5))["type"] != "pong":
                    continue
                echoes.append(time.monotonic() - began)
                time.sleep(0.06)
        for thread in slow:
            thread.join()
    play.expect("echo p99 ms", percentile(echoes, 0.99), 50)
    play.expect("echoes too few", max(0, 20 - len(echoes)), 0)


def _resume(node: Server, token: str) -> None:
    headers = {"Authorization": f"Bearer {token}"}
    with connect(f"{node.ws}/ws/notifications/?since=0", additional_headers=headers, compression=None) as wire:
        assert json.loads(wire.recv(10))["type"] == "welcome"


@contextlib.contextmanager
def unsaid() -> Iterator[None]:
    """What this thread commits is told to nobody."""
    me, moved = threading.get_ident(), realtime.moved
    realtime.moved = lambda *told: None if threading.get_ident() == me else moved(*told)
    try:
        yield
    finally:
        realtime.moved = moved


@scenario
def bus_that_talks_nonsense(play: Play) -> None:
    """What others commit is told by hand: twice, out of order, with holes, ahead of the truth, and in broken shape."""
    users = play.people()
    with play.going_on(users):
        with play.fault():
            for user in users[10:]:
                stream = f"u:{user.id}"
                head = heads([stream])[stream].head
                with unsaid():
                    notify(user.id, *(f"unsaid {number}" for number in range(9)))
                for number in (5, 5, 4, 9, 1, 0, -3, 10**9):
                    realtime.moved(stream, head + number)
                for message in ({"type": "stream.moved"}, {"type": "stream.moved", "seq": "9"}, {"type": 7}, {}):
                    realtime.publish(stream, message)
            time.sleep(3)
        time.sleep(2)
    play.expect("longest wait s", max(play.found.shaken, default=0), 2)
    play.expect("reports of errors", sum(1 for node in play.stage.nodes for _ in _errors(node, play.window[0])), 0)


def _errors(node: Server, since: float) -> list[str]:
    return [line["message"] for _, line in node.said(since) if line["level"] == "error"]
