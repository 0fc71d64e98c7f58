"""What to call the device that a User-Agent header comes from, and the mark by which a browser is known again."""

import re
import secrets

from ua_parser import parse

from kernel.crypto import digest

PROGRAMS = {"Python Requests": "Python", "python-requests": "Python"}
MARK = re.compile(r"^[\w-]{43}$")


def name_of(agent: str) -> str:
    """`Firefox on Ubuntu`, as far as it can be told."""
    seen = parse(agent[:256])
    browser = seen.user_agent.family if seen.user_agent else agent.partition("/")[0].strip()[:40]
    system = seen.os.family if seen.os else ""
    name = PROGRAMS.get(browser, browser) or "Unknown device"
    return (f"{name} on {system}" if system else name)[:120]


def new_mark() -> str:
    """256 random bits for a browser to keep. They open nothing: they only say that it was here before."""
    return secrets.token_urlsafe(32)


def is_mark(text: str) -> bool:
    """Whether it could be one of ours."""
    return MARK.match(text) is not None


def digest_of(mark: str) -> str:
    """What is kept of it here."""
    return digest.sha256(mark).hex()
