"""Invitations: who was asked into which organization, and what became of it."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.tenancy.models import Organization
from core.tenancy.roles import Role
from kernel import clock


class Invitation(models.Model):
    """One address asked into one organization. The link's token is a one-time token whose subject is this row."""

    class State(models.TextChoices):
        """What became of it. That it has expired is told by the clock; the row says so once another took its place."""

        PENDING = "pending"
        ACCEPTED = "accepted"
        DECLINED = "declined"
        REVOKED = "revoked"
        EXPIRED = "expired"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField(max_length=254)
    email_key = models.CharField(max_length=254)
    role = models.CharField(max_length=16, choices=[(role.value, role.value) for role in Role])
    state = models.CharField(max_length=8, choices=State, default=State.PENDING)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_sent_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)

    # Whether its mailbox takes no invitations; `selectors.invitations` looks.
    mail_refused = False

    class Meta:
        db_table = "core_invitation"
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "email_key"], condition=Q(state="pending"), name="invited_once"
            ),
            models.CheckConstraint(condition=Q(role__in=[role.value for role in Role]), name="invited_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.email} {self.state}"

    @property
    def standing(self) -> str:
        """The state as it is now, by the clock."""
        late = self.state == self.State.PENDING and self.expires_at <= clock.now()
        return self.State.EXPIRED if late else self.State(self.state)


class Refusal(models.Model):
    """A mailbox whose owner wants no more invitations by mail, from whomever. In the app they go on."""

    email_key = models.CharField(max_length=254, unique=True)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "core_invitation_refusal"

    def __str__(self) -> str:
        return self.email_key
