"""Passkeys, in the form in which browsers give them out (`PublicKeyCredential.toJSON()`).

Browsers add members of their own as they like: what is not known here is not looked at, and not stored.
"""

from typing import Any

from rest_framework import serializers

from authentication.serializers.sessions import TokensOut
from kernel.http.parsing import Body, Text

LONGEST_ID = 1400  # 1023 bytes in base64url, as WebAuthn bounds it
NAME = 80


class MadeIn(Body):
    """What an authenticator says of a passkey that it has made."""

    extra = "ignore"
    clientDataJSON = Text(max_length=4096)  # noqa: N815  # WebAuthn's name
    attestationObject = Text(max_length=16_384)  # noqa: N815
    transports = serializers.ListField(child=Text(max_length=32), max_length=16, required=False)


class SignedIn(Body):
    """What an authenticator signs to show that it holds a passkey."""

    extra = "ignore"
    clientDataJSON = Text(max_length=4096)  # noqa: N815
    authenticatorData = Text(max_length=4096)  # noqa: N815
    signature = Text(max_length=2048)
    userHandle = Text(max_length=200, required=False, allow_null=True, allow_blank=True)  # noqa: N815


class NewCredentialIn(Body):
    """A passkey that was made."""

    extra = "ignore"
    id = Text(max_length=LONGEST_ID)
    type = serializers.ChoiceField(["public-key"])
    response = MadeIn()


class CredentialIn(Body):
    """A passkey that is shown."""

    extra = "ignore"
    id = Text(max_length=LONGEST_ID)
    type = serializers.ChoiceField(["public-key"])
    response = SignedIn()


class PasskeyAddIn(Body):
    """What the passkey is to be called, and what the browser got from the authenticator."""

    name = Text(max_length=NAME)
    credential = NewCredentialIn()


class PasskeyRenameIn(Body):
    """Another name."""

    name = Text(max_length=NAME)


class PasskeySignInIn(Body):
    """The answer to the question that is called `ceremony`."""

    ceremony = Text(max_length=200)
    credential = CredentialIn()


class PendingIn(Body):
    """The token of a sign-in that waits for a second factor."""

    mfa_token = Text(max_length=200)


class PasskeyOut(serializers.Serializer[Any]):
    """A passkey."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    created_at = serializers.DateTimeField()
    last_used_at = serializers.DateTimeField(allow_null=True)
    backed_up = serializers.BooleanField()


class PasskeyAddedOut(serializers.Serializer[Any]):
    """The passkey, the tokens of the new session, and recovery codes with the first factor."""

    passkey = PasskeyOut()
    recovery_codes = serializers.ListField(child=serializers.CharField(), allow_null=True)
    tokens = TokensOut()


class PasskeyOptionsOut(serializers.Serializer[Any]):
    """`options` go to the browser as they are (`parseCreationOptionsFromJSON`, `parseRequestOptionsFromJSON`)."""

    options = serializers.DictField()


class PasskeyCeremonyOut(serializers.Serializer[Any]):
    """`options` for the browser, and the name by which the answer comes back."""

    options = serializers.DictField()
    ceremony = serializers.CharField()
