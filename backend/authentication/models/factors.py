"""Second factors, and what stands in for them. Seeds are sealed, recovery codes hashed; a public key is no secret."""

from uuid import uuid4

from django.db import models

from authentication.models.accounts import User


class Authenticator(models.Model):
    """An app that shows codes (RFC 6238). `last_step` is the newest time step that a code was taken of."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, primary_key=True, related_name="authenticator")
    sealed_secret = models.BinaryField()
    last_step = models.BigIntegerField(default=0)
    created_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "auth_authenticator"

    def __str__(self) -> str:
        return f"authenticator of {self.user_id}"


class RecoveryCode(models.Model):
    """A code that stands in for the second factor, once."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=128)
    created_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "auth_recovery_code"

    def __str__(self) -> str:
        return f"recovery code of {self.user_id}"


class Passkey(models.Model):
    """A WebAuthn credential: a second factor, and with user verification a whole sign-in."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="passkeys")
    credential_id = models.BinaryField(unique=True)
    public_key = models.BinaryField()
    sign_count = models.BigIntegerField(default=0)
    aaguid = models.UUIDField(null=True)
    transports = models.JSONField(default=list)
    backed_up = models.BooleanField(default=False)
    name = models.CharField(max_length=80)
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "auth_passkey"

    def __str__(self) -> str:
        return f"{self.name} of {self.user_id}"
