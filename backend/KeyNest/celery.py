"""The Celery application: `celery -A KeyNest worker` does the work, `celery -A KeyNest beat` is the clock."""

import os
import pkgutil
from datetime import timedelta

from celery import Celery
from celery.signals import setup_logging, worker_init
from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from kombu.transport import redis

import core

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "KeyNest.settings")

# On a lost connection kombu wants to put back what was not acknowledged, over that very connection; what this raises
# Celery does not foresee, and the worker would end for good. Nothing of ours depends on it: the outbox remembers.
redis.Channel.do_restore = False


class _QoS(redis.QoS):
    """Keeps a worker alive whose task ends when the line that it came by is gone, and with it whom to tell of its end.

    kombu would fall over the closed channel. The task is sent again after the visibility timeout, and has expired then.
    """

    def ack(self, delivery_tag: str) -> None:
        if self.channel.connection is not None:
            super().ack(delivery_tag)


redis.Channel.QoS = _QoS

# A machine that is very busy may keep a worker from saying anything for some seconds.
LEAST_SILENCE = timedelta(seconds=10)

app = Celery("KeyNest", task_cls="kernel.jobs:Scheduled")
app.config_from_object("django.conf:settings", namespace="CELERY")


def _packages_with_tasks() -> list[str]:
    """Every place that may hold a `tasks` module: our apps, and the packages inside core."""
    inside_core = [f"core.{module.name}" for module in pkgutil.iter_modules(core.__path__) if module.ispkg]
    return ["kernel", "authentication", *inside_core]


app.autodiscover_tasks(_packages_with_tasks)
app.autodiscover_tasks(["kernel"], related_name="watchdog")
app.autodiscover_tasks(["kernel.operating"], related_name="presence")


@worker_init.connect
def bound_statements(**_: object) -> None:
    """No task of ours has a statement that takes this long: a worker never waits for a lock without end.

    Nor does one hold a lock for longer than a lease without saying anything: it sleeps, or its machine is gone.
    """
    connection_created.connect(_bound, dispatch_uid="statements of a worker")


def _bound(connection: BaseDatabaseWrapper, **_: object) -> None:
    silent = int(max(settings.OUTBOX_LEASE, LEAST_SILENCE).total_seconds() * 1000)
    with connection.cursor() as cursor:
        cursor.execute(f"SET statement_timeout = '120s'; SET idle_in_transaction_session_timeout = {silent}")


@setup_logging.connect
def keep_the_logging_of_django(**_: object) -> None:
    """Celery leaves logging alone as soon as somebody answers this signal: our JSON without secrets stays in force."""
