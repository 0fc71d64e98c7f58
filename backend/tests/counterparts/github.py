"""A small GitHub: its OAuth pages and the two calls of its API that tell who somebody is, with its oddities and faults.

Codes work once, the client's secret, the redirect address and PKCE (S256 only) are checked, and whatever is wrong is
answered with HTTP 200 and an `error`, as GitHub does. `python -m tests.counterparts.github --port 9020` runs it for
tests in a browser, which may change it while it runs: POST /control with members of `GitHub`, like `{"asks": true}`.
"""

import argparse
import base64
import contextlib
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlencode, urlsplit

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
AUTHORIZE, TOKEN, USER, EMAILS = "/login/oauth/authorize", "/login/oauth/access_token", "/user", "/user/emails"
CONTROLLED = ("account", "emails", "asks", "names_itself", "faults")


def octocat(number: int = 583231, **more: Any) -> dict[str, Any]:
    """What /user says of somebody."""
    picture = "/avatars/octocat.png"
    return {"id": number, "login": "octocat", "name": "Mona Lisa Octocat", "avatar_url": picture, "email": None} | more


def address(email: str, *, primary: bool = True, verified: bool = True) -> dict[str, Any]:
    """One row of /user/emails."""
    return {"email": email, "primary": primary, "verified": verified, "visibility": "private"}


@dataclass
class GitHub:
    """Who is signed in at it, and how it behaves.

    `faults` maps a path to slow, silent, huge, redirect, broken, list, or a status. With `asks` the authorization is a
    page with two links, else it is given at once. `names_itself`: it says who it is when it sends the browser back
    (RFC 9207), as GitHub does since 2026.
    """

    client_id: str = "keynest-at-github"
    client_secret: str = "github-client-secret-of-the-tests"
    account: dict[str, Any] = field(default_factory=octocat)
    emails: list[dict[str, Any]] = field(default_factory=lambda: [address("mona@example.com")])
    asks: bool = False
    names_itself: bool = True
    faults: dict[str, str] = field(default_factory=dict)
    port: int = 0
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    tokens: set[str] = field(default_factory=set)
    requests: list[str] = field(default_factory=list)
    verifiers: list[str] = field(default_factory=list)
    closing: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.port}"

    def authorize(self, query: dict[str, str]) -> str:
        """Where an authorization sends the browser."""
        assert query["client_id"] == self.client_id, query
        assert query.get("code_challenge_method") == "S256", query
        code = secrets.token_hex(10)
        self.codes[code] = query
        return self.back(query, code=code)

    def back(self, query: dict[str, str], **told: str) -> str:
        """Where the browser came from, with what it is told."""
        named = {"iss": f"{self.url}/login/oauth"} if self.names_itself else {}
        return query["redirect_uri"] + "?" + urlencode({**told, "state": query["state"], **named})

    def redeem(self, form: dict[str, str]) -> dict[str, Any]:
        """What a code is worth."""
        asked = self.codes.pop(form.get("code", ""), None)
        if (form.get("client_id"), form.get("client_secret")) != (self.client_id, self.client_secret):
            return {"error": "incorrect_client_credentials", "error_description": "The client_id is incorrect."}
        if asked is None:
            return {"error": "bad_verification_code", "error_description": "The code is incorrect or expired."}
        if form.get("redirect_uri") != asked["redirect_uri"]:
            return {"error": "redirect_uri_mismatch", "error_description": "The redirect_uri must match."}
        verifier = form.get("code_verifier", "")
        digest = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        if digest != asked["code_challenge"]:
            return {"error": "bad_verification_code", "error_description": "The code is incorrect or expired."}
        self.verifiers.append(verifier)
        token = "gho_" + secrets.token_hex(18)
        self.tokens.add(token)
        return {"access_token": token, "token_type": "bearer", "scope": "read:user,user:email"}


