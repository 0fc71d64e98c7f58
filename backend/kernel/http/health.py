"""Is the process alive, and can it serve? No detail for strangers."""

from django.db import Error, connection
from django.http import HttpRequest, JsonResponse

from kernel import memory
from kernel.sockets import draining


def live(request: HttpRequest) -> JsonResponse:
    """200 while the process answers at all."""
    return JsonResponse({"status": "ok"})


def ready(request: HttpRequest) -> JsonResponse:
    """200 when PostgreSQL and Redis answer, else 503 with what is missing. A process that is about to end is not."""
    parts = {"postgres": _postgres(), "redis": _redis()}
    good = all(parts.values()) and not draining.began()
    named = {name: "ok" if up else "down" for name, up in parts.items()}
    ending = {"draining": True} if draining.began() else {}
    status = 200 if good else 503
    return JsonResponse({"status": "ok" if good else "unavailable", **named, **ending}, status=status)


def _postgres() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return False
    return True


def _redis() -> bool:
    try:
        return bool(memory.client().ping())
    except memory.RedisError:
        return False
