"""The whole origin in one ASGI application: the API, its sockets, and the pages of the web app.

HTTP goes to Django's WSGI application in a fixed pool of threads, each of which keeps its database connection; that is
two to eight times cheaper than Django's own ASGI handler (PERFORMANCE.md, "What was learnt", 1).
"""

import asyncio
import gc
import re
from importlib import import_module
from pathlib import Path
from typing import Any, cast

from asgiref.typing import ASGI3Application, ASGIReceiveCallable, ASGISendCallable, HTTPScope, Scope
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.urls import get_resolver

from KeyNest.bodies import WholeBodies
from KeyNest.bridge import Bridge, Later
from KeyNest.ending import Ending
from KeyNest.files import REVALIDATE, File, Headers, respond, respond_text
from KeyNest.pages import Pages
from KeyNest.settings.environment import ENV
from KeyNest.wsgi import application as wsgi

# Requests that hash a password take turns; whoever waits for one holds a thread, but none that others read with.
HASHING = re.compile(
    r"/(api/(auth/)?(login|register)|api/auth/(password-change|password-reset-confirm|email-change)|admin/login)/$"
)
# Requests that ask other servers, which may keep us waiting for ten seconds: nobody who reads shall wait along.
ABROAD = re.compile(r"/(api/auth/(oauth|identities|providers)/[^/]+/|auth/[^/]+/(login|callback)$)")
THREADS_ABROAD = 8
FAREWELL_SECONDS = 2.0
API = frozenset({"api", "auth", "me", "o", "health", "metrics", "admin", ".well-known"})
EXPORT = Path(__file__).resolve().parents[2] / "frontend" / "out"


def security_headers() -> Headers:
    """What every page and static file carries; the API's middleware sets the like on its own answers."""
    headers: Headers = [
        (b"x-content-type-options", b"nosniff"),
        (b"referrer-policy", b"no-referrer"),
        (b"x-frame-options", b"DENY"),
        (b"cross-origin-opener-policy", b"same-origin"),
        (b"cross-origin-resource-policy", b"same-origin"),
        (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    ]
    if settings.SECURE_HSTS_SECONDS:
        value = f"max-age={settings.SECURE_HSTS_SECONDS}; includeSubDomains; preload"
        headers.append((b"strict-transport-security", value.encode()))
    return headers


def static_files(headers: Headers) -> dict[str, File]:
    """The assets of the admin site and of the API's documentation, by path: nothing has to be collected beforehand."""
    found = ((name, storage.path(name)) for finder in get_finders() for name, storage in finder.list([]))
    return {settings.STATIC_URL + name: File(Path(path), cache=REVALIDATE, headers=headers) for name, path in found}


def came_by_plain_http(scope: HTTPScope) -> bool:
    """Whether our proxy says that this page was asked for without HTTPS, though people reach us by it."""
    if not (ENV.secure and ENV.trusted_proxies):
        return False
    said = next((value for name, value in scope["headers"] if name == b"x-forwarded-proto"), b"https")
    return said.partition(b",")[0].strip() == b"http"


def threads(count: int, later: Later | None = None) -> WholeBodies:
    """Django in a pool of so many threads; `later` sees to answers that wait."""
    return WholeBodies(Bridge(cast(Any, wsgi), count, later), settings.DATA_UPLOAD_MAX_MEMORY_SIZE)


class Origin:
    """Sends each connection to what answers it, by its kind and the first segment of its path."""

    def __init__(self) -> None:
        self._headers = security_headers()
        # By name, because models can be imported only now that `KeyNest.wsgi` has set Django up.
        sockets = import_module("KeyNest.sockets")
        self._api = threads(ENV.wsgi_threads, sockets.later)
        self._doors = threads(settings.HASHES_AT_ONCE + 1)
        self._abroad = threads(THREADS_ABROAD)
        get_resolver().url_patterns  # noqa: B018  # reads all routes now, so that the first request does not wait for it
        self._static = static_files(self._headers)
        self._pages = Pages(EXPORT, self._headers)
        self._sockets: ASGI3Application = sockets.application
        self._ending = Ending(sockets.present)
        self._tell = sockets.tell_always
        gc.collect()
        gc.freeze()  # what is there by now stays: to look through it each time stops all sockets for 0.1 s

    async def __call__(self, scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        """Answer one connection."""
        if scope["type"] == "websocket":
            await self._sockets(scope, receive, send)
        elif scope["type"] == "lifespan":
            await self._live(receive, send)
        elif HASHING.match(scope["path"]):
            await self._doors(scope, receive, send)
        elif ABROAD.match(scope["path"]):
            await self._abroad(scope, receive, send)
        elif scope["path"].removeprefix("/").partition("/")[0] in API:
            await self._api(scope, receive, send)
        elif came_by_plain_http(scope):
            target = ENV.public_url.encode() + scope["raw_path"] + b"?" + scope["query_string"]
            headers = [(b"location", target.removesuffix(b"?")), (b"content-length", b"0"), *self._headers]
            await respond(send, 308, headers, b"")
        elif scope["path"].startswith(settings.STATIC_URL):
            await self._answer_static(scope, send)
        else:
            await self._pages(scope, send)

    async def _answer_static(self, scope: HTTPScope, send: ASGISendCallable) -> None:
        file = self._static.get(scope["path"])
        if file is None:
            await respond_text(send, 404, "No such file.\n", self._headers)
        else:
            await file.answer(scope, send)

    async def _live(self, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        while (await receive())["type"] != "lifespan.shutdown":
            self._ending.listen()
            telling = asyncio.create_task(self._tell())
            await send({"type": "lifespan.startup.complete"})
        telling.cancel()
        await asyncio.wait({telling}, timeout=FAREWELL_SECONDS)
        await send({"type": "lifespan.shutdown.complete"})


application = Origin()
