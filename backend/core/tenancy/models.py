"""Organizations and who belongs to them."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.tenancy.roles import Role


class Organization(models.Model):
    """A team. Everything else belongs to exactly one."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    name = models.CharField(max_length=80)
    slug = models.SlugField(max_length=60, unique=True)
    require_mfa = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "core_organization"

    def __str__(self) -> str:
        return self.slug


class Membership(models.Model):
    """A person in an organization, in one role."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=16, choices=[(role.value, role.value) for role in Role])
    created_at = models.DateTimeField()
    last_seen_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "core_membership"
        constraints = [
            models.UniqueConstraint(fields=["organization", "user"], name="member_once"),
            models.CheckConstraint(condition=Q(role__in=[role.value for role in Role]), name="role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role}"
