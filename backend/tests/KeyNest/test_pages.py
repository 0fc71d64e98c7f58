"""The web app's files: which one answers which path, and with which headers."""

import base64
import gzip
import hashlib
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

from KeyNest.pages import Pages
from tests.KeyNest.asgi import Answer, call

SCRIPT = "document.documentElement.dataset.theme='dark'"
Get = Callable[..., Coroutine[Any, Any, Answer]]
EXPORT = {
    "index.html": "home",
    "404.html": "nothing here",
    "login.html": f"<html><script>{SCRIPT}</script><script src='/_next/static/a.js'></script>login",
    "login.txt": "login payload",
    "_.html": "an organization",
    "_.txt": "an organization's payload",
    "_/projects.html": "projects",
    "_/projects/new.html": "new project",
    "_/projects/_.html": "a project",
    "_/projects/_.txt": "a project's payload",
    "_/projects/_/settings.html": "settings of a project",
    "_/__next.$d$org.txt": "a segment",
    "account/sessions.html": "sessions",
    "_next/static/a.js": "console.log(1)" * 100,
    "favicon.ico": "icon",
}


@pytest.fixture
def get(tmp_path: Path) -> Get:
    for name, text in EXPORT.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    script = tmp_path / "_next/static/a.js"
    (tmp_path / "_next/static/a.js.gz").write_bytes(gzip.compress(script.read_bytes()))
    (tmp_path / "_next/static/a.js.br").write_bytes(b"brotli")
    (tmp_path.parent / "outside.txt").write_text("outside")
    pages = Pages(tmp_path, [(b"x-content-type-options", b"nosniff")])

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await pages(scope, send)

    return lambda path, **how: call(app, path, **how)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/", "home"),
        ("/login.txt", "login payload"),
        ("/login.txt?_rsc=1abc", "login payload"),
        ("/acme", "an organization"),
        ("/acme.txt", "an organization's payload"),
        ("/acme/projects", "projects"),
        ("/acme/projects/new", "new project"),
        ("/acme/projects/web-shop", "a project"),
        ("/acme/projects/web-shop.txt", "a project's payload"),
        ("/acme/projects/web-shop/settings", "settings of a project"),
        ("/acme/__next.$d$org.txt", "a segment"),
        ("/account/sessions", "sessions"),
        ("/account/projects", "projects"),  # no such page of the account: the name may be an organization's
        ("/favicon.ico", "icon"),
    ],
)
async def test_a_path_finds_its_page(get: Get, path: str, body: str) -> None:
    answer = await get(path)

    assert (answer.status, answer.body.decode()) == (200, body)


@pytest.mark.parametrize(
    "path",
    [
        "/acme/nothing/here",
        "/sitemap.xml",
        "/wp-login.php",
        "/_next/static/missing.js",
        "/../outside.txt",
        "/..%2foutside.txt",
        "/%2e%2e/outside.txt",
        "/_next/static/../../../outside.txt",
        "//etc/passwd",
        "/login.html.br",
        "/_next/static/a.js.gz",
        "/acme%00",
        "/login/%5c..",
    ],
)
async def test_whatever_else_is_the_page_404(get: Get, path: str) -> None:
    answer = await get(path)

    assert (answer.status, answer.body) == (404, b"nothing here")


async def test_only_inline_scripts_of_the_page_itself_may_run(get: Get) -> None:
    digest = base64.b64encode(hashlib.sha256(SCRIPT.encode()).digest()).decode()

    login, home = await get("/login"), await get("/")

    assert f"script-src 'self' 'sha256-{digest}';" in login.headers["content-security-policy"]
    assert "script-src 'self';" in home.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in home.headers["content-security-policy"]
    assert home.headers["x-content-type-options"] == "nosniff"


async def test_hashed_files_are_kept_for_ever_and_pages_asked_for_again(get: Get) -> None:
    assert (await get("/_next/static/a.js")).headers["cache-control"] == "public, max-age=31536000, immutable"
    assert (await get("/login")).headers["cache-control"] == "no-cache"


async def test_a_page_that_the_browser_has_is_not_sent_again(get: Get) -> None:
    etag = (await get("/login")).headers["etag"]

    assert (await get("/login", headers=[("If-None-Match", f'"other", W/{etag}')])).status == 304
    assert (await get("/login", headers=[("If-None-Match", '"other"')])).status == 200
    assert (await get("/nothing/at/all", headers=[("If-None-Match", "*")])).status == 404


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip, deflate, br", "br"),
        ("gzip", "gzip"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("*", "br"),
        ("*;q=0", None),
        ("identity", None),
        ("", None),
    ],
)
async def test_the_best_accepted_variant_is_sent(get: Get, accepted: str, coding: str | None) -> None:
    answer = await get("/_next/static/a.js", headers=[("Accept-Encoding", accepted)])

    assert answer.headers.get("content-encoding") == coding
    assert answer.headers["vary"] == "accept-encoding"
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert int(answer.headers["content-length"]) == len(answer.body)


async def test_head_sends_the_headers_alone(get: Get) -> None:
    answer = await get("/login", method="HEAD")

    assert answer.body == b""
    assert int(answer.headers["content-length"]) == len(EXPORT["login.html"])


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE"])
async def test_other_methods_are_refused(get: Get, method: str) -> None:
    answer = await get("/login", method=method)

    assert (answer.status, answer.headers["allow"]) == (405, "GET, HEAD")


async def test_a_slash_at_the_end_leads_to_the_page(get: Get) -> None:
    answer = await get("/acme/projects/?q=%22a", headers=[])

    assert (answer.status, answer.headers["location"]) == (308, "/acme/projects?q=%22a")


@pytest.mark.parametrize("path", ["//evil.example/", "/%2fevil.example/", "/\\evil.example/", "/%5cevil.example/"])
async def test_no_address_leads_to_another_host(get: Get, path: str) -> None:
    assert (await get(path)).status == 404


async def test_without_a_build_it_says_how_to_make_one(tmp_path: Path) -> None:
    pages = Pages(tmp_path / "missing", [])

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await pages(scope, send)

    answer = await call(app, "/login")

    assert answer.status == 404
    assert b"make run" in answer.body
