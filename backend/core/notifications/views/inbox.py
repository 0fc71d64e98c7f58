"""One's own notifications over HTTP."""

from rest_framework import serializers
from rest_framework.response import Response

from core.notifications.actions import reading
from core.notifications.selectors import inbox
from core.notifications.serializers.inbox import (
    NotificationOut,
    NotificationsQuery,
    ReadIn,
    UnreadOut,
    notifications_out,
)
from kernel.http.pagination import page
from kernel.http.schema import documented, paged
from kernel.http.views import Request, View


class Notifications(View):
    """The inbox."""

    queries = {"get": NotificationsQuery}

    @documented(
        "List my notifications, newest first",
        answer=paged(NotificationOut, unread=serializers.IntegerField()),
        tag="notifications",
    )
    def get(self, request: Request) -> Response:
        rows = inbox.notifications(request.actor, unread=request.query.get("unread"))
        count = inbox.unread_count(request.actor)
        return page(request, rows, order=("-seq",), shape=notifications_out, unread=count)


class Reading(View):
    """What has been read."""

    @documented("Mark notifications as read", body=ReadIn, answer=UnreadOut, tag="notifications")
    def post(self, request: Request) -> Response:
        reading.mark_read(request.actor, ids=ReadIn.parse(request).get("ids"))
        return Response({"unread": inbox.unread_count(request.actor)})
