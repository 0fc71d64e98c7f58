"""The keys that sign our tokens."""

from django.db import models


class SigningKey(models.Model):
    """A key of our JWTs, made by rotation; one that came from the settings has no `sealed_key` here.

    It is published from its creation, signs from `signs_from`, and verifies until `retires_at`.
    """

    kid = models.CharField(max_length=32, primary_key=True)
    sealed_key = models.BinaryField(null=True)
    created_at = models.DateTimeField()
    signs_from = models.DateTimeField()
    retires_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "auth_signing_key"

    def __str__(self) -> str:
        return self.kid
