"""Every route of the API. Pages of the web app and sockets are composed in asgi.py."""

from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from authentication import urls as accounts
from kernel.http import health
from kernel.http.metrics import metrics

handler400 = "kernel.http.exceptions.bad_request"
handler403 = "kernel.http.exceptions.permission_denied"
handler404 = "kernel.http.exceptions.page_not_found"
handler500 = "kernel.http.exceptions.server_error"

urlpatterns = [
    path("api/core/", include("core.urls")),
    path("api/auth/", include("authentication.urls")),
    path("api/operator/", include("core.operating.urls")),
    *accounts.short,
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("api/docs/", SpectacularSwaggerSplitView.as_view(url_name="schema"), name="docs"),
    path("health/live", health.live),
    path("health/ready", health.ready),
    path("metrics", metrics),
    # Django's own form knows neither our rules for passwords nor the sessions that must end.
    path("admin/password_change/", RedirectView.as_view(url="/account/security")),
    path("admin/", admin.site.urls),
]
