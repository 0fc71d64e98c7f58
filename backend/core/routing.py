"""Which consumer answers which socket path."""

from typing import Any, cast

from django.urls import URLPattern, re_path

from core.realtime import consumers


def _door(pattern: str, consumer: Any) -> URLPattern:
    return cast(URLPattern, re_path(pattern, consumer.as_asgi()))


# The last slash may be missing: a client whose socket is refused for it learns nothing but 403.
urlpatterns = [
    _door(r"^ws/?$", consumers.Everything),
    _door(r"^ws/chat/?$", consumers.Chat),
    _door(r"^ws/notifications/?$", consumers.Notifications),
    _door(r"^ws/events/(?P<organization_id>[^/]+)/?$", consumers.OrganizationEvents),
    _door(r"", consumers.Nowhere),
]
