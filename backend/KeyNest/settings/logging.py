"""JSON logs with request ids and without secrets, to standard error and, if asked, to a rotated file."""

from KeyNest.settings.environment import ENV

_HANDLERS: dict[str, dict[str, object]] = {
    "stderr": {"class": "logging.StreamHandler", "formatter": "json", "filters": ["redact"]},
}
if ENV.log_file:
    _HANDLERS["file"] = {
        "class": "logging.handlers.RotatingFileHandler",
        "filename": ENV.log_file,
        "maxBytes": 10 * 1024 * 1024,
        "backupCount": 5,
        "formatter": "json",
        "filters": ["redact"],
    }

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"redact": {"()": "kernel.logs.Redact"}},
    "formatters": {"json": {"()": "kernel.logs.JSONFormatter"}},
    "handlers": _HANDLERS,
    "root": {"handlers": list(_HANDLERS), "level": ENV.log_level},
    "loggers": {
        # Our middleware writes the access line, with the path and never the query string.
        "uvicorn.access": {"level": "CRITICAL"},
        "uvicorn.error": {"level": ENV.log_level},
        "django.server": {"level": "CRITICAL"},
        "django.request": {"level": "ERROR"},
        "axes": {"level": "WARNING"},
        # It writes a stack a second while Redis is away; our own bus says so once.
        "channels_redis": {"level": "CRITICAL"},
    },
}
