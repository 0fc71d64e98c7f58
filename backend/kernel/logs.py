"""JSON log lines with the request's id, and a filter that takes tokens out of whatever somebody logs."""

import json
import logging
import re
from contextvars import ContextVar
from datetime import UTC, datetime

request_id: ContextVar[str] = ContextVar("request_id", default="")

STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName", "color_message"}
# JWTs and our own tokens; bearer headers; members and parameters named like a credential; URLs with a password.
SECRETS = re.compile(
    r"eyJ[\w-]{8,}\.[\w-]+\.[\w-]*"
    r"|kn[a-z]?_[A-Za-z0-9_.-]{8,}"
    r"|(?P<scheme>bearer )[^\s\"']+"
    r"|(?P<name>[?&#\"'](?:token|ticket|code|state|access|refresh|password|secret)[\"']?\s*[=:]\s*[\"']?)[^\s&\"',}]+"
    r"|(?P<url>://[^/\s:@]*:)[^/\s@]+(?=@)",
    re.IGNORECASE,
)


def redacted(text: str) -> str:
    """The text without what looks like a token or a password."""
    return SECRETS.sub(lambda match: (match[match.lastgroup] if match.lastgroup else "") + "[redacted]", text)


class Redact(logging.Filter):
    """Rewrites each record: message, arguments and extra fields."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = redacted(record.getMessage())
        record.args = None
        for name, value in list(vars(record).items()):
            if name not in STANDARD and isinstance(value, str):
                setattr(record, name, redacted(value))
        return True


class JSONFormatter(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if request_id.get():
            line["request_id"] = request_id.get()
        line |= {name: value for name, value in vars(record).items() if name not in STANDARD}
        if record.exc_info:
            line["exception"] = redacted(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False, default=str)
