"""Celery: a nudge and a clock. What must not be lost is a row in the outbox, never a message in the broker."""

from KeyNest.settings.environment import ENV

CELERY_BROKER_URL = ENV.redis_url
CELERY_RESULT_BACKEND = None
CELERY_TASK_IGNORE_RESULT = True
# The outbox is the only retry of what it holds: a task that was lost is sent again by the clock.
CELERY_TASK_ACKS_LATE = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# Kept by Celery's prefork pool only; ours is of threads, and every wait in it has a bound of its own (docs/adr/0014).
CELERY_TASK_TIME_LIMIT = 300
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = "UTC"
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_ROUTES = {"outbox.*": {"queue": "mail"}}
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
CELERY_BEAT_SCHEDULE = {
    "drain the outbox": {"task": "outbox.drain", "schedule": 5.0, "options": {"expires": 5}},
    "purge what has expired": {"task": "kernel.purge", "schedule": 3600.0, "options": {"expires": 3600}},
    "bind reads of values into the chain": {"task": "audit.anchor_reads", "schedule": 60.0, "options": {"expires": 60}},
    "purge ended sessions": {"task": "authentication.purge", "schedule": 3600.0, "options": {"expires": 3600}},
    "renew signing keys": {"task": "authentication.renew_keys", "schedule": 3600.0, "options": {"expires": 3600}},
}

# After so long a worker that holds a message counts as dead, and another takes it up.
OUTBOX_LEASE = ENV.outbox_lease
