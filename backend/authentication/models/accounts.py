"""Accounts and their sessions. `is_active` is the operator's alone; whether an address is proven is its own field."""

from typing import Any, ClassVar
from uuid import uuid4

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac

from kernel.text import fold_email


class Users(BaseUserManager["User"]):
    """Lookups by the folded address."""

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email_key=_folded(username or ""))

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """For `manage.py createsuperuser`: an operator, whose address counts as proven."""
        user = User(email=email, email_key=fold_email(email), is_staff=True, is_superuser=True, **fields)
        user.email_verified_at = timezone.now()
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """A person. `email` is as typed, `email_key` the folded form that identifies."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    email = models.EmailField(max_length=254)
    email_key = models.CharField(max_length=254, unique=True)
    email_verified_at = models.DateTimeField(null=True, blank=True)
    username = models.CharField(max_length=64, null=True, blank=True)
    first_name = models.CharField(max_length=80, blank=True)
    last_name = models.CharField(max_length=80, blank=True)
    # In which mail is written to them; empty is the installation's own.
    language = models.CharField(max_length=8, blank=True, default="", db_default="")
    time_zone = models.CharField(max_length=48, blank=True, default="", db_default="")
    avatar = models.BinaryField(null=True)
    avatar_digest = models.CharField(max_length=32, blank=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    token_version = models.IntegerField(default=1)
    date_joined = models.DateTimeField(default=timezone.now)
    password_changed_at = models.DateTimeField(null=True, blank=True)
    second_factor_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Users] = Users()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        db_table = "auth_account"
        constraints = [
            models.UniqueConstraint(Lower("username"), name="username_once"),
            # Whoever has not proven the address could lock its owner out with a factor of his own.
            models.CheckConstraint(
                condition=Q(second_factor_at=None) | Q(email_verified_at__isnull=False), name="factor_needs_proof"
            ),
        ]

    def __str__(self) -> str:
        return self.email

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What sessions of the admin site stand on: they end with all others, not only with the password."""
        stated = f"{self.password}:{self.token_version}"
        return salted_hmac("authentication.admin", stated, secret=secret, algorithm="sha256").hexdigest()

    @property
    def full_name(self) -> str:
        """First and last name, or the address where neither is known."""
        return f"{self.first_name} {self.last_name}".strip() or self.email

    @property
    def email_verified(self) -> bool:
        """Whether the address was proven."""
        return self.email_verified_at is not None

    @property
    def mfa_enabled(self) -> bool:
        """Whether a second factor is asked for at every sign-in: since `second_factor_at`, the first one's moment."""
        return self.second_factor_at is not None

    @property
    def avatar_url(self) -> str | None:
        """Where the picture is served; the digest makes the address unguessable and cacheable for good."""
        return f"/api/auth/avatars/{self.id}/{self.avatar_digest}.webp" if self.avatar_digest else None


class Session(models.Model):
    """One sign-in on one device: a family of refresh tokens of which exactly one generation is live.

    `confirmed_at` is when its owner last proved to be there, by signing in or by confirming something grave.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sessions")
    secret_digest = models.BinaryField()
    generation = models.IntegerField(default=1)
    rotated_at = models.DateTimeField(null=True)
    method = models.CharField(max_length=48)
    identity = models.ForeignKey("Identity", on_delete=models.SET_NULL, null=True, related_name="sessions")
    confirmed_at = models.DateTimeField(null=True)
    address = models.GenericIPAddressField(null=True)
    agent = models.CharField(max_length=256, blank=True)
    device = models.CharField(max_length=120, blank=True)
    device_digest = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField()
    idle_expires_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    revoked_reason = models.CharField(max_length=32, blank=True)

    class Meta:
        db_table = "auth_session"
        indexes = [
            models.Index(fields=["user", "-last_used_at"], name="live_sessions", condition=Q(revoked_at=None)),
            models.Index(fields=["idle_expires_at"], name="session_expiry"),
        ]

    def __str__(self) -> str:
        return f"{self.device or 'session'} of {self.user_id}"


class Device(models.Model):
    """Where an account was signed in: a browser is known by the digest of its cookie, all else by name and household.

    Kept longer than sessions are, so that only what is really new is told as new.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="devices")
    digest = models.CharField(max_length=64, blank=True)
    name = models.CharField(max_length=120, blank=True)
    household = models.CharField(max_length=43, blank=True)
    last_used_at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "auth_device"
        constraints = [models.UniqueConstraint(fields=["user", "digest", "name", "household"], name="device_once")]

    def __str__(self) -> str:
        return f"{self.name or 'device'} of {self.user_id}"


class Registration(models.Model):
    """What somebody asked for when registering: a mailed link activates this password and these names, and no others.

    So whoever registers a stranger's address gains nothing when its owner registers too and follows the link.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="registrations")
    password = models.CharField(max_length=128)
    first_name = models.CharField(max_length=80, blank=True)
    last_name = models.CharField(max_length=80, blank=True)
    device = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "auth_registration"

    def __str__(self) -> str:
        return f"registration of {self.user_id}"


def _folded(address: str) -> str:
    try:
        return fold_email(address)
    except ValueError:
        return address.strip().casefold()
