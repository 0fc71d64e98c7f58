"""Made-up values of forty kinds, settings that are no secrets, and lines as people write them in a chat."""

import base64
import json
import random
import secrets
import string
import uuid
from collections.abc import Callable

_WORDS = ["deploy", "staging", "token", "rotate", "window", "backup", "cluster", "region", "worker", "queue", "invoice"]
_LOWER, _UPPER, _DIGITS = string.ascii_lowercase, string.ascii_uppercase, string.digits
_ANY = _LOWER + _UPPER + _DIGITS
_SIGNS = _ANY + "!#$%^&*()-_=+[]{};:,.?/"


def _of(alphabet: str, length: int) -> str:
    return "".join(secrets.choice(alphabet) for _ in range(length))


def _pem(bytes_: int, what: str) -> str:
    body = base64.encodebytes(secrets.token_bytes(bytes_)).decode().replace("\n", "")
    lines = [body[at : at + 64] for at in range(0, len(body), 64)]
    return "\n".join([f"-----BEGIN {what}-----", *lines, f"-----END {what}-----", ""])


def _jwt() -> str:
    parts = ({"alg": "HS256", "typ": "JWT"}, {"sub": str(uuid.uuid4()), "iat": secrets.randbelow(10**9)})
    head, body = (base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts)
    return f"{head}.{body}.{secrets.token_urlsafe(32)}"


def _account() -> str:
    return json.dumps(
        {
            "type": "service_account",
            "project_id": "my-project",
            "private_key_id": secrets.token_hex(20),
            "private_key": _pem(1190, "PRIVATE KEY"),
            "client_email": "deployer@my-project.iam.example.com",
        }
    )


def _typed() -> str:
    """As people make passwords up: a word, a capital, a number, a sign."""
    return secrets.choice(_WORDS).capitalize() + secrets.choice("!@#$") + str(1000 + secrets.randbelow(9000))


KINDS: dict[str, Callable[[], str]] = {
    "random, 8 of letters and digits": lambda: _of(_ANY, 8),
    "random, 10": lambda: _of(_ANY, 10),
    "random, 12": lambda: _of(_ANY, 12),
    "random, 16": lambda: _of(_ANY, 16),
    "random, 32": lambda: _of(_ANY, 32),
    "random, 12 with signs": lambda: _of(_SIGNS, 12),
    "random, 16 with signs": lambda: _of(_SIGNS, 16),
    "random, 24 with signs": lambda: _of(_SIGNS, 24),
    "small letters, 12": lambda: _of(_LOWER, 12),
    "small letters, 16 (app password)": lambda: _of(_LOWER, 16),
    "capitals and digits, 20": lambda: _of(_UPPER + _DIGITS, 20),
    "Base32, 16 (TOTP seed)": lambda: _of(_UPPER + "234567", 16),
    "hex, 16": lambda: secrets.token_hex(8),
    "hex, 32": lambda: secrets.token_hex(16),
    "hex, 40": lambda: secrets.token_hex(20),
    "hex, 64": lambda: secrets.token_hex(32),
    "UUID": lambda: str(uuid.uuid4()),
    "Base64 of 32 bytes": lambda: base64.b64encode(secrets.token_bytes(32)).decode(),
    "URL-safe Base64 of 32 bytes": lambda: secrets.token_urlsafe(32),
    "access key id (20 capitals)": lambda: "AKIA" + _of(_UPPER + _DIGITS, 16),
    "secret access key (40)": lambda: _of(_ANY + "+/", 40),
    "source host's token (prefix_36)": lambda: "ghp_" + _of(_ANY, 36),
    "payment key (prefix_live_24)": lambda: "sk_live_" + _of(_ANY, 24),
    "chat bot's token (with dashes)": lambda: f"xoxb-{_of(_DIGITS, 12)}-{_of(_DIGITS, 12)}-{_of(_ANY, 24)}",
    "mail service's key (with dots)": lambda: f"SG.{secrets.token_urlsafe(16)}.{secrets.token_urlsafe(32)}",
    "bot token (number:35)": lambda: f"{_of(_DIGITS, 10)}:{_of(_ANY + '_-', 35)}",
    "model provider's key (sk-48)": lambda: "sk-" + _of(_ANY, 48),
    "registry token (npm_36)": lambda: "npm_" + _of(_ANY, 36),
    "map key (AIza39)": lambda: "AIza" + _of(_ANY + "_-", 35),
    "webhook address": lambda: f"https://hooks.example.com/services/T{_of(_ANY, 8)}/B{_of(_ANY, 8)}/{_of(_ANY, 24)}",
    "error tracker's address": lambda: f"https://{secrets.token_hex(16)}@o12345.ingest.example.com/4501234",
    "database address": lambda: f"postgres://app:{_of(_ANY, 16)}@db.internal.example.com:5432/app?sslmode=require",
    "cache address without user": lambda: f"redis://:{_of(_ANY, 20)}@cache.internal.example.com:6379/0",
    "connection string (key=value;)": lambda: (
        f"Server=tcp:db.example.com,1433;Database=app;User ID=app;Password={_of(_ANY, 18)};Encrypt=true;"
    ),
    "storage connection string": lambda: (
        "DefaultEndpointsProtocol=https;AccountName=files;AccountKey="
        f"{base64.b64encode(secrets.token_bytes(64)).decode()};EndpointSuffix=core.example.net"
    ),
    "signed token (JWT)": _jwt,
    "private key (PEM)": lambda: _pem(1190, "PRIVATE KEY"),
    "key of an elliptic curve (PEM)": lambda: _pem(121, "EC PRIVATE KEY"),
    "service account (JSON)": _account,
    "passphrase of four words": lambda: " ".join(secrets.SystemRandom().sample(_WORDS, 4)),
    "made up by a person": _typed,
    "pin of 6 digits": lambda: _of(_DIGITS, 6),
}

