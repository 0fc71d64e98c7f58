"""Making rows that a test needs but is not about: accounts and their sessions."""

from datetime import datetime, timedelta
from itertools import count
from typing import Any
from uuid import uuid4

from rest_framework.test import APIClient

from authentication import tokens
from authentication.models import Session, User
from kernel import clock
from kernel.actor import Actor, ActorKind, Origin
from kernel.text import fold_email

PASSWORD = "correct horse battery staple"
_numbers = count(1)


def make_user(email: str | None = None, *, verified: bool = True, password: str | None = None, **fields: Any) -> User:
    """An account; without a password (hashing is slow) unless the test is about one."""
    address = email or f"person{next(_numbers)}@example.com"
    user = User(email=address, email_key=fold_email(address), **fields)
    user.email_verified_at = clock.now() if verified else None
    if password:
        user.set_password(password)
    else:
        user.set_unusable_password()
    user.save()
    return user


def make_session(user: User, *, confirmed_at: datetime | None = None) -> Session:
    """A session of that account, as a sign-in leaves it; `confirmed_at` is this moment, if no other is given."""
    moment = clock.now()
    return Session.objects.create(
        id=uuid4(),
        user=user,
        secret_digest=b"0" * 32,
        method="password",
        confirmed_at=confirmed_at or moment,
        address="127.0.0.1",
        agent="tests",
        created_at=moment,
        last_used_at=moment,
        idle_expires_at=moment + timedelta(days=7),
        expires_at=moment + timedelta(days=30),
    )


def client_of(user: User) -> APIClient:
    """A client that is signed in as that account, by a real access token."""
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {tokens.issue_access(make_session(user).id, user, {})}")
    return client


def actor_of(user: User) -> Actor:
    """The actor that a request of that account carries."""
    return Actor(ActorKind.USER, user.id, user.email, Origin("127.0.0.1", "tests", "test"))
