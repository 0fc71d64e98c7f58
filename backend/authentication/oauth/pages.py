"""Pages of the web app that a sign-in leads to: ours, and no others, however their address is written."""

from urllib.parse import unquote, urlsplit

HOME = "/"
CALLBACK = "/oauth/callback"
CONNECTIONS = "/account/connections"
LONGEST = 500
NO_PAGES = frozenset({"api", "auth", "admin", "o", ".well-known"})


def own(text: str | None, *, default: str = HOME) -> str:
    """The address, if it is a path of ours that every browser reads alike; else the default."""
    return text if text and _is_own(text) else default


def _is_own(text: str) -> bool:
    if len(text) > LONGEST or not text.startswith("/"):
        return False
    if any(not character.isprintable() or character in " \\" for character in text):
        return False
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    if parts.scheme or parts.netloc:
        return False
    path = parts.path
    plain = unquote(path)
    # What is encoded once may be decoded once more on its way: slashes, dots and controls must stand there openly.
    segments = plain.split("/")[1:]
    hidden = plain.count("/") != path.count("/") or "%" in plain or "\\" in plain or not plain.isprintable()
    odd = "" in segments[:-1] or any(segment in {".", ".."} for segment in segments)
    return not hidden and not odd and segments[0] not in NO_PAGES
