"""Second factors, completing a sign-in with one, and confirming once more before something grave."""

from datetime import datetime
from typing import Any

from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail

from authentication.actions.mfa import Added
from authentication.fields import Password
from authentication.selectors import Factors
from authentication.serializers.passkeys import CredentialIn, PasskeyOut
from authentication.serializers.sessions import TokensOut
from kernel.http.parsing import Body, Text

LONGEST_CODE = 40


class ProofIn(Body):
    """Exactly one of the fields that a proof can be."""

    proofs: tuple[str, ...] = ()

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """One, and no other."""
        if len(set(self.proofs) & set(attrs)) != 1:
            wanted = ErrorDetail(f"Send exactly one of {', '.join(self.proofs)}.", "one_of")
            raise serializers.ValidationError({"non_field_errors": [wanted]})
        return attrs


class SecondStepIn(ProofIn):
    """A code of the app (spaces don't matter), a recovery code, or, where `methods` is `email`, the mailed code.

    Or a passkey, in answer to the question of `login/mfa/passkey-options/`.
    """

    proofs = ("code", "passkey")
    mfa_token = Text(max_length=200)
    code = Text(max_length=LONGEST_CODE, required=False)
    passkey = CredentialIn(required=False)


class PresenceIn(ProofIn):
    """The password, a code, or a passkey: by which of the `methods` that one was told."""

    proofs = ("password", "code", "passkey")
    password = Password(required=False)
    code = Text(max_length=LONGEST_CODE, required=False)
    passkey = CredentialIn(required=False)


class CodeOfAppIn(Body):
    """A code that the app shows."""

    code = Text(max_length=LONGEST_CODE)


class TotpOut(serializers.Serializer[Any]):
    """The app that shows codes."""

    enabled = serializers.BooleanField()
    created_at = serializers.DateTimeField(allow_null=True)


class RecoveryCodesLeftOut(serializers.Serializer[Any]):
    """How many recovery codes were not used yet."""

    left = serializers.IntegerField()
    created_at = serializers.DateTimeField(allow_null=True)


class FactorsOut(serializers.Serializer[Any]):
    """One's own second factors; `enabled` says whether one is asked for at sign-in."""

    enabled = serializers.BooleanField()
    totp = TotpOut()
    recovery_codes = RecoveryCodesLeftOut()
    passkeys = PasskeyOut(many=True)


class SeedOut(serializers.Serializer[Any]):
    """What an app takes: typed, or as a QR code."""

    secret = serializers.CharField()
    otpauth_url = serializers.CharField()


class RecoveryCodesOut(serializers.Serializer[Any]):
    """Shown this once."""

    recovery_codes = serializers.ListField(child=serializers.CharField())


class FactorAddedOut(serializers.Serializer[Any]):
    """The tokens of the new session; recovery codes with the first factor."""

    recovery_codes = serializers.ListField(child=serializers.CharField(), allow_null=True)
    tokens = TokensOut()


class PresenceOut(serializers.Serializer[Any]):
    """Until when the last confirmation counts, if it does, and how to confirm."""

    confirmed_until = serializers.DateTimeField(allow_null=True)
    methods = serializers.ListField(
        child=serializers.ChoiceField(["password", "totp", "passkey", "recovery_code", "email"])
    )


class ConfirmedOut(serializers.Serializer[Any]):
    """Until when the confirmation counts."""

    confirmed_until = serializers.DateTimeField()


def factors(found: Factors) -> dict[str, Any]:
    """One's own second factors."""
    return {
        "enabled": found.enabled,
        "totp": {"enabled": found.totp_since is not None, "created_at": found.totp_since},
        "recovery_codes": {"left": found.codes_left, "created_at": found.codes_since},
        "passkeys": PasskeyOut(found.passkeys, many=True).data,
    }


def recovery_codes(added: Added) -> dict[str, Any]:
    """What is answered beside the tokens where a factor was added."""
    return {"recovery_codes": list(added.recovery_codes) if added.recovery_codes else None}


def presence(until: datetime | None, methods: tuple[str, ...]) -> dict[str, Any]:
    """How recently the owner was here."""
    return {"confirmed_until": until, "methods": list(methods)}
