"""An organization's look, and its own words for letters, every version of them."""

from django.conf import settings
from django.db import models

from core.tenancy.models import Organization


class Look(models.Model):
    """Colour and logo of an organization's mail. An empty colour is KeyNest's own; the logo is a small PNG."""

    organization = models.OneToOneField(Organization, primary_key=True, on_delete=models.CASCADE, related_name="+")
    color = models.CharField(max_length=7, blank=True)
    logo = models.BinaryField(null=True)
    logo_digest = models.CharField(max_length=32, blank=True)

    class Meta:
        db_table = "core_mail_look"

    def __str__(self) -> str:
        return f"look of {self.organization_id}"


class MailTemplate(models.Model):
    """One version of an organization's words for one letter. The highest holds; `texts` of null is KeyNest's own again.

    `texts` maps the letter's text blocks (`subject`, `heading`, `body`, ...) to sources in the template language.
    """

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=48)
    version = models.IntegerField()
    texts = models.JSONField(null=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        db_table = "core_mail_template"
        constraints = [models.UniqueConstraint(fields=["organization", "name", "version"], name="mail_version_once")]

    def __str__(self) -> str:
        return f"{self.name} {self.version} of {self.organization_id}"
