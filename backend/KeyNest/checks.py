"""Mistakes that matter where others can reach KeyNest. Errors keep it from starting, warnings don't."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning  # noqa: A004  # Django's name for it

LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
# 32 random bytes hold fewer different ones, or nothing but printable ones, once in ten billion times.
DIFFERENT_BYTES = 16
DIFFERENT_CHARACTERS = 12


def production(app_configs: Sequence[Any] | None = None, **_: Any) -> list[CheckMessage]:
    """All of them; none of them where PUBLIC_URL is this very machine."""
    address = urlsplit(settings.PUBLIC_URL)
    if address.hostname in LOCAL:
        return []
    found: list[CheckMessage] = []
    for key_id, key in settings.KEYNEST_MASTER_KEYS.items():
        if is_sample(key):
            hint = "Make one of 32 random bytes, as .env.example shows, and run manage.py rotate_master_key."
            found.append(Error(f"The master key {key_id} is a sample: everybody knows it.", hint, id="keynest.E001"))
    if any(len(set(key)) < DIFFERENT_CHARACTERS for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)):
        hint = "Make one as .env.example shows."
        found.append(Error("SECRET_KEY is a sample: everybody knows it.", hint, id="keynest.E002"))
    if "*" in settings.ALLOWED_HOSTS:
        found.append(Error("ALLOWED_HOSTS lets every name in.", "Name the hosts.", id="keynest.E003"))
    if "*" in settings.CORS_ALLOWED_ORIGINS:
        found.append(Error("CORS_ALLOWED_ORIGINS lets every site in.", "Name the origins.", id="keynest.E004"))
    if address.scheme != "https":
        hint = "Put a proxy with a certificate in front, and write https:// into PUBLIC_URL."
        found.append(Warning("PUBLIC_URL is not HTTPS: anybody on the way reads along.", hint, id="keynest.W001"))
    if "@localhost" in settings.DEFAULT_FROM_EMAIL:
        hint = "Set DEFAULT_FROM_EMAIL to an address of your domain."
        found.append(Warning("Mails come from localhost; few servers take them.", hint, id="keynest.W002"))
    if not settings.RATE_LIMITS_ENABLED:
        found.append(Warning("Rate limits are switched off.", "Set RATE_LIMITS_ENABLED=true.", id="keynest.W003"))
    if settings.OUTBOUND_ALLOW_INSECURE:
        hint = "Leave it off unless a provider stands in a network of your own."
        found.append(Warning("Servers inside, and without certificates, may be asked.", hint, id="keynest.W004"))
    if "first" in settings.OPERATORS:
        hint = "Name their addresses in OPERATORS."
        found.append(Warning("Whoever registers first becomes an operator.", hint, id="keynest.W005"))
    return found


def is_sample(key: bytes) -> bool:
    """Whether a key looks written and not drawn: zeros, repetitions, text."""
    return len(set(key)) < DIFFERENT_BYTES or all(32 <= byte < 127 for byte in key)
