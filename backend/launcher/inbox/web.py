"""The page of the inbox and its JSON, as a small ASGI application."""

from __future__ import annotations

import dataclasses
import json
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import parse_qs

from asgiref.typing import ASGIReceiveCallable, ASGISendCallable, HTTPScope

from launcher.inbox.store import Store, body, parse

PAGE = Path(__file__).parent / "page"
ASSETS = {
    "/": ("index.html", "text/html; charset=utf-8"),
    "/inbox.css": ("inbox.css", "text/css; charset=utf-8"),
    "/inbox.js": ("inbox.js", "text/javascript; charset=utf-8"),
    "/icon.svg": ("icon.svg", "image/svg+xml"),
}
# Another site whose name points at 127.0.0.1 (DNS rebinding) must not read mails through the reader's browser.
OUR_NAMES = ("localhost", "127.0.0.1", "[::1]")
OUR_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; frame-src 'self'; "
)
# The HTML of a mail comes from a program under test: it may look as it likes, and do nothing but open its links.
MAIL_POLICY = (
    "sandbox allow-popups allow-popups-to-escape-sandbox; "
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; "
)
CLOSED = "base-uri 'none'; form-action 'none'; frame-ancestors "


@dataclasses.dataclass(frozen=True)
class Answer:
    """One HTTP answer."""

    body: bytes = b""
    kind: str = "application/json"
    status: int = 200
    policy: str = OUR_POLICY + CLOSED + "'none'"


class Web:
    """Serves one store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def __call__(self, scope: HTTPScope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        """Answer one request."""
        answer = self._answer(scope)
        headers = {
            "content-type": answer.kind,
            "content-length": str(len(answer.body)),
            "content-security-policy": answer.policy,
            "cache-control": "no-store",
            "referrer-policy": "no-referrer",
            "x-content-type-options": "nosniff",
            "cross-origin-resource-policy": "same-origin",
        }
        encoded = [(name.encode(), value.encode()) for name, value in headers.items()]
        await send({"type": "http.response.start", "status": answer.status, "headers": encoded, "trailers": False})
        body_sent = b"" if scope["method"] == "HEAD" else answer.body
        await send({"type": "http.response.body", "body": body_sent, "more_body": False})

    def _answer(self, scope: HTTPScope) -> Answer:
        host = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"host"), "")
        if (host.rpartition(":")[0] or host) not in OUR_NAMES and host not in OUR_NAMES:
            return Answer(b"This page answers only to the name localhost.\n", "text/plain", 421)
        method, path = scope["method"], scope["path"]
        if path in ASSETS and method in ("GET", "HEAD"):
            name, kind = ASSETS[path]
            return Answer((PAGE / name).read_bytes(), kind)
        segments = path.strip("/").split("/")
        if segments[:2] != ["api", "messages"] or len(segments) > 4:
            return _missing()
        if method == "DELETE":
            return self._delete(segments[2:])
        if method not in ("GET", "HEAD"):
            return _json({"error": "Only GET, HEAD and DELETE."}, 405)
        return self._read(segments[2:], scope) if segments[2:] else self._list(scope)

    def _list(self, scope: HTTPScope) -> Answer:
        query = {name: values[-1] for name, values in parse_qs(scope["query_string"].decode("latin-1")).items()}
        found = self._store.find(query.get("q", ""), query.get("to", ""))
        limit = int(query["limit"]) if query.get("limit", "").isdecimal() else len(found)
        return _json({"messages": [mail.as_json() for mail in found[:limit]], "total": len(found)})

    def _read(self, segments: list[str], scope: HTTPScope) -> Answer:
        raw = self._store.source(segments[0])
        if raw is None:
            return _missing()
        if segments[1:] == ["source"]:
            return Answer(raw, "text/plain; charset=utf-8")
        message = parse(raw)
        if segments[1:] == ["html"]:
            # Links open in a tab of their own: this frame has no address bar to come back by.
            html = '<!doctype html><base target="_blank">' + (body(message, "html") or "")
            return Answer(html.encode(), "text/html; charset=utf-8", policy=MAIL_POLICY + CLOSED + "'self'")
        if segments[1:]:
            return _missing()
        summary = next(mail for mail in self._store.find() if mail.id == segments[0])
        return _json(summary.as_json() | _details(message))

    def _delete(self, segments: list[str]) -> Answer:
        if not segments:
            self._store.clear()
            return Answer(status=204)
        return Answer(status=204) if len(segments) == 1 and self._store.remove(segments[0]) else _missing()


def _details(message: EmailMessage) -> dict[str, object]:
    files = [
        {"name": part.get_filename("unnamed"), "type": part.get_content_type(), "size": len(part.as_bytes())}
        for part in message.iter_attachments()
    ]
    return {
        "headers": [[name, str(value)] for name, value in message.items()],
        "text": body(message, "plain"),
        "html": body(message, "html"),
        "attachments": files,
    }


def _json(value: object, status: int = 200) -> Answer:
    return Answer(json.dumps(value).encode(), status=status)


def _missing() -> Answer:
    return _json({"error": "There is no such mail or page."}, 404)
