"""How the admin site signs operators in: by the same check, under the same limits, as everybody else."""

from typing import Any, NoReturn

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from authentication import lockout, passwords, selectors
from authentication.lockout import Guess
from authentication.models import User
from kernel import ratelimit
from kernel.errors import Problem
from kernel.http.origin import bucket, trusted_ip


class PasswordBackend(ModelBackend):
    """Accounts by folded address."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> User | None:
        """The account, if the password is right and it is active; an unknown address costs the same time."""
        email = username or str(kwargs.get("email") or "")
        user = selectors.by_email(email)
        if request is None or not settings.RATE_LIMITS_ENABLED:
            return self._checked(user, password)
        guess = _admit(request, email, user)
        found = self._checked(user, password)
        if found is None:
            lockout.note_wrong(email)
        elif guess.needs_code and not found.mfa_enabled:  # no code can be mailed for these pages
            _refuse(request)
        else:
            lockout.clear(request, email)
        return found

    def _checked(self, user: User | None, password: str | None) -> User | None:
        right = passwords.matches(user, password or "")
        return user if user is not None and right and self.user_can_authenticate(user) else None


def _admit(request: HttpRequest, email: str, user: User | None) -> Guess:
    """Where it is refused, Django asks no further backend, has axes count it, and says that it did not work."""
    usage = ratelimit.hit("login_ip", bucket(trusted_ip(request)))
    if usage is not None and usage.exceeded:
        raise PermissionDenied
    try:
        return lockout.admit(request, email, user)
    except Problem:
        _refuse(request)


def _refuse(request: HttpRequest) -> NoReturn:
    request.axes_locked_out = True  # type: ignore[attr-defined]
    raise PermissionDenied
