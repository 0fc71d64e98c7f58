"""Fingerprints: keyed digests of what of a value would be recognized elsewhere, and of what a text might be.

Both are cut up by the same rules, from the whole down to what stands between separators. Only pieces that nobody could
guess are kept, so that the digests answer no guesses and the words of every day hold nothing back (ADR 36).
"""

import binascii
import re
from base64 import b64decode
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from itertools import chain, islice, pairwise
from urllib.parse import unquote

from core.vault.strength import LEAST_LENGTH, is_strong, is_uuid

MOST_OF_VALUE = 64
MOST_OF_TEXT = 1000
MOST_DECODED = 100
MOST_TORN = 8
# So much of a value is cut up; the whole of it counts always.
CUT_UP = 16 * 1024

_TRIMMED = " \t\r\n\"'`´‘’“”„«»()[]{}<>,.;:!?*_~|\\"  # quotes as people paste them, too
_NAMED = re.compile(r"""^["'`]?[A-Za-z_][\w.-]*["'`]?\s*(?::=|=>|[=:])\s*(?!//)""")
_QUOTED = re.compile(r"\"([^\"\n]{8,})\"|'([^'\n]{8,})'|`([^`\n]{8,})`")
_CREDENTIALS = re.compile(r"://([^/\s:@]{0,100}):(\S{1,200})@")
# How a message names people and things; their ids are no secrets.
_REFERENCE = re.compile(r"<(?:@|[a-z]{1,20}:)[0-9a-f-]{36}>")
_ONE_PIECE = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+~$^_-]*[A-Za-z0-9]")
_COARSE = re.compile(r"[\"'`,;()\[\]{}<>|\\]+")
_FINE = re.compile(r"[\"'`,;()\[\]{}<>|\\/:@?&=#]+")
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{11,}={0,2}")
_URLSAFE = str.maketrans("-_", "+/")


def marks_of_value(value: str) -> list[str]:
    """What of a value is recognized elsewhere; nothing, when there is nothing strong about it."""
    if _ONE_PIECE.fullmatch(value):
        return [value] if is_strong(value) else []
    parts = (piece for piece in _pieces(value[:CUT_UP]) if not is_uuid(piece))
    return list(islice(_strong(chain([value.strip()], parts)), MOST_OF_VALUE))


def marks_of_text(text: str) -> list[str]:
    """What of a text could be a value, or a part of one."""
    return list(islice(_strong(_readings(text)), MOST_OF_TEXT))


def digests(key: bytes, marks: Iterable[str]) -> list[int]:
    """The fingerprints: PostgreSQL's bigints."""
    return [
        int.from_bytes(blake2b(mark.encode(errors="surrogatepass"), digest_size=8, key=key).digest(), signed=True)
        for mark in marks
    ]


def _strong(pieces: Iterable[str]) -> Iterator[str]:
    seen = set()
    for piece in pieces:
        if piece not in seen:
            seen.add(piece)
            if is_strong(piece):
                yield piece


def _readings(text: str) -> Iterator[str]:
    """The pieces of a text as it stands, and of what it says when it is unescaped, unwrapped or decoded."""
    text = _REFERENCE.sub(" ", text)
    yield from _pieces(text)
    if "%" in text:
        yield from _pieces(unquote(text))
    if "\n" in text.strip():
        for joined in _unwrapped(text):
            yield from _cuts(joined)
    for match in islice(_BASE64.finditer(text), MOST_DECODED):
        yield from _pieces(_decoded(match[0]))


def _pieces(text: str) -> Iterator[str]:
    """The whole, its lines, what is quoted in it, its words, and what those are made of."""
    yield text.strip()
    words = text.split()
    if len(words) > 1 or "\\n" in text:
        text = text.replace("\\r", "").replace("\\n", "\n")
        words = text.split()
        for line in text.splitlines():
            yield from _bare(line)
        for quoted in _QUOTED.findall(text):
            yield from quoted
    for word in words:
        if len(word) >= LEAST_LENGTH:
            yield from _cuts(word)


def _bare(text: str) -> Iterator[str]:
    """A line or word, without what stands around it, and without the name that it is given to."""
    yield text.strip()
    yield text.strip(_TRIMMED)
    named = _NAMED.match(text)
    if named:
        value = text[named.end() :].strip()
        yield value
        yield value.strip(_TRIMMED)


def _cuts(word: str) -> Iterator[str]:
    parts = _FINE.split(word)
    if len(parts) == 1:
        yield word
        yield word.strip(_TRIMMED)
        return
    yield from _bare(word)
    for credentials in _CREDENTIALS.findall(word):
        yield from credentials
        yield from map(unquote, credentials)
    for part in _COARSE.split(word):
        yield from _bare(part)
    for part in parts:
        yield part
        yield part.strip(_TRIMMED)
        if "%" in part:
            yield unquote(part)


def _unwrapped(text: str) -> Iterator[str]:
    """Words that line breaks may have torn, put together again, with and without what stands around them."""
    lines = [words for line in text.splitlines() if (words := line.lstrip(" \t>|").split())]
    torn: list[str] = []
    for above, below in pairwise(lines):
        torn = [*torn[-MOST_TORN:], below[0]] if len(above) == 1 and torn else [above[-1], below[0]]
        yield above[-1] + below[0]
        for first in (0, 1):
            yield "".join(torn[first:])
            yield "".join(torn[first:-1])


def _decoded(word: str) -> str:
    """What a word says when it is read as Base64, if that is text."""
    bare = word.rstrip("=").translate(_URLSAFE)
    try:
        text = b64decode(bare + "=" * (-len(bare) % 4)).decode()
    except (binascii.Error, ValueError):
        return ""
    return text if text.isprintable() or not set(text) & _UNPRINTABLE else ""


_UNPRINTABLE = frozenset(map(chr, range(32))) - {"\n", "\r", "\t"}
