"""A file of a fixed set, ready to be sent: its precompressed variants, its ETag and its headers."""

import hashlib
import mimetypes
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path

from asgiref.typing import ASGISendCallable, HTTPScope

Headers = list[tuple[bytes, bytes]]

IMMUTABLE = b"public, max-age=31536000, immutable"
REVALIDATE = b"no-cache"
VARIANTS = {"br": ".br", "gzip": ".gz"}  # by preference: brotli is the smaller of the two
# Only what Python itself knows, not what this machine's mime.types adds.
_TYPES = mimetypes.MimeTypes(filenames=())
_TYPES.add_type("text/javascript", ".js")
_TYPES.add_type("font/woff2", ".woff2")
_TYPES.add_type("application/manifest+json", ".webmanifest")


class File:
    """One file. Its bytes are read at the first request, and kept."""

    def __init__(self, path: Path, *, cache: bytes, headers: Headers) -> None:
        self.path = path
        self._headers: Headers = [(b"cache-control", cache), (b"vary", b"accept-encoding"), *headers]
        self._type = content_type(path)

    @cached_property
    def _bodies(self) -> dict[str, bytes]:
        """The body by content coding; the empty name is the plain file."""
        bodies = {"": self.path.read_bytes()}
        for coding, suffix in VARIANTS.items():
            variant = self.path.with_name(self.path.name + suffix)
            if variant.is_file():
                bodies[coding] = variant.read_bytes()
        return bodies

    @cached_property
    def _etags(self) -> dict[str, bytes]:
        digest = hashlib.sha256(self._bodies[""]).hexdigest()[:24]
        return {coding: f'"{digest}-{coding}"'.encode() for coding in VARIANTS} | {"": f'"{digest}"'.encode()}

    async def answer(self, scope: HTTPScope, send: ASGISendCallable, status: int = 200) -> None:
        """Send the file, its headers only (HEAD), or 304 when the client has it already."""
        wanted = {name: value for name, value in scope["headers"] if name in (b"accept-encoding", b"if-none-match")}
        coding = best_coding(wanted.get(b"accept-encoding", b""), self._bodies)
        headers = [(b"etag", self._etags[coding]), *self._headers]
        if status == 200 and is_known(wanted.get(b"if-none-match", b""), self._etags.values()):
            await respond(send, 304, headers, b"")
            return
        body = self._bodies[coding]
        headers += [(b"content-type", self._type), (b"content-length", str(len(body)).encode())]
        if coding:
            headers.append((b"content-encoding", coding.encode()))
        await respond(send, status, headers, b"" if scope["method"] == "HEAD" else body)


async def respond(send: ASGISendCallable, status: int, headers: Headers, body: bytes) -> None:
    """Send a whole answer at once."""
    await send({"type": "http.response.start", "status": status, "headers": headers, "trailers": False})
    await send({"type": "http.response.body", "body": body, "more_body": False})


async def respond_text(send: ASGISendCallable, status: int, text: str, headers: Headers) -> None:
    """Send a line of plain text."""
    body = text.encode()
    kind = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    await respond(send, status, [*kind, *headers], body)


def content_type(path: Path) -> bytes:
    """The media type by the name of the file, with a charset where it is text."""
    kind = _TYPES.guess_type(path.name)[0] or "application/octet-stream"
    is_text = kind.startswith("text/") or kind in ("application/json", "application/manifest+json", "image/svg+xml")
    return (kind + "; charset=utf-8" if is_text else kind).encode()


def best_coding(accepted: bytes, available: Iterable[str]) -> str:
    """The best variant that the client accepts by its Accept-Encoding (RFC 9110, 12.5.3); the empty name is none."""
    weights: dict[str, bool] = {}
    for part in accepted.decode("latin-1").lower().split(","):
        name, _, parameters = part.partition(";")
        weight = parameters.strip().removeprefix("q=").strip()
        weights[name.strip()] = weight.strip("0.") != "" or weight == ""
    acceptable = (c for c in VARIANTS if c in available and weights.get(c, weights.get("*", False)))
    return next(acceptable, "")


def is_known(if_none_match: bytes, etags: Iterable[bytes]) -> bool:
    """Whether the client's copy is one of these (weak comparison, RFC 9110, 13.1.2)."""
    named = {tag.strip().removeprefix(b"W/") for tag in if_none_match.split(b",")}
    return b"*" in named or not named.isdisjoint(etags)
