"""Which consumer answers which socket path."""

from channels.routing import URLRouter

from core.routing import urlpatterns

application = URLRouter(urlpatterns)
