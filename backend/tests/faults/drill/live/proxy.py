"""A line between two programs that can be cut, swallow all that is said on it, or be slow."""

import contextlib
import select
import socket
import struct
import threading
import time
from dataclasses import dataclass, field

from launcher.ports import free_port

CHUNK = 64 * 1024
NOW = struct.pack("ii", 1, 0)  # SO_LINGER: closing sends a reset


@dataclass(eq=False)
class Pair:
    """Both ends of one connection."""

    near: socket.socket
    far: socket.socket


@dataclass
class Proxy:
    """Passes connections on to `port`. While `deaf` nothing passes and nobody is told; `latency` delays each chunk."""

    port: int
    host: str = "127.0.0.1"
    deaf: bool = False
    latency: float = 0.0
    _pairs: set[Pair] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.at = free_port()
        self._listener = socket.create_server((self.host, self.at))
        threading.Thread(target=self._listen, daemon=True).start()

    def reset(self) -> int:
        """Cut all connections, with a reset; how many there were."""
        pairs = list(self._pairs)
        for pair in pairs:
            for end in (pair.near, pair.far):
                with contextlib.suppress(OSError):  # it may have ended meanwhile
                    end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, NOW)
            self._close(pair)
        return len(pairs)

    def close(self) -> None:
        """For good."""
        self._listener.close()
        self.reset()

    def _listen(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            try:
                pair = Pair(near, socket.create_connection(("127.0.0.1", self.port), 5))
            except OSError:
                near.close()
                continue
            self._pairs.add(pair)
            pair.far.settimeout(None)
            for source, sink in ((pair.near, pair.far), (pair.far, pair.near)):
                threading.Thread(target=self._pass_on, args=(pair, source, sink), daemon=True).start()

    def _pass_on(self, pair: Pair, source: socket.socket, sink: socket.socket) -> None:
        try:
            while chunk := self._next(source):
                while self.deaf:
                    time.sleep(0.02)
                time.sleep(self.latency)
                sink.sendall(chunk)
        except (OSError, ValueError):  # a closed socket has no number to wait for
            pass
        self._close(pair)

    def _next(self, source: socket.socket) -> bytes:
        """What comes next. Nobody sleeps in `recv`, so that closing closes at once."""
        while not select.select([source], [], [], 0.1)[0]:
            continue
        return source.recv(CHUNK)

    def _close(self, pair: Pair) -> None:
        self._pairs.discard(pair)
        for end in (pair.near, pair.far):
            end.close()
