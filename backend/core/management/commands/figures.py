"""Prints what the operator's page shows: queues, outbox, workers, jobs, failures. For when there is no page."""

import json
from typing import Any

from django.core.management.base import BaseCommand
from django.core.serializers.json import DjangoJSONEncoder

from core.operating.serializers.workers import workers_out


class Command(BaseCommand):
    """`manage.py figures`."""

    help = "Print how queues, outbox, workers and jobs stand."

    def handle(self, *args: Any, **options: Any) -> None:
        """As JSON, like the API answers it."""
        self.stdout.write(json.dumps(workers_out(), indent=2, cls=DjangoJSONEncoder))
