"""Routes of streams."""

from django.urls import path

from core.realtime import views

urlpatterns = [
    path("streams/<str:stream>/", views.Stream.as_view()),
    path("streams/<str:stream>/presence/", views.Presence.as_view()),
]
