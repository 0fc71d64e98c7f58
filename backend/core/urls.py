"""Routes of /api/core/, gathered from the packages."""

from django.urls import include, path

urlpatterns = [
    path("", include("core.tenancy.urls")),
    path("", include("core.invitations.urls")),
    path("", include("core.audit.urls")),
    path("", include("core.notifications.urls")),
    path("", include("core.realtime.urls")),
    path("", include("core.vault.urls")),
]
