"""How much lies in Celery's queues: nudges and the clock's wishes, never anything that could be lost."""

from django.conf import settings

from kernel import memory

AWAY = "away"
OK = "ok"


def queues() -> list[str]:
    """The names of all our queues."""
    routed = {str(route["queue"]) for route in settings.CELERY_TASK_ROUTES.values()}
    return sorted(routed | {settings.CELERY_TASK_DEFAULT_QUEUE})


def depths() -> dict[str, int] | None:
    """How many messages wait in each; None when the broker does not answer, which takes half a second to know."""
    prefix = str(settings.CELERY_BROKER_TRANSPORT_OPTIONS["global_keyprefix"])
    names = queues()
    try:
        with memory.client().pipeline(transaction=False) as pipe:
            for name in names:
                pipe.llen(prefix + name)
            return dict(zip(names, map(int, pipe.execute()), strict=True))
    except memory.RedisError:
        return None
