"""The one answer to "who is calling, from where": used by limits, lockout, audit and allow-lists alike."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest

from kernel.actor import Origin

AGENT_LENGTH = 256


def trusted_ip(request: HttpRequest) -> str:
    """The client's address: the peer's, or the one that the configured number of our own proxies vouch for."""
    return resolve(request.META.get("REMOTE_ADDR", ""), request.META.get("HTTP_X_FORWARDED_FOR", ""))


def resolve(peer: str, forwarded_for: str) -> str:
    """Count as many hops from the right of X-Forwarded-For as there are proxies of ours; what is left is hearsay."""
    hops = [hop.strip() for hop in forwarded_for.split(",")] if forwarded_for else []
    proxies = settings.TRUSTED_PROXIES
    candidate = hops[-proxies] if 0 < proxies <= len(hops) else peer
    return _parsed(candidate) or _parsed(peer) or "0.0.0.0"  # noqa: S104  # a placeholder, nothing is bound to it


def bucket(address: str) -> str:
    """What limits are counted by: an IPv4 address, or an IPv6 /64, which is one household."""
    ip = ipaddress.ip_address(address)
    if ip.version == 4:
        return str(ip)
    return str(ipaddress.ip_network((ip, 64), strict=False))


def origin_of(request: HttpRequest, request_id: str) -> Origin:
    """What an event says about where it came from."""
    agent = request.META.get("HTTP_USER_AGENT", "").replace("\x00", "")[:AGENT_LENGTH]
    return Origin(trusted_ip(request), agent, request_id)


def _parsed(text: str) -> str | None:
    host = text.strip().removeprefix("[").partition("]")[0]
    if host.count(":") == 1:  # 1.2.3.4:5678, as some proxies write it
        host = host.partition(":")[0]
    try:
        ip = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return None
    mapped = ip.ipv4_mapped if isinstance(ip, ipaddress.IPv6Address) else None
    return str(mapped or ip)
