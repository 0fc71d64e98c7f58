"""The composition root as a Django app, so that its checks are made before anything is served."""

import sys

from django.apps import AppConfig
from django.core.checks import register

from KeyNest import checks


class KeyNestConfig(AppConfig):
    """Registers the checks; an installation with an error among them does not start."""

    name = "KeyNest"
    verbose_name = "KeyNest"

    def ready(self) -> None:
        """Refuse to start, in every kind of process, rather than to serve with a key that everybody knows."""
        register(checks.production)
        errors = [message for message in checks.production() if message.is_serious()]
        if errors:
            lines = [f"  {message.id}: {message.msg} {message.hint}" for message in errors]
            sys.exit("\n".join(["KeyNest does not start like this:", *lines]))
