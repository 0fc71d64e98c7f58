"""Routes of /api/core/, gathered from the packages."""

from django.urls import include, path

# Routes are tried one after the other, so what machines ask for all the time stands first.
urlpatterns = [
    path("", include("core.vault.urls")),
    path("", include("core.tenancy.urls")),
    path("", include("core.invitations.urls")),
    path("", include("core.sharing.urls")),
    path("", include("core.branding.urls")),
    path("", include("core.chat.urls")),
    path("", include("core.audit.urls")),
    path("", include("core.notifications.urls")),
    path("", include("core.realtime.urls")),
]
