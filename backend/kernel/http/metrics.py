"""/metrics, in Prometheus' own form, for whom the settings let see it. To all others there is no such page."""

from ipaddress import ip_address

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from prometheus_client.exposition import choose_encoder

from kernel.operating import prometheus


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """All figures, as they are now."""
    if not _may_see(request):
        raise Http404
    encode, content_type = choose_encoder(request.headers.get("Accept", ""))
    return HttpResponse(encode(prometheus.registry()), content_type=content_type)


def _may_see(request: HttpRequest) -> bool:
    """By the trusted address. Of what came by a proxy that nobody has told us of, only the proxy's is known."""
    if "X-Forwarded-For" in request.headers and not settings.TRUSTED_PROXIES:
        return False
    address = ip_address(request.origin.address)  # type: ignore[attr-defined]  # RequestContext puts it there
    return any(address in network for network in settings.METRICS_ALLOWED)
