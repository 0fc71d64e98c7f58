"""Routes of /api/core/, gathered from the packages."""

from django.urls import URLResolver

urlpatterns: list[URLResolver] = []
