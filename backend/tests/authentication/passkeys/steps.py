"""What the tests of passkeys do again and again."""

from dataclasses import dataclass
from typing import Any

from rest_framework.test import APIClient

from authentication.models import Passkey, User
from tests.authentication.mfa.steps import refused_as
from tests.authentication.passkeys.authenticator import Authenticator
from tests.authentication.steps import bearer, post
from tests.factories import client_of

NOT_ACCEPTED = (400, "invalid", "not_accepted")
WRONG = (400, "invalid", "wrong_passkey")
REFUSED = (401, "invalid_credentials", None)
RESTART = (400, "invalid_token", None)


@dataclass
class Holder:
    """Somebody with a passkey, and a client of the newest session."""

    user: User
    key: Authenticator
    client: APIClient
    recovery_codes: list[str] | None

    @property
    def row(self) -> Passkey:
        return Passkey.objects.get(credential_id=self.key.credential_id)


def options_of(response: Any) -> dict[str, Any]:
    """The question in an answer."""
    assert response.status_code == 200, response.content
    return dict(response.json()["options"])


def add(client: APIClient, key: Authenticator, name: str = "Laptop", **changed: Any) -> Any:
    """Add a passkey by way of the API."""
    options = options_of(post("mfa/passkeys/options/", client=client))
    return post("mfa/passkeys/", {"name": name, "credential": key.make(options, **changed)}, client=client)


def equip(user: User, **traits: Any) -> Holder:
    """Give somebody a passkey."""
    user.refresh_from_db()
    key = Authenticator(**traits)
    answer = add(client_of(user), key)
    assert answer.status_code == 201, answer.content
    body = answer.json()
    return Holder(user, key, bearer(body["tokens"]["access"]), body["recovery_codes"])


def enter(key: Authenticator, **changed: Any) -> Any:
    """Sign in by the passkey alone."""
    begun = post("login/passkey/options/").json()
    credential = key.show(begun["options"], **changed)
    return post("login/passkey/", {"ceremony": begun["ceremony"], "credential": credential})


def second_step(token: str, key: Authenticator, **changed: Any) -> Any:
    """Complete a sign-in by the passkey."""
    options = options_of(post("login/mfa/passkey-options/", {"mfa_token": token}))
    return post("login/mfa/", {"mfa_token": token, "passkey": key.show(options, **changed)})


__all__ = ["NOT_ACCEPTED", "REFUSED", "RESTART", "WRONG", "Holder", "add", "enter", "equip", "options_of", "refused_as"]
