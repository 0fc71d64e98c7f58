"""The web app: the files that `next build` exported, found by the rules that the export itself leaves to the server.

A dynamic segment is exported once, under the name `_` (FRONTEND.md section 2). So a path is looked up in this order:
the exact file, the same with `.html`, then both again with `_` in the place of any one segment, literal names first;
what is left is the page 404. All files are known when the process starts: nothing outside the export can be reached.
"""

import base64
import hashlib
import re
from dataclasses import dataclass, field
from pathlib import Path

from asgiref.typing import ASGISendCallable, HTTPScope

from KeyNest.files import IMMUTABLE, REVALIDATE, VARIANTS, File, Headers, respond, respond_text

PLACEHOLDER = "_"
# What stands for an organization, a project and the like: a slug or an id. So /favicon.ico is not an organization.
SEGMENT = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
INLINE_SCRIPT = re.compile(rb"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.DOTALL | re.IGNORECASE)
NOT_BUILT = "The web app is not built yet: `make run` builds it, or `npm run build` in frontend/.\n"


@dataclass
class _Folder:
    files: dict[str, File] = field(default_factory=dict)
    folders: dict[str, "_Folder"] = field(default_factory=dict)

    def find(self, segments: list[str]) -> File | None:
        name, rest = segments[0], segments[1:]
        dynamic = SEGMENT.fullmatch(name) is not None
        if not rest:
            return self._leaf(name)
        for candidate in (name, PLACEHOLDER) if dynamic else (name,):
            folder = self.folders.get(candidate)
            if folder is not None and (found := folder.find(rest)) is not None:
                return found
        return None

    def _leaf(self, name: str) -> File | None:
        candidates = [name, f"{name}.html"]
        if SEGMENT.fullmatch(name.removesuffix(".txt")):
            candidates.append(f"{PLACEHOLDER}.txt" if name.endswith(".txt") else f"{PLACEHOLDER}.html")
        return next((self.files[c] for c in candidates if c in self.files), None)


class Pages:
    """Answers every path that is not the API's. `headers` go with each answer; HTML gets its own script policy too."""

    def __init__(self, root: Path, headers: Headers) -> None:
        self._headers = headers
        self._root = _Folder()
        for path in sorted(root.rglob("*")):
            if path.is_file() and not path.name.endswith(tuple(VARIANTS.values())):
                self._add(path, path.relative_to(root).parts)

    def _add(self, path: Path, parts: tuple[str, ...]) -> None:
        folder = self._root
        for name in parts[:-1]:
            folder = folder.folders.setdefault(name, _Folder())
        # The names below _next/static hold a hash of the content.
        cache = IMMUTABLE if parts[:2] == ("_next", "static") else REVALIDATE
        policy = [(b"content-security-policy", script_policy(path.read_bytes()))] if path.suffix == ".html" else []
        folder.files[parts[-1]] = File(path, cache=cache, headers=[*self._headers, *policy])

    async def __call__(self, scope: HTTPScope, send: ASGISendCallable) -> None:
        """Answer one request with a file, a redirect to the address without a slash at the end, or the page 404."""
        path = scope["path"]
        if scope["method"] not in ("GET", "HEAD"):
            await respond_text(send, 405, "Only GET and HEAD.\n", [(b"allow", b"GET, HEAD"), *self._headers])
        elif path != "/" and path.endswith("/") and self.find(path.rstrip("/")):
            query = b"?" + scope["query_string"] if scope["query_string"] else b""
            # One slash in front: two would be the address of another host.
            target = b"/" + scope["raw_path"].strip(b"/") + query
            await respond(send, 308, [(b"location", target), (b"content-length", b"0"), *self._headers], b"")
        elif file := self.find(path):
            await file.answer(scope, send)
        elif missing := self._root.files.get("404.html"):
            await missing.answer(scope, send, status=404)
        else:
            await respond_text(send, 404, NOT_BUILT, self._headers)

    def find(self, path: str) -> File | None:
        """The file for a decoded path, by the rules above."""
        return self._root.find((path.removeprefix("/") or "index.html").split("/"))


def script_policy(html: bytes) -> bytes:
    """The Content-Security-Policy of one page: scripts of our origin, and exactly the inline ones it was built with."""
    digests = {hashlib.sha256(script).digest() for script in INLINE_SCRIPT.findall(html)}
    hashes = "".join(f" 'sha256-{base64.b64encode(digest).decode()}'" for digest in sorted(digests))
    return (
        f"default-src 'self'; script-src 'self'{hashes}; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data:; font-src 'self'; connect-src 'self'; "
        "frame-ancestors 'none'; base-uri 'none'; form-action 'self'; object-src 'none'"
    ).encode()
