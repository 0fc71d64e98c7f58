"""The Celery application: `celery -A KeyNest worker` does the work, `celery -A KeyNest beat` is the clock."""

import os
import pkgutil

from celery import Celery
from celery.signals import setup_logging
from kombu.transport import redis

import core

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "KeyNest.settings")

# On a lost connection kombu wants to put back what was not acknowledged, over that very connection; what this raises
# Celery does not foresee, and the worker would end for good. Nothing of ours depends on it: the outbox remembers.
redis.Channel.do_restore = False

app = Celery("KeyNest")
app.config_from_object("django.conf:settings", namespace="CELERY")


def _packages_with_tasks() -> list[str]:
    """Every place that may hold a `tasks` module: our apps, and the packages inside core."""
    inside_core = [f"core.{module.name}" for module in pkgutil.iter_modules(core.__path__) if module.ispkg]
    return ["kernel", "authentication", *inside_core]


app.autodiscover_tasks(_packages_with_tasks)


@setup_logging.connect
def keep_the_logging_of_django(**_: object) -> None:
    """Celery leaves logging alone as soon as somebody answers this signal: our JSON without secrets stays in force."""
