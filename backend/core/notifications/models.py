"""What one person was told, and what each wants to be told."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.tenancy.models import Organization
from kernel import clock


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


class Mail(models.TextChoices):
    """Whether a kind of notification comes by mail, and how."""

    NEVER = "never"
    AT_ONCE = "at_once"
    DIGEST = "digest"


class Preference(models.Model):
    """A person's wish about one kind of notification; no row means the organization's default, or the kind's own."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=48)
    in_app = models.BooleanField()
    mail = models.CharField(max_length=8, choices=Mail)

    class Meta:
        db_table = "core_notification_preference"
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="preference_once")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.user_id}"


class OrganizationDefault(models.Model):
    """What holds in an organization for a kind of notification, for whoever has not chosen."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=48)
    in_app = models.BooleanField()
    mail = models.CharField(max_length=8, choices=Mail)

    class Meta:
        db_table = "core_notification_default"
        constraints = [models.UniqueConstraint(fields=["organization", "kind"], name="default_once")]

    def __str__(self) -> str:
        return f"{self.kind} in {self.organization_id}"


class DigestPlan(models.Model):
    """When somebody's digest comes, by the clock of their time zone; no row means every day at eight.

    `weekday` counts from Monday, 0, and matters to a weekly one. `queued_until` is up to when the last one told.
    """

    class Every(models.TextChoices):
        """How often."""

        DAY = "day"
        WEEK = "week"

    user = models.OneToOneField(settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="+")
    every = models.CharField(max_length=4, choices=Every, default=Every.DAY)
    weekday = models.SmallIntegerField(default=0)
    hour = models.SmallIntegerField(default=8)
    queued_until = models.DateTimeField(null=True)

    class Meta:
        db_table = "core_digest_plan"

    def __str__(self) -> str:
        return f"digest of {self.user_id}"

    def slot_before(self, moment: datetime, time_zone: str) -> datetime:
        """The last time, up to this moment, at which a digest was due; what happened until then is in it."""
        zone = clock.zone(time_zone)
        day = self._day(moment.astimezone(zone).date())
        slot = self._slot(day, zone)
        return slot if slot <= moment else self._slot(day - self._step, zone)

    def slot_after(self, moment: datetime, time_zone: str) -> datetime:
        """The next time at which one is due."""
        zone = clock.zone(time_zone)
        day = self._day(moment.astimezone(zone).date())
        slot = self._slot(day, zone)
        return slot if slot > moment else self._slot(day + self._step, zone)

    @property
    def _step(self) -> timedelta:
        return timedelta(days=7 if self.every == self.Every.WEEK else 1)

    def _day(self, today: date) -> date:
        """The last day up to this one on which there is a digest."""
        return today - timedelta(days=(today.weekday() - self.weekday) % 7 if self.every == self.Every.WEEK else 0)

    def _slot(self, day: date, zone: ZoneInfo) -> datetime:
        # An hour that a change of the clocks leaves out is the one after it; of one that comes twice it is the first.
        return datetime.combine(day, time(self.hour), tzinfo=zone).astimezone(UTC)


class DigestEntry(models.Model):
    """One event that waits for somebody's next digest; `digest` is the one that took it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=48)
    event_id = models.UUIDField()
    created_at = models.DateTimeField()
    digest = models.UUIDField(null=True)

    class Meta:
        db_table = "core_digest_entry"
        constraints = [models.UniqueConstraint(fields=["user", "event_id", "kind"], name="digested_once")]
        indexes = [
            models.Index(fields=["user", "created_at"], name="digest_waiting", condition=Q(digest=None)),
            models.Index(fields=["digest"], name="digest_entries", condition=Q(digest__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} for {self.user_id}"
