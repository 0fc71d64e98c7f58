"""Hosts, HTTPS, cookies and headers. Whether HTTPS is enforced follows from PUBLIC_URL."""

from urllib.parse import urlsplit

from KeyNest.settings.environment import ENV

TRUSTED_PROXIES = ENV.trusted_proxies
METRICS_ALLOWED = ENV.metrics_allowed
ALLOWED_HOSTS = [urlsplit(ENV.public_url).hostname or "", *ENV.allowed_hosts]
if ENV.local:
    ALLOWED_HOSTS += ["localhost", "127.0.0.1", "[::1]"]

SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENV.trusted_proxies else None
SECURE_SSL_REDIRECT = ENV.secure
# Probes and scrapes come from inside, by address and without HTTPS.
SECURE_REDIRECT_EXEMPT = [r"^health/", r"^metrics$"]
SECURE_HSTS_SECONDS = 63_072_000 if ENV.secure else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = ENV.secure
SECURE_HSTS_PRELOAD = ENV.secure
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "no-referrer"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = ENV.secure
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_PATH = "/admin/"
CSRF_COOKIE_SECURE = ENV.secure
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_PATH = "/admin/"
COOKIES_SECURE = ENV.secure