class Handler(BaseHTTPRequestHandler):
    """Speaks for one GitHub."""

    github: ClassVar[GitHub]
    protocol_version = "HTTP/1.1"

    def log_message(self, *args: Any) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        """Pages and the API."""
        parts = urlsplit(self.path)
        path = parts.path.removeprefix("/api/v3")
        if self._noted(path):
            return
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if path == AUTHORIZE:
            self._authorize(query)
        elif path.startswith("/avatars/"):
            self._send(200, PIXEL, "image/png")
        elif self.headers.get("Authorization", "").removeprefix("Bearer ") not in self.github.tokens:
            self._json(401, {"message": "Bad credentials"})
        elif path == USER:
            self._json(200, self.github.account | {"avatar_url": self.github.url + self.github.account["avatar_url"]})
        elif path == EMAILS:
            self._json(200, self.github.emails)
        else:
            self._json(404, {"message": "Not Found"})

    def do_POST(self) -> None:
        """The exchange of a code, and what tests want it to be."""
        path = urlsplit(self.path).path
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        if path == "/control":
            for name, value in json.loads(body).items():
                assert name in CONTROLLED
                setattr(self.github, name, value)
            self._json(200, {})
        elif path == TOKEN and not self._noted(path):
            form = {name: values[0] for name, values in parse_qs(body).items()}
            answer = self.github.redeem(form)
            if "json" in self.headers.get("Accept", ""):
                self._json(200, answer)
            else:
                self._send(200, urlencode(answer).encode(), "application/x-www-form-urlencoded")

    def _authorize(self, query: dict[str, str]) -> None:
        agreed = self.github.authorize(query)
        if not self.github.asks:
            self._redirect(agreed)
            return
        denied = self.github.back(query, error="access_denied", error_description="Denied.")
        links = f'<a id="agree" href="{_html(agreed)}">Authorize</a> <a id="deny" href="{_html(denied)}">Cancel</a>'
        self._send(200, f"<!doctype html><title>GitHub</title><h1>Authorize KeyNest</h1>{links}".encode(), "text/html")

    def _noted(self, path: str) -> bool:
        """Write the request down; whether it met a fault, and is answered."""
        self.github.requests.append(path)
        fault = self.github.faults.get(path, "")
        if fault == "silent":
            self.github.closing.wait(30)
        elif fault == "slow":
            self._drip()
        elif fault == "huge":
            self._send(200, b'{"access_token": "' + b"x" * 4_000_000 + b'"}', "application/json")
        elif fault == "redirect":
            self._redirect(self.github.url + "/elsewhere")
        elif fault == "broken":
            self._send(200, b'{"access_token": ', "application/json")
        elif fault == "list":
            self._json(200, ["not", "what", "was", "asked"])
        elif fault.isdigit():
            self._json(int(fault), {"message": "no"})
        if fault:
            self.close_connection = True
        return bool(fault)

    def _drip(self) -> None:
        """A byte each second: no single read ever times out."""
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", "4000")
        self.end_headers()
        with contextlib.suppress(OSError):
            for _ in range(30):
                self.wfile.write(b" ")
                self.wfile.flush()
                if self.github.closing.wait(1):
                    return

    def _redirect(self, url: str) -> None:
        self.send_response(302)
        self.send_header("Location", url)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _json(self, status: int, data: Any) -> None:
        self._send(status, json.dumps(data).encode(), "application/json")

    def _send(self, status: int, body: bytes, kind: str) -> None:
        with contextlib.suppress(OSError):  # who has read enough hangs up
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)


def _html(text: str) -> str:
    return text.replace("&", "&amp;").replace('"', "&quot;")


class Server(ThreadingHTTPServer):
    """Does not wait for requests that hang."""

    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Whoever asked hung up: that is tested elsewhere."""


@contextlib.contextmanager
def running(port: int = 0, **more: Any) -> Iterator[GitHub]:
    """Run one for the length of the block."""
    github = GitHub(**more)
    server = Server(("127.0.0.1", port), type("Handler", (Handler,), {"github": github}))
    github.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield github
    finally:
        github.closing.set()
        server.shutdown()
        server.server_close()
        thread.join(5)


def main() -> None:
    """Run until interrupted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--client-id", default=GitHub.client_id)
    parser.add_argument("--client-secret", default=GitHub.client_secret)
    given = parser.parse_args()
    with (
        running(given.port, client_id=given.client_id, client_secret=given.client_secret) as github,
        contextlib.suppress(KeyboardInterrupt),
    ):
        print(github.url, flush=True)  # noqa: T201  # whoever started it waits for this line
        while True:
            time.sleep(3600)


if __name__ == "__main__":
    main()
