"""Celery: a nudge and a clock. What must not be lost is a row in the outbox, never a message in the broker."""

from typing import Any

from KeyNest.settings.environment import ENV

CELERY_BROKER_URL = ENV.redis_url
CELERY_RESULT_BACKEND = None
CELERY_TASK_IGNORE_RESULT = True
# A task is taken from the queue when it is done: what a worker died of is done by another. All of them are repeatable.
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# In a pool of threads, which ours is, kernel.watchdog sees to them (docs/adr/0026).
CELERY_TASK_TIME_LIMIT = 300
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = "UTC"
CELERY_TASK_DEFAULT_QUEUE = "default"
# What may take minutes goes to `heavy`, which a large installation gives a worker of its own.
CELERY_TASK_ROUTES = {"outbox.*": {"queue": "mail"}, "*.purge": {"queue": "heavy"}}
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
# A mail in flight is finished, broker or no broker.
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 600,
    "socket_connect_timeout": 0.5,
    "socket_timeout": 5,
    "max_retries": 1,
    "global_keyprefix": "kn-tasks:",
}
# The broker is empty after a Redis restart: the clock, not the broker, guarantees that work goes on.
CELERY_BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    "drain the outbox": {"task": "outbox.drain", "schedule": 5.0, "options": {"expires": 5}},
    "purge what has expired": {"task": "kernel.purge", "schedule": 3600.0, "options": {"expires": 3600}},
    "bind reads of values into the chain": {"task": "audit.anchor_reads", "schedule": 60.0, "options": {"expires": 60}},
    "purge ended sessions": {"task": "authentication.purge", "schedule": 3600.0, "options": {"expires": 3600}},
    "expire invitations": {"task": "invitations.expire", "schedule": 600.0, "options": {"expires": 600}},
    "remind of invitations": {"task": "invitations.remind", "schedule": 3600.0, "options": {"expires": 3600}},
    "queue digests": {"task": "notifications.digest", "schedule": 300.0, "options": {"expires": 300}},
    "purge old notifications": {"task": "notifications.purge", "schedule": 3600.0, "options": {"expires": 3600}},
    "expire share links": {"task": "sharing.expire", "schedule": 300.0, "options": {"expires": 300}},
    "take fingerprints of older values": {"task": "vault.fingerprints", "schedule": 600.0, "options": {"expires": 600}},
    "renew signing keys": {"task": "authentication.renew_keys", "schedule": 3600.0, "options": {"expires": 3600}},
}

NOTIFICATIONS_KEEP_READ = ENV.notifications_keep_read
NOTIFICATIONS_KEEP = ENV.notifications_keep

# A worker renews what it holds; after so long without that it counts as dead, and another takes the message up.
OUTBOX_LEASE = ENV.outbox_lease
