"""/metrics, in Prometheus' own form, for whom the settings let see it. To all others there is no such page."""

from ipaddress import ip_address

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from prometheus_client.exposition import choose_encoder

from kernel.operating import prometheus

# By any of these a proxy shows itself.
FORWARDED = ("Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP")


def metrics(request: HttpRequest) -> HttpResponse:
    """To all others there is no such page, however they ask."""
    if not _may_see(request):
        raise Http404
    return _figures(request)


@require_safe
def _figures(request: HttpRequest) -> HttpResponse:
    """All figures, as they are now."""
    encode, content_type = choose_encoder(request.headers.get("Accept", ""))
    return HttpResponse(encode(prometheus.registry()), content_type=content_type)


def _may_see(request: HttpRequest) -> bool:
    """By the trusted address. Of what came by a proxy that does not vouch for an address only the proxy's is known."""
    hops = len(request.headers.get("X-Forwarded-For", "").split(","))
    vouched_for = "X-Forwarded-For" in request.headers and 0 < settings.TRUSTED_PROXIES <= hops
    if not vouched_for and any(name in request.headers for name in FORWARDED):
        return False
    address = ip_address(request.origin.address)  # type: ignore[attr-defined]  # RequestContext puts it there
    return any(address in network for network in settings.METRICS_ALLOWED)
