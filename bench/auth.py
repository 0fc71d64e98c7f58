"""What it costs to be somebody: the same simple answer asked for with each form of token, and without any."""

import contextlib
import json
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from os import environ
from pathlib import Path
from typing import Any

import jwt
import requests
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from bench.client import Client
from bench.load import Cost, hammer, median
from bench.report import Table
from bench.stage import BACKEND, migrate, services, serving

ROUNDS, SECONDS = 3, 4
STRANGERS = 6000  # more sessions than a round asks for, so that nothing is remembered of any of them
EMAIL = "bearer@example.com"
KID = "bench"

# Mints tokens as a sign-in would, each of a session of its own, and prints them.
MINT = """
from datetime import timedelta
from uuid import uuid4
from authentication import tokens
from authentication.models import Session, User
from kernel import clock
user, now = User.objects.get(email=%r), clock.now()
later = dict(created_at=now, last_used_at=now, idle_expires_at=now + timedelta(1), expires_at=now + timedelta(1))
rows = [Session(id=uuid4(), user=user, secret_digest=b"0", method="password", **later) for _ in range(%d)]
Session.objects.bulk_create(rows, batch_size=1000)
print("\\n".join(tokens.issue_access(row.id, user, {}) for row in rows))
"""
EACH_WITH_ITS_OWN = """
local tokens, n = {}, 0
for line in io.lines(%r) do tokens[#tokens + 1] = line end
request = function()
  n = n %% #tokens + 1
  wrk.headers["Authorization"] = "Bearer " .. tokens[n]
  return wrk.format()
end
"""


def run() -> list[Table]:
    """Alternate the forms round by round. The answer is the caller's own profile."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    with services() as settings, _issuer(key) as issuer, tempfile.TemporaryDirectory() as directory:
        trusted = {"issuer": issuer, "audience": "keynest", "jwks_url": f"{issuer}/jwks", "link_by_email": True}
        settings |= {
            "ACTIVATION_REQUIRED": "false",
            "TRUSTED_ISSUERS": json.dumps([trusted]),
            "OUTBOUND_ALLOW_INSECURE": "true",
        }
        migrate(settings)
        with serving(settings) as origin:
            client = Client(origin.url, EMAIL).register()
            _prove(settings)
            url = f"{origin.url}/api/auth/profile/"
            subjects = {
                "floor: the framework, /health/live": (f"{origin.url}/health/live", client.token, ""),
                "no token: how one signs in here": (f"{origin.url}/api/auth/config/", "", ""),
                "own token, seen before": (url, client.token, ""),
                "a trusted issuer's token, seen before": (url, _foreign(issuer, key), ""),
                "own tokens, each seen for the first time": (url, "", _script(Path(directory), origin.settings)),
            }
            for address, token, script in subjects.values():
                if not script:  # seen before
                    requests.get(address, headers={"Authorization": f"Bearer {token}"} if token else None, timeout=30)
            found: dict[str, list[Cost]] = {name: [] for name in subjects}
            for number in range(ROUNDS):
                for name, (address, token, script) in subjects.items():
                    if script:
                        script = _script(Path(directory), origin.settings, number)  # noqa: PLW2901  # tokens of this round
                    found[name].append(
                        hammer(address, origin.pids, token=token, script=script, seconds=SECONDS, connections=8)
                    )
    table = Table("Being somebody", ("what", "CPU ms", "requests/s", "p50 ms", "p99 ms", "not 2xx/3xx"),
                  f"wrk, 8 connections, median of {ROUNDS} alternating rounds of {SECONDS} s.")  # fmt: skip
    for name, costs in found.items():
        cost = median(costs)
        table.add(name, cost.cpu_ms, cost.per_second, cost.p50_ms, cost.p99_ms, cost.errors)
    return [table]


def _prove(settings: dict[str, str]) -> None:
    """The address counts as proven, so that a trusted issuer may speak for it."""
    code = f"from authentication.models import User; from kernel import clock; User.objects.filter(email={EMAIL!r})"
    _shell(settings, code + ".update(email_verified_at=clock.now())")


def _script(directory: Path, settings: dict[str, str], number: int = 0) -> str:
    """What makes wrk send another token with each request."""
    tokens, script = directory / f"tokens{number}", directory / f"script{number}.lua"
    if not script.exists():
        tokens.write_text(_shell(settings, MINT % (EMAIL, STRANGERS)))
        script.write_text(EACH_WITH_ITS_OWN % str(tokens))
    return str(script)


def _shell(settings: dict[str, str], code: str) -> str:
    command = [sys.executable, "manage.py", "shell", "--verbosity=0", "-c", code]
    return subprocess.run(
        command, cwd=BACKEND, env=environ | settings, check=True, stdout=subprocess.PIPE, text=True
    ).stdout


def _foreign(issuer: str, key: rsa.RSAPrivateKey) -> str:
    now = int(time.time())
    claims = {"iss": issuer, "aud": "keynest", "sub": "42", "iat": now, "exp": now + 3600}
    claims |= {"email": EMAIL, "email_verified": True}
    return jwt.encode(claims, key, "RS256", {"kid": KID})


@contextlib.contextmanager
def _issuer(key: rsa.RSAPrivateKey) -> Iterator[str]:
    """A server that publishes one key."""
    jwk: dict[str, Any] = json.loads(RSAAlgorithm.to_jwk(key.public_key()))
    body = json.dumps({"keys": [jwk | {"kid": KID, "use": "sig", "alg": "RS256"}]}).encode()

    class Published(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Published)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
