"""Passwords: how they are hashed and checked."""

from typing import Any

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.http import HttpRequest

from authentication.models import User


class Argon2(Argon2PasswordHasher):
    """Argon2id with OWASP's parameters (19 MiB, t=2, p=1 by default) instead of Django's, which cost ten times more."""

    time_cost = settings.ARGON2_TIME_COST
    memory_cost = settings.ARGON2_MEMORY_KIB
    parallelism = 1


class PasswordBackend(ModelBackend):
    """For the admin site: accounts by folded address."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> User | None:
        """The operator, if the password is right and the account active; an unknown address costs the same time."""
        given = username or kwargs.get("email") or ""
        try:
            user = User.objects.get_by_natural_key(given)
        except User.DoesNotExist:
            User().set_password(password)
            return None
        return user if user.check_password(password or "") and self.user_can_authenticate(user) else None
