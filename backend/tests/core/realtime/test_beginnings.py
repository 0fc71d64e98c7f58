"""A stream that begins while somebody looks where all streams stand."""

from uuid import UUID

from kernel.sockets import source
from kernel.sockets.feed import Feed, Follower
from kernel.sockets.socket import Identity
from kernel.sockets.together import Together
from kernel.streams import Head

NOBODY = UUID(int=1)


class Listening:
    """What a feed needs of a socket."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    def push(self, text: str) -> None:
        self.heard.append(text)


def test_who_looked_before_it_began_makes_nobody_reload():
    socket, feed = Listening(), Feed(f"u:{NOBODY}", lambda follower, stream: None, Together(source.openings).ask)
    feed.followers.add(Follower(socket, Identity(NOBODY, NOBODY, 0, 0, ""), 0, frozenset(), 0))  # type: ignore[arg-type]
    feed._epoch = "first"  # as of the opening that began it
    feed.check(Head("", 0, 1))  # read before that
    assert socket.heard == []
    feed.check(Head("another", 0, 1))
    assert '"reason":"epoch"' in socket.heard[0]
