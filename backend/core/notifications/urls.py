"""Routes of notifications."""

from django.urls import path

from core.notifications.views import inbox, preferences, unsubscribing

urlpatterns = [
    path("notifications/", inbox.Notifications.as_view()),
    path("notifications/read/", inbox.Reading.as_view()),
    path("notifications/preferences/", preferences.OwnPreferences.as_view()),
    path("organizations/<uuid:organization_id>/notification-defaults/", preferences.Defaults.as_view()),
    path("unsubscribe/", unsubscribing.Unsubscribe.as_view()),
    path("unsubscribe/preview/", unsubscribing.Preview.as_view()),
    path("unsubscribe/undo/", unsubscribing.Undo.as_view()),
]
