"""The typed environment: every setting an operator may give, read once, with all faults reported at the same time.

Each name can also be given as NAME_FILE, the path of a file that holds the value (Docker and Kubernetes secrets).
`.env.example` explains each of them; a test keeps both lists equal.
"""

import base64
import binascii
import re
from dataclasses import dataclass, field
from datetime import timedelta
from ipaddress import IPv4Network, IPv6Network, ip_network
from urllib.parse import parse_qs, unquote, urlsplit

from environs import FileAwareEnv, ValidationError

from KeyNest import env_providers
from KeyNest.env_providers import Given
from KeyNest.env_rules import at_least, between, certificates, one_of, url, windows, zone

KEY_ID = re.compile(r"^[A-Za-z0-9_.-]{1,32}$")
TLS_MODES = ("none", "starttls", "implicit")


@dataclass(frozen=True)
class Mailbox:
    """Where mail is handed over. `tls` is one of none, starttls, implicit."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    tls: str


@dataclass(frozen=True)
class Env:
    """All settings, typed. Secrets are kept out of the repr."""

    database_url: str = field(repr=False)
    redis_url: str = field(repr=False)
    prepared_statements: bool
    secret_key: str = field(repr=False)
    secret_key_fallbacks: list[str] = field(repr=False)
    master_keys: dict[str, bytes] = field(repr=False)
    jwt_private_keys: dict[str, bytes] = field(repr=False)
    public_url: str
    allowed_hosts: list[str]
    cors_allowed_origins: list[str]
    trusted_proxies: int
    email: Mailbox
    email_timeout: int
    email_data_timeout: int
    outbox_lease: timedelta
    default_from_email: str
    mail_language: str
    mail_time_zone: str
    notifications_keep_read: timedelta
    notifications_keep: timedelta
    activation_required: bool
    registration_open: bool
    operators: list[str] | None
    providers: list[Given] = field(repr=False)
    trusted_issuers: list[Given]
    outbound_allow_insecure: bool
    outbound_ca_file: str
    oauth_spa_redirect_url: str
    jwt_access_ttl: timedelta
    jwt_refresh_ttl: timedelta
    jwt_session_ttl: timedelta
    jwt_profile_claims: bool
    jwt_key_lead: timedelta
    jwt_key_overlap: timedelta
    jwt_key_life: timedelta
    jwt_key_refresh: timedelta
    password_min_length: int
    argon2_memory_kib: int
    argon2_time_cost: int
    rate_limits_enabled: bool
    rates: dict[str, str]
    metrics_allowed: list[IPv4Network | IPv6Network]
    websocket_token_in_query: bool
    websockets_per_process: int
    drain_seconds: int
    port: int
    web_concurrency: int
    wsgi_threads: int
    log_level: str
    log_file: str

    @property
    def secure(self) -> bool:
        """Whether people reach us by HTTPS: cookies, HSTS and redirects follow from it."""
        return self.public_url.startswith("https://")

    @property
    def local(self) -> bool:
        """Whether the public address is this very machine: then sample keys and plain HTTP are allowed."""
        return urlsplit(self.public_url).hostname in {"localhost", "127.0.0.1", "::1"}


# One setting per limit: RATE_<NAME>, windows separated by "|", each <count>/<period>.
RATES = {
    "register_ip": "3/m|10/h",
    "activate_ip": "30/m",
    "activation_mail_address": "1/m|5/d",
    "login_ip": "30/m|300/h",
    "login_account": "10/m",
    "login_failures_account": "50/h",
    "login_failures_account_hard": "100/d",
    "login_failures_everywhere": "2000/5m",
    "refresh_session": "30/m",
    "verify_ip": "300/m",
    "reset_ip": "20/h",
    "reset_address": "5/h",
    "reset_mail_address": "1/m|3/h",
    "reset_confirm_ip": "20/h",
    "password_change_user": "5/h",
    "email_change_user": "5/h",
    "avatar_user": "20/h",
    "oauth_start_ip": "30/m|300/h",
    "oauth_finish_ip": "30/m|300/h",
    "identity_link_user": "20/h",
    "mfa_ip": "30/m|300/h",
    "mfa_user": "5/5m|20/h|50/d",
    "mfa_setup_user": "20/h",
    "passkey_ip": "60/m",
    "reauthenticate_user": "5/5m|20/h|50/d",
    "mail_code_user": "1/m|10/d",
    "not_me_ip": "20/h",
    "provider_test_user": "30/h",
    "mail_mailbox": "60/10m|500/d",
    "mail_preview_user": "120/m",
    "mail_test_user": "10/h",
    "ws_ticket_user": "60/m",
    "invitation_preview_ip": "60/m",
    "invitations_organization": "200/h",
    "unsubscribe_ip": "240/m",
    "chat_messages_user": "10/s",
    "chat_search_user": "120/m",
    "reveal_user": "600/m",
    "held_user": "10/h",
    "share_links_user": "120/h",
    "share_ip": "60/m|600/h",
    "api_user": "3000/m",
    "api_ip": "6000/m",
}


def read() -> Env:
    """Read the process environment.

    Raises:
        environs.EnvValidationError: with every fault at once, a line each; no value is repeated in it.
    """
    env = FileAwareEnv(eager=False)
    values = Env(
        database_url=env.str("DATABASE_URL", validate=url("postgresql", "postgres")),
        redis_url=env.str("REDIS_URL", validate=url("redis", "rediss", "unix")),
        prepared_statements=env.bool("PREPARED_STATEMENTS", default=True),
        secret_key=env.str("SECRET_KEY", validate=at_least(32)),
        secret_key_fallbacks=env.list("SECRET_KEY_FALLBACKS", default=[]),
        master_keys=_keys(env, "KEYNEST_MASTER_KEYS", length=32),
        jwt_private_keys=_keys(env, "JWT_PRIVATE_KEYS"),
        public_url=env.str("PUBLIC_URL", default="http://localhost:8000", validate=url("http", "https")).rstrip("/"),
        allowed_hosts=env.list("ALLOWED_HOSTS", default=[]),
        cors_allowed_origins=env.list("CORS_ALLOWED_ORIGINS", default=[]),
        trusted_proxies=env.int("TRUSTED_PROXIES", default=0, validate=between(0, 10)),
        email=_mailbox(env),
        email_timeout=env.int("EMAIL_TIMEOUT", default=10, validate=between(1, 120)),
        email_data_timeout=env.int("EMAIL_DATA_TIMEOUT", default=90, validate=between(1, 600)),
        outbox_lease=env.timedelta("OUTBOX_LEASE", default=timedelta(seconds=30)),
        default_from_email=env.str("DEFAULT_FROM_EMAIL", default="KeyNest <keynest@localhost>"),
        mail_language=env.str("MAIL_LANGUAGE", default="en", validate=one_of("en", "de")),
        mail_time_zone=env.str("MAIL_TIME_ZONE", default="UTC", validate=zone),
        notifications_keep_read=env.timedelta("NOTIFICATIONS_KEEP_READ", default=timedelta(days=90)),
        notifications_keep=env.timedelta("NOTIFICATIONS_KEEP", default=timedelta(days=365)),
        activation_required=env.bool("ACTIVATION_REQUIRED", default=True),
        registration_open=env.bool("REGISTRATION_OPEN", default=True),
        operators=env.list("OPERATORS", default=None),
        providers=env_providers.providers(env),
        trusted_issuers=env_providers.issuers(env),
        outbound_allow_insecure=env.bool("OUTBOUND_ALLOW_INSECURE", default=False),
        outbound_ca_file=env.str("OUTBOUND_CA_FILE", default="", validate=certificates),
        oauth_spa_redirect_url=env.str("OAUTH_SPA_REDIRECT_URL", default=""),
        jwt_access_ttl=env.timedelta("JWT_ACCESS_TTL", default=timedelta(minutes=60)),
        jwt_refresh_ttl=env.timedelta("JWT_REFRESH_TTL", default=timedelta(days=7)),
        jwt_session_ttl=env.timedelta("JWT_SESSION_TTL", default=timedelta(days=30)),
        jwt_profile_claims=env.bool("JWT_PROFILE_CLAIMS", default=True),
        jwt_key_lead=env.timedelta("JWT_KEY_LEAD", default=timedelta(minutes=10)),
        jwt_key_overlap=env.timedelta("JWT_KEY_OVERLAP", default=timedelta(days=7)),
        jwt_key_life=env.timedelta("JWT_KEY_LIFE", default=timedelta(days=90)),
        jwt_key_refresh=env.timedelta("JWT_KEY_REFRESH", default=timedelta(seconds=30)),
        password_min_length=env.int("PASSWORD_MIN_LENGTH", default=12, validate=between(8, 128)),
        argon2_memory_kib=env.int("ARGON2_MEMORY_KIB", default=19 * 1024, validate=between(7 * 1024, 1024 * 1024)),
        argon2_time_cost=env.int("ARGON2_TIME_COST", default=2, validate=between(1, 20)),
        rate_limits_enabled=env.bool("RATE_LIMITS_ENABLED", default=True),
        rates={name: env.str(f"RATE_{name.upper()}", default=rate, validate=windows) for name, rate in RATES.items()},
        metrics_allowed=_networks(env, "METRICS_ALLOWED", default="127.0.0.0/8,::1"),
        websocket_token_in_query=env.bool("WEBSOCKET_TOKEN_IN_QUERY", default=True),
        websockets_per_process=env.int("WEBSOCKETS_PER_PROCESS", default=5000, validate=between(1, 100_000)),
        drain_seconds=env.int("DRAIN_SECONDS", default=20, validate=between(0, 600)),
        port=env.int("PORT", default=8000, validate=between(1, 65535)),
        web_concurrency=env.int("WEB_CONCURRENCY", default=1, validate=between(1, 64)),
        wsgi_threads=env.int("WSGI_THREADS", default=4, validate=between(1, 64)),
        log_level=env.str("LOG_LEVEL", default="INFO", validate=one_of("DEBUG", "INFO", "WARNING", "ERROR")),
        log_file=env.str("LOG_FILE", default=""),
    )
    env.seal()  # type: ignore[no-untyped-call]  # environs leaves it untyped
    return values


def _keys(env: FileAwareEnv, name: str, *, length: int | None = None) -> dict[str, bytes]:
    """Read `id:base64,id:base64`; the first key is the one in use, the others only read what is old."""

    def validate(text: str) -> None:
        parse(text)

    def parse(text: str) -> dict[str, bytes]:
        keys: dict[str, bytes] = {}
        for part in filter(None, (part.strip() for part in text.split(","))):
            key_id, _, encoded = part.partition(":")
            if not KEY_ID.match(key_id):
                raise ValidationError("each key is written id:base64, the id of letters, digits, dots and dashes")
            try:
                keys[key_id] = base64.b64decode(encoded, validate=True)
            except binascii.Error:
                raise ValidationError(f"the key {key_id} is not base64") from None
            if length and len(keys[key_id]) != length:
                raise ValidationError(f"the key {key_id} must be {length} bytes long")
        if not keys:
            raise ValidationError("at least one key is needed, written id:base64")
        return keys

    text = env.str(name, validate=validate)
    try:
        return parse(text or "")
    except ValidationError:
        return {}


def _networks(env: FileAwareEnv, name: str, *, default: str) -> list[IPv4Network | IPv6Network]:
    """Read addresses and networks, like 10.0.0.7,10.1.0.0/16."""

    def parse(text: str) -> list[IPv4Network | IPv6Network]:
        try:
            return [ip_network(part.strip()) for part in text.split(",") if part.strip()]
        except ValueError:
            raise ValidationError("must be addresses and networks like 10.0.0.7,10.1.0.0/16") from None

    def validate(text: str) -> None:
        parse(text)

    text = env.str(name, default=default, validate=validate)
    try:
        return parse(text or "")
    except ValidationError:
        return []


def _mailbox(env: FileAwareEnv) -> Mailbox:
    """Read smtp://user:password@host:port/?tls=none|starttls|implicit."""

    def validate(text: str) -> None:
        parts = urlsplit(text)
        if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
            raise ValidationError("must look like smtp://user:password@host:port/?tls=none|starttls|implicit")
        if parse_qs(parts.query).get("tls", ["none"])[-1] not in TLS_MODES:
            raise ValidationError(f"tls must be one of {', '.join(TLS_MODES)}")

    text = env.str("EMAIL_URL", default="smtp://localhost:1025/", validate=validate) or ""
    parts = urlsplit(text)
    tls = parse_qs(parts.query).get("tls", ["implicit" if parts.scheme == "smtps" else "none"])[-1]
    default_port = {"none": 25, "starttls": 587, "implicit": 465}.get(tls, 25)
    try:
        port = parts.port or default_port
    except ValueError:
        port = default_port
    return Mailbox(parts.hostname or "", port, unquote(parts.username or ""), unquote(parts.password or ""), tls)
