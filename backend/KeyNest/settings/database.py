"""PostgreSQL through psycopg2, with connections that a thread keeps; Redis as the shared cache."""

from urllib.parse import parse_qs, unquote, urlsplit

from KeyNest.settings.environment import ENV


def _postgres(url: str) -> dict[str, object]:
    parts = urlsplit(url)
    query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "keynest",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", None) or parts.hostname or "",
        "PORT": query.pop("port", None) or parts.port or "",
        # Opening a connection costs more than most of our queries: a thread keeps its own (PERFORMANCE.md).
        "CONN_MAX_AGE": 60,
        # Asking first whether PostgreSQL still answers would cost every request a round trip. After a restart the
        # first request of each thread is told 503 and to come back, and the connection is made anew.
        "CONN_HEALTH_CHECKS": False,
        "OPTIONS": {"connect_timeout": 5, "application_name": "keynest", **query},
    }


DATABASES = {"default": _postgres(ENV.database_url)}
PREPARED_STATEMENTS = ENV.prepared_statements

REDIS_URL = ENV.redis_url
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": ENV.redis_url,
        "KEY_PREFIX": "kn",
        "OPTIONS": {"socket_timeout": 0.5, "socket_connect_timeout": 0.5},
    }
}
