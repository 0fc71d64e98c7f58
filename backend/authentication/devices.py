"""What to call the device that a User-Agent header comes from."""

from ua_parser import parse

PROGRAMS = {"Python Requests": "Python", "python-requests": "Python"}


def name_of(agent: str) -> str:
    """`Firefox on Ubuntu`, as far as it can be told."""
    seen = parse(agent[:256])
    browser = seen.user_agent.family if seen.user_agent else agent.partition("/")[0].strip()[:40]
    system = seen.os.family if seen.os else ""
    name = PROGRAMS.get(browser, browser) or "Unknown device"
    return (f"{name} on {system}" if system else name)[:120]
