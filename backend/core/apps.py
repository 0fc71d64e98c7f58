"""The product as one Django app, cut into vertical packages."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """Registered so that its models and tasks are found."""

    name = "core"
    verbose_name = "KeyNest"
