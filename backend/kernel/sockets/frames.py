"""What clients send: JSON objects with a type. Whatever is wrong with one is answered, and never ends a connection."""

from dataclasses import dataclass, field
from typing import Any

import orjson

MAX_NUMBER = 2**53
MAX_REF = 64
MAX_NAME = 64
MAX_TOKEN = 8192


class Unfit(ValueError):
    """A frame that can't be taken: a code and a sentence for its sender."""

    def __init__(self, code: str, message: str, ref: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.ref = ref


@dataclass(frozen=True, slots=True)
class Frame:
    """A frame. `ref` is what its sender calls it (`id`), and is named in the answer."""

    type: str
    ref: str | None
    members: dict[str, Any] = field(repr=False)  # among them may be a token

    def text(self, name: str, most: int = MAX_NAME) -> str:
        """A string that must be there."""
        given = self.members.get(name)
        if not isinstance(given, str) or not 0 < len(given) <= most:
            raise Unfit("invalid", f"`{name}` must be a string of at most {most} characters.", self.ref)
        return given

    def position(self) -> tuple[int | None, str]:
        """`since` and `epoch`, where the sender stands; without them it goes on from now."""
        since = self.members.get("since")
        whole = isinstance(since, int) and not isinstance(since, bool) and 0 <= since <= MAX_NUMBER
        if since is not None and not whole:
            raise Unfit("invalid", "`since` must be a whole number.", self.ref)
        return since, self.text("epoch", 16) if self.members.get("epoch") else ""


def parse(text: str | None) -> Frame:
    """Read a frame.

    Raises:
        Unfit: it is binary, not JSON, not an object, or has no type.
    """
    if text is None:
        raise Unfit("invalid", "Please send text, not bytes.")
    try:
        members = orjson.loads(text)
    except orjson.JSONDecodeError:
        raise Unfit("invalid", "The frame is not valid JSON.") from None
    if not isinstance(members, dict):
        raise Unfit("invalid", "The frame must be a JSON object.")
    ref = members.get("id")
    ref = ref if isinstance(ref, str) and len(ref) <= MAX_REF else None
    type_ = members.get("type")
    if not isinstance(type_, str) or not type_:
        raise Unfit("invalid", "The frame has no `type`.", ref)
    return Frame(type_, ref, members)


def position_in(query: str) -> tuple[int | None, str]:
    """`since` and `epoch` of an address. What can't be read is as if it were not there: the head is in `welcome`."""
    since = parameter(query, "since")
    known = since.isascii() and since.isdigit() and len(since) <= 15
    return int(since) if known else None, parameter(query, "epoch")[:16]


def parameter(query: str, name: str) -> str:
    """A parameter of an address, as it was sent; empty where there is none."""
    return dict(pair.partition("=")[::2] for pair in query.split("&")).get(name, "")
