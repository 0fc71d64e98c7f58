"""Which sockets of this process are on which streams, with which marks, and what of that has not been said yet."""

from collections import defaultdict

from kernel.sockets.attendance import Saying
from kernel.sockets.socket import Socket


class Muster:
    """The truth about this process, from which everything can be said again at any time."""

    def __init__(self) -> None:
        self._here: dict[str, dict[Socket, str]] = defaultdict(dict)
        self._unsaid: dict[str, dict[Socket, str | None]] = defaultdict(dict)

    def __len__(self) -> int:
        return sum(map(len, list(self._here.values())))

    def put(self, stream: str, socket: Socket, marks: str) -> bool:
        """A socket is on a stream with these marks; whether that is new."""
        if self._here.get(stream, {}).get(socket) == marks:
            return False
        self._here[stream][socket] = self._unsaid[stream][socket] = marks
        return True

    def take_away(self, stream: str, socket: Socket) -> bool:
        """It is there no longer; whether it was."""
        present = self._here.get(stream, {})
        if present.pop(socket, None) is None:
            return False
        self._unsaid[stream][socket] = None
        if not present:
            del self._here[stream]
        return True

    def has(self, stream: str, socket: Socket) -> bool:
        """Whether a socket is there."""
        return socket in self._here.get(stream, ())

    @property
    def has_news(self) -> bool:
        """Whether something has to be said."""
        return bool(self._unsaid)

    def sayings(self, *, everything: bool) -> dict[str, list[Saying]]:
        """What is to be said by stream: the news, or of all sockets that they are there."""
        told, self._unsaid = self._unsaid, defaultdict(dict)
        if everything:
            for stream, present in self._here.items():
                told[stream] |= present
        return {
            stream: [
                Saying(str(socket.identity.user_id), socket.id, marks)
                for socket, marks in entries.items()
                if socket.identity is not None
            ]
            for stream, entries in told.items()
        }

    def people(self, stream: str) -> dict[str, str]:
        """Who is there of this process alone."""
        present = self._here.get(stream, {}).items()
        return {str(socket.identity.user_id): marks for socket, marks in present if socket.identity is not None}

    def told(self, stream: str) -> set[str]:
        """Those of them of whom Redis was told."""
        news = self._unsaid.get(stream, {})
        present = self._here.get(stream, {})
        return {
            str(socket.identity.user_id) for socket in present if socket.identity is not None and socket not in news
        }