EVERYDAY = [
    *("true", "false", "on", "off", "yes", "no", "none", "null", "0", "1", "8000", "8080", "5432", "6379", "443"),
    *("production", "staging", "development", "localhost", "127.0.0.1", "0.0.0.0", "::1", "postgres", "redis"),  # noqa: S104
    *("info", "debug", "warning", "UTF-8", "en_US.UTF-8", "de_DE.UTF-8", "Europe/Berlin", "UTC", "Etc/UTC"),
    *(
        "eu-central-1",
        "us-east-1",
        "europe-west3-a",
        "application/json",
        "text/html; charset=utf-8",
        "max-age=31536000",
    ),
    *(
        "https://example.com",
        "https://api.example.com/v2",
        "https://github.com/example/project",
        "http://localhost:3000",
    ),
    *("redis://localhost:6379/0", "postgres://localhost/app", "amqp://rabbitmq:5672//", "smtp.example.com:587"),
    *(
        "info@example.com",
        "no-reply@mail.example.com",
        "Example Team <team@example.com>",
        "example.com,www.example.com",
    ),
    *(
        "/var/www/html",
        "/usr/local/bin",
        "./node_modules/.bin",
        "C:\\Program Files\\App",
        "~/.config/app.toml",
    ),
    *("1.25.3", "v2.0.0-rc.1", "3.11-slim-bookworm", "python:3.11-alpine3.18", "node:20.11.1-bookworm-slim", "sha256"),
    *("django.core.mail.backends.smtp.EmailBackend", "whitenoise.storage.CompressedManifestStaticFilesStorage"),
    *("KeyNest.settings", "app.main:create_app", "gunicorn -w 4 -b 0.0.0.0:8000", "--max-old-space-size=4096"),
    *("session_cookie", "X-Forwarded-For", "Authorization", "Content-Security-Policy", "same-origin", "strict-origin"),
    *("postgresql", "django.db.backends.postgresql", "pg_stat_statements", "read_committed", "SERIALIZABLE"),
    *("arn:aws:iam::123456789012:role/DeployRole", "arn:aws:s3:::my-company-assets", "my-company-assets-eu-central-1"),
    *("projects/my-project/locations/europe-west3/keyRings/main", "my-project-123456", "gcr.io/my-project/app:latest"),
    *("2026-11-21", "2026-11-21T18:12:05Z", "0 3 * * *", "P30D", "86400", "3600000", "10.0.0.0/8", "192.168.178.1"),
    *("UA-12345678-1", "G-ABCDE12345", "GTM-ABC1234", "pk_test", "TLSv1.2", "ECDHE-RSA-AES256-GCM-SHA384", "HS256"),
    *("Mozilla/5.0 (X11; Linux x86_64)", "curl/8.5.0", "The quick brown fox jumps over the lazy dog", "Hello, world!"),
    *("feature-flags", "enable_new_checkout", "ENABLE_BETA_FEATURES", "MAX_UPLOAD_SIZE", "10485760", "50MB", "512Mi"),
    *(
        "AWS_SECRET_ACCESS_KEY",
        "DATABASE_URL",
        "changeme",
        "password",
        "example",
        "secret",
        "test1234",
        "your-api-key-here",
    ),
    *("abcdefghijklmnopqrstuvwxyz", "0123456789abcdef", "00000000-0000-0000-0000-000000000000", "127.0.0.1,localhost"),
    "3f2504e0-4f89-11d3-9a0c-0305e82c3301",
]

