"""What one person was told, and what each wants to be told."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.tenancy.models import Organization


class Notification(models.Model):
    """An event that concerns one user, numbered in the stream `u:<user>`."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notifications")
    organization = models.ForeignKey(Organization, null=True, on_delete=models.CASCADE, related_name="+")
    seq = models.BigIntegerField()
    event_id = models.UUIDField()
    kind = models.CharField(max_length=48)
    title = models.CharField(max_length=200)
    body = models.CharField(max_length=500, blank=True)
    url = models.CharField(max_length=300, blank=True)
    actor_kind = models.CharField(max_length=16, blank=True)
    actor_id = models.UUIDField(null=True)
    actor_label = models.CharField(max_length=320, blank=True)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "core_notification"
        constraints = [
            models.UniqueConstraint(fields=["user", "seq"], name="notification_number_once"),
            # A worker that died after the insert tries the event again: the second insert is refused.
            models.UniqueConstraint(fields=["user", "event_id", "kind"], name="notified_once"),
        ]
        indexes = [models.Index(fields=["user", "-seq"], name="unread", condition=Q(read_at=None))]

    def __str__(self) -> str:
        return f"{self.kind} for {self.user_id}"


class Preference(models.Model):
    """A person's wish about one kind of notification; no row means the kind's default."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=48)
    in_app = models.BooleanField()
    mail = models.BooleanField()

    class Meta:
        db_table = "core_notification_preference"
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="preference_once")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.user_id}"
