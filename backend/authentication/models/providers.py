"""Other providers by which people sign in, and who they are there."""

from uuid import uuid4

from django.db import models

from authentication.models.accounts import User


class Provider(models.Model):
    """Another way to sign in, set up by an operator in the web app. Its secret is sealed under the master keys."""

    class Kind(models.TextChoices):
        """Which protocol is spoken."""

        GITHUB = "github"
        GOOGLE = "google"
        OIDC = "oidc"

    class Linking(models.TextChoices):
        """What happens when a proven address has an account already."""

        LINK = "link"
        ASK = "ask"
        REFUSE = "refuse"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    slug = models.SlugField(max_length=32, unique=True)
    kind = models.CharField(max_length=8, choices=Kind)
    name = models.CharField(max_length=80)
    client_id = models.CharField(max_length=300)
    sealed_secret = models.BinaryField()
    discovery_url = models.CharField(max_length=500, blank=True)
    issuer = models.CharField(max_length=300, blank=True)
    base_url = models.CharField(max_length=300, blank=True)
    api_url = models.CharField(max_length=300, blank=True)
    scopes = models.CharField(max_length=300, blank=True)
    linking = models.CharField(max_length=8, choices=Linking, default=Linking.LINK)
    registration = models.BooleanField(default=True)
    follows_profile = models.BooleanField(default=False)
    enabled = models.BooleanField(default=False)
    position = models.SmallIntegerField(default=0)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        db_table = "auth_provider"

    def __str__(self) -> str:
        return self.slug


class Identity(models.Model):
    """Who somebody is at a provider: `issuer` and `subject` identify, all else is what the provider said last."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="identities")
    provider = models.CharField(max_length=32)
    issuer = models.CharField(max_length=300)
    subject = models.CharField(max_length=255)
    email = models.CharField(max_length=254, blank=True)
    name = models.CharField(max_length=160, blank=True)
    picture = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "auth_identity"
        constraints = [
            models.UniqueConstraint(fields=["issuer", "subject"], name="identity_once"),
            models.UniqueConstraint(fields=["user", "provider"], name="identity_per_provider"),
        ]

    def __str__(self) -> str:
        return f"{self.provider} of {self.user_id}"