_SHA, _ID = "9fceb02d0ae598e95dc970b74767f19372d61af8", "7c9e6679-7425-40de-944b-e07fc1f90ae7"
_LINES = [
    "Hi all, the deploy of {version} on {word} went fine, please have a look at https://{word}.example.com/{word}",
    "who broke the {word}? see https://ci.example.com/{word}/builds/{number}#L{number}",
    "I reverted " + _SHA + " on main, {word} is green again",
    "Traceback (most recent call last):\n  File \"/srv/app/{word}.py\", line {number}, in view\nKeyError: '{word}_id'",
    "kubectl -n {word} get pods | grep {word}-7d9f8b6c5d-x2k4q",
    "the pod {word}-6b8f9d7c4-h5z2p restarts every {number} seconds",
    "docker pull registry.example.com/{word}/app@sha256:" + _SHA + _SHA[:24],
    "request id is " + _ID + ", user {word}@example.com, 2026-11-{day} 10:{day}:07.123456",
    "i-0a1b2c3d4e5f67890 in eu-central-1b has no {word} any more",
    "SELECT id, {word} FROM {word}s WHERE created_at > '2026-10-{day}' LIMIT {number};",
    "can somebody set {upper}_URL in {word}? the old one was renamed to {upper}_ADDRESS",
    "npm ERR! code ERESOLVE, could not resolve {word}-plugin@{version}",
    "meet.example.com/xkq-fmpd-wzr in five minutes?",
    "ip-10-0-{day}-17.eu-central-1.compute.internal is slow, {number} ms at p99",
    "Wie lange läuft das {word}-Zertifikat noch? Rechtsschutzversicherungsgesellschaften fragen danach :)",
    "card 4111 1111 1111 1111 is the test card, iban DE89 3704 0044 0532 0130 00 the test account",
    "call me at +49 30 1234567{day} or write to {word}.team@example.com",
    "LGTM, ship it! 🚀",
    "https://docs.example.com/spreadsheets/d/1BxiMVs0XRA5nFMdKvBdBZjgmUUqptlbs74OgvE2upms/edit#gid={number}",
    "the checksum is d41d8cd98f00b204e9800998ecf8427e, so the file is empty",
]
_CHANCE = random.Random(1)  # noqa: S311  # the same lines in every run
CHAT = [
    line.format(
        word=(word := _CHANCE.choice(_WORDS)),
        upper=word.upper(),
        version=f"{_CHANCE.randrange(9)}.{_CHANCE.randrange(40)}.{_CHANCE.randrange(20)}",
        number=_CHANCE.randrange(10, 9000),
        day=_CHANCE.randrange(10, 30),
    )
    for line in _LINES
    for _ in range(50)
]
