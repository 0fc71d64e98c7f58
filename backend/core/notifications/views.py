"""One's own notifications over HTTP."""

from rest_framework import serializers
from rest_framework.response import Response

from core.notifications import actions, selectors
from core.notifications.serializers import (
    NotificationOut,
    NotificationsQuery,
    PreferencesIn,
    PreferencesOut,
    ReadIn,
    UnreadOut,
    notifications_out,
    preferences_out,
    wanted,
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
        rows = selectors.notifications(request.actor, unread=request.query.get("unread"))
        count = selectors.unread_count(request.actor)
        return page(request, rows, order=("-seq",), shape=notifications_out, unread=count)


class Reading(View):
    """What has been read."""

    @documented("Mark notifications as read", body=ReadIn, answer=UnreadOut, tag="notifications")
    def post(self, request: Request) -> Response:
        actions.mark_read(request.actor, ids=ReadIn.parse(request).get("ids"))
        return Response({"unread": selectors.unread_count(request.actor)})


class Preferences(View):
    """What to be told, and how."""

    @documented("Show my notification preferences", answer=PreferencesOut, tag="notifications")
    def get(self, request: Request) -> Response:
        return Response(preferences_out(selectors.preferences(request.actor)))

    @documented("Choose what to be told", body=PreferencesIn, answer=PreferencesOut, tag="notifications")
    def put(self, request: Request) -> Response:
        actions.choose(request.actor, wanted=wanted(PreferencesIn.parse(request)["kinds"]))
        return Response(preferences_out(selectors.preferences(request.actor)))
