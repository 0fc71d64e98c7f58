"""Routes of notifications."""

from django.urls import path

from core.notifications import views

urlpatterns = [
    path("notifications/", views.Notifications.as_view()),
    path("notifications/read/", views.Reading.as_view()),
    path("notifications/preferences/", views.Preferences.as_view()),
]
