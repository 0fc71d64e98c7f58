"""Two kinds of doors: to one stream, and to any number of them, where the project's other packages take frames too."""

from abc import abstractmethod
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from kernel import subscriptions
from kernel.errors import Code, not_found
from kernel.sockets import frames, limits
from kernel.sockets.consumer import JOINS_AT_ONCE, JOINS_PER_SECOND, Consumer, named
from kernel.sockets.frames import Frame, Unfit
from kernel.sockets.socket import Close
from kernel.sockets.source import Opening


class StreamConsumer(Consumer):
    """A door to one stream. `?since=&epoch=` resumes it."""

    @abstractmethod
    def stream(self) -> str:
        """Which one."""

    async def open(self) -> None:
        """Follow it; `welcome` says where it stands."""
        since, epoch = frames.position_in(self.scope["query_string"].decode("latin-1"))
        await self.hub.follow(self.socket, self.stream(), since, epoch, self.welcome)

    def lose(self, stream: str) -> None:
        """There is nothing else to do here."""
        self.socket.shut(Close.NOT_A_MEMBER, Code.NOT_FOUND, not_found().detail)


class ManyConsumer(Consumer):
    """A door to any number of streams, by `join` and `leave`.

    It also takes the frames of the project's table (`FRAMES`). A taker there may stand in for one of our own types, and
    go on with what that does: `join` and `leave` are here for it to call.
    """

    takes = Consumer.takes | {"join", "leave"}

    async def open(self) -> None:
        """Nothing is followed by itself."""
        self.welcome()

    def taker(self, frame: Frame) -> Callable[[Frame], Awaitable[None]]:
        """What the table names, before what is named here."""
        foreign = subscriptions.table().FRAMES.get(frame.type)
        return partial(foreign, self) if foreign is not None else super().taker(frame)

    async def take_join(self, frame: Frame) -> None:
        """Follow a stream, or follow it again from an earlier number."""
        if self.may_join(frame):
            await self.join(frame, frame.text("s"))

    async def take_leave(self, frame: Frame) -> None:
        """Follow a stream no longer."""
        self.leave(frame, frame.text("s"))

    def may_join(self, frame: Frame) -> bool:
        """Whether it is not too much; asked before anything is looked up for a join, and answered here if it is."""
        if wait := self.bucket("join", JOINS_PER_SECOND, JOINS_AT_ONCE).wait():
            self.violate("Too many joins.", wait, frame.ref)
        return not wait

    async def join(self, frame: Frame, stream: str, **members: Any) -> None:
        """Follow a stream, from where the frame says; `members` are added to the answer.

        Raises:
            Problem: `not_found`, for who may not.
        """
        since, epoch = frame.position()
        followed = self.hub.followed(self.socket)
        if stream not in followed and len(followed) >= limits.STREAMS_PER_SOCKET:
            raise Unfit(Code.RATE_LIMITED, "This socket follows too many streams.", frame.ref)

        def greet(opening: Opening) -> None:
            self.socket.tell("join", **named(frame.ref), **members, **opening.place())
            self.tell_lost(opening)

        await self.hub.follow(self.socket, stream, since, epoch, greet)

    def leave(self, frame: Frame, stream: str, **members: Any) -> None:
        """Follow a stream no longer; `members` are added to the answer."""
        self.hub.unfollow(self.socket, stream)
        self.socket.tell("left", **named(frame.ref), **members, s=stream, reason="asked")

    def lose(self, stream: str) -> None:
        """The other streams go on."""
        self.socket.tell("left", s=stream, reason="not_a_member")
