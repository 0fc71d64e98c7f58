"""Following a chain of events link by link: pure, so that an export can be verified where no server is at hand."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kernel import events


class Broken(Exception):  # a finding, not a failure
    """The chain does not hold from this number on."""

    def __init__(self, seq: int, reason: str) -> None:
        super().__init__(f"#{seq} {reason}")
        self.seq = seq
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Entry:
    """One link: the number, what was stated, and the two digests that were stored with it."""

    seq: int
    stated: Mapping[str, Any]
    digest: bytes
    hash: bytes


class Chain:
    """Follows entries from the first on, keeping nothing but where it stands."""

    def __init__(self, stream: str) -> None:
        self.stream = stream
        self.seq = 0
        self.hash = events.genesis(stream)

    def follow(self, entry: Entry) -> None:
        """Take the next entry.

        Raises:
            Broken: one is missing, was changed, or hangs on another than the one before.
        """
        if entry.seq != self.seq + 1:
            raise Broken(self.seq + 1, "is missing")
        intact(entry, self.stream)
        if events.link(self.hash, entry.seq, entry.digest) != entry.hash:
            raise Broken(entry.seq, "does not follow from the one before")
        self.seq, self.hash = entry.seq, entry.hash

    def end(self, seq: int, hash_: bytes) -> None:
        """Compare with where the chain is said to end.

        Raises:
            Broken: entries were cut off, or added.
        """
        if self.seq != seq:
            raise Broken(min(self.seq, seq) + 1, "is where the chain was cut off")
        if self.hash != hash_:
            raise Broken(seq, "is not the head that was noted")


def intact(entry: Entry, stream: str) -> None:
    """Judge one entry by itself.

    Raises:
        Broken: it says something else than what its digest was taken of.
    """
    if events.digest(entry.stated) != entry.digest or entry.stated.get("stream") != stream:
        raise Broken(entry.seq, "was changed")


def merkle_root(leaves: Sequence[bytes]) -> bytes:
    """The root over digests as RFC 9162 (2.1.1) builds it; leaves and nodes hashed apart, lest one pass for another."""
    level = [hashlib.sha256(b"\x00" + leaf).digest() for leaf in leaves]
    if not level:
        return hashlib.sha256().digest()
    while len(level) > 1:
        pairs = [hashlib.sha256(b"\x01" + level[i] + level[i + 1]).digest() for i in range(0, len(level) - 1, 2)]
        # The odd one moves up unpaired, which gives RFC 9162's tree for every number of leaves.
        level = pairs + level[len(pairs) * 2 :]
    return level[0]
