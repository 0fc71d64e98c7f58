"""The kernel as a Django app: it brings tables, a function in the database, and tasks."""

from django.apps import AppConfig


class KernelConfig(AppConfig):
    """Registered so that its models and tasks are found."""

    name = "kernel"
    verbose_name = "Kernel"
