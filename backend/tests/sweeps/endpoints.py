"""Every route and method that the program answers, read from its URL configuration."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

METHODS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True, order=True)
class Endpoint:
    """One method of one route; `route` as Django writes it, with its converters."""

    method: str
    route: str
    view: type[Any] = field(compare=False, default=object)


def endpoints(prefix: str) -> set[Endpoint]:
    """All endpoints of routes below `prefix`."""
    found = set()
    for route, pattern in _patterns(get_resolver().url_patterns, ""):
        view = getattr(pattern.callback, "view_class", None)
        if not route.startswith(prefix) or view is None:
            continue
        found |= {Endpoint(method, route, view) for method in METHODS if hasattr(view, method)}
    return found


def _patterns(patterns: list[URLPattern | URLResolver], prefix: str) -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _patterns(pattern.url_patterns, route)
        else:
            yield route, pattern
