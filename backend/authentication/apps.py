"""Accounts as a Django app."""

from django.apps import AppConfig


class AuthenticationConfig(AppConfig):
    """Registered so that its models and tasks are found."""

    name = "authentication"
    verbose_name = "Accounts"
