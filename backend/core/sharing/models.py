"""Share links: a secret that is sealed until it is opened, and gone afterwards."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.tenancy.models import Organization


class ShareLink(models.Model):
    """A secret for whoever holds the link (`token_digest`), or, without one, for members of the organization.

    `sealed` is emptied by the last opening, the end of its time and by taking it back.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="share_links")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    label = models.CharField(max_length=120, blank=True)
    sealed = models.BinaryField(null=True)
    token_digest = models.BinaryField(max_length=32, null=True, unique=True)
    opened = models.IntegerField(default=0)
    most = models.IntegerField(default=1)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "core_share_link"
        constraints = [
            models.CheckConstraint(condition=Q(opened__lte=models.F("most")), name="opened_no_more_often"),
            models.CheckConstraint(condition=Q(ended_at=None) | Q(sealed=None), name="ended_holds_nothing"),
        ]
        indexes = [models.Index(fields=["expires_at"], name="share_links_ending", condition=Q(ended_at=None))]

    def __str__(self) -> str:
        return str(self.id)


class Opening(models.Model):
    """Somebody opened a share link: who, if it is known, when and from where."""

    id = models.BigAutoField(primary_key=True)
    link = models.ForeignKey(ShareLink, on_delete=models.CASCADE, related_name="openings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    address = models.GenericIPAddressField(null=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "core_share_opening"

    def __str__(self) -> str:
        return f"{self.link_id} at {self.at}"
