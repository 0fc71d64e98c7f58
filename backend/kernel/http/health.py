"""Is the process alive, and can it serve? No detail for strangers."""

from django.db import Error, connection
from django.http import HttpRequest, JsonResponse

from kernel import memory


def live(request: HttpRequest) -> JsonResponse:
    """200 while the process answers at all."""
    return JsonResponse({"status": "ok"})


def ready(request: HttpRequest) -> JsonResponse:
    """200 when PostgreSQL and Redis answer, else 503 with what is missing."""
    parts = {"postgres": _postgres(), "redis": _redis()}
    good = all(parts.values())
    named = {name: "ok" if up else "down" for name, up in parts.items()}
    return JsonResponse({"status": "ok" if good else "unavailable", **named}, status=200 if good else 503)


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
