"""Passkeys (WebAuthn): the questions that browsers put to them, and the verification of what they answer.

A question holds a challenge, which is kept in Redis for five minutes, under what it was asked for: whoever looks at it
uses it up, and an answer to one question is none to another.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit
from uuid import UUID

import orjson
from django.conf import settings
from fido2 import cbor
from fido2.cose import CoseKey
from fido2.server import Fido2Server
from fido2.utils import websafe_decode
from fido2.webauthn import (
    Aaguid,
    AttestedCredentialData,
    AuthenticationResponse,
    AuthenticatorTransport,
    CollectedClientData,
    PublicKeyCredentialDescriptor,
    PublicKeyCredentialParameters,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialType,
    PublicKeyCredentialUserEntity,
    RegistrationResponse,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from authentication.models import Passkey, User
from kernel import memory
from kernel.crypto import digest

SECONDS = 300
ALGORITHMS = (-7, -8, -257)  # ES256, EdDSA, RS256: what authenticators have, and nothing weaker (COSE also knows RS1)
LONGEST_KEY = 1024  # bytes; RSA of 4096 bits has half of it
LONGEST_ID = 1023  # bytes (WebAuthn, 5.8.3); more than twice as much does not fit into an index
TRANSPORTS = frozenset(AuthenticatorTransport)
# What a question was asked for.
ADDING, SIGN_IN, SECOND_STEP, CONFIRMATION = "add", "sign_in", "second_step", "confirm"

T = TypeVar("T")


class Refused(Exception):
    """An answer that does not hold, for whatever reason: it helps nobody honest to know which."""


@dataclass(frozen=True, slots=True)
class Fresh:
    """A new passkey, as its authenticator made it."""

    credential_id: bytes
    public_key: bytes
    sign_count: int
    aaguid: UUID | None
    backed_up: bool
    transports: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Shown:
    """What an authenticator says beside its signature: how often it has signed, and whether the key is backed up."""

    sign_count: int
    backed_up: bool


def ask_to_make(subject: str, user: User, existing: Sequence[Passkey]) -> dict[str, Any]:
    """The question for a new passkey, which can be found without a name (discoverable), on none that has one."""
    entity = PublicKeyCredentialUserEntity(id=user.id.bytes, name=user.email, display_name=user.full_name)
    options, state = _server().register_begin(
        entity,
        credentials=_described(existing),
        resident_key_requirement=ResidentKeyRequirement.REQUIRED,
        user_verification=UserVerificationRequirement.PREFERRED,
    )
    _keep(ADDING, subject, state)
    return dict(options.public_key)


def ask(purpose: str, subject: str, *, of: Sequence[Passkey]) -> dict[str, Any]:
    """The question for a signature by one of these passkeys; a second factor need not verify its user."""
    return _ask(purpose, subject, _described(of), UserVerificationRequirement.PREFERRED)


def ask_anybody(subject: str) -> dict[str, Any]:
    """The question for a whole sign-in, to whoever it is. The authenticator must verify its user (PIN, finger)."""
    return _ask(SIGN_IN, subject, None, UserVerificationRequirement.REQUIRED)


def take(purpose: str, subject: str) -> Mapping[str, Any] | None:
    """What was asked, if it was within five minutes; it is used up by this."""
    kept = memory.client().getdel(_place(purpose, subject))
    return cast(Mapping[str, Any], orjson.loads(cast(bytes, kept))) if kept else None


def read_new(state: Mapping[str, Any], credential: Mapping[str, Any]) -> Fresh:
    """The passkey that was made in answer to a question.

    Raises:
        Refused
    """
    return _guarded(lambda: _read_new(state, credential))


def verify(state: Mapping[str, Any], passkey: Passkey, credential: Mapping[str, Any]) -> Shown:
    """Look at an answer by a passkey that is known: challenge, origin, rpId, flags and signature.

    Raises:
        Refused
    """
    return _guarded(lambda: _verify(state, passkey, credential))


def id_of(credential: Mapping[str, Any]) -> bytes:
    """Which passkey an answer claims to be from.

    Raises:
        Refused
    """
    return _guarded(lambda: websafe_decode(credential["id"]))


def names(credential: Mapping[str, Any], user: User) -> bool:
    """Whether the authenticator says that it is this account's."""
    try:
        return websafe_decode(credential["response"].get("userHandle") or "") == user.id.bytes
    except ValueError:
        return False


def _read_new(state: Mapping[str, Any], credential: Mapping[str, Any]) -> Fresh:
    answer = RegistrationResponse.from_dict(_plain(credential))
    _demand_own_frame(answer.response.client_data)
    made = _server().register_complete(state, answer)
    data = made.credential_data
    key = cbor.encode(data.public_key) if data else b""
    if data is None or data.public_key.ALGORITHM not in ALGORITHMS or len(key) > LONGEST_KEY:
        raise Refused
    if not 0 < len(data.credential_id) <= LONGEST_ID:
        raise Refused
    return Fresh(
        credential_id=data.credential_id,
        public_key=key,
        sign_count=made.counter,
        aaguid=UUID(bytes=bytes(data.aaguid)) if data.aaguid else None,
        backed_up=made.is_backed_up(),
        transports=sorted(TRANSPORTS.intersection(credential["response"].get("transports", []))),
    )


def _verify(state: Mapping[str, Any], passkey: Passkey, credential: Mapping[str, Any]) -> Shown:
    answer = AuthenticationResponse.from_dict(_plain(credential))
    _demand_own_frame(answer.response.client_data)
    _server().authenticate_complete(state, [_known(passkey)], answer)
    shown = answer.response.authenticator_data
    return Shown(shown.counter, shown.is_backed_up())


def _guarded(read: Callable[[], T]) -> T:
    """Whatever strangers' CBOR makes a parser raise (recursion, struct, keys on no curve), it is one refusal."""
    try:
        return read()
    except Exception:  # noqa: BLE001  # see above
        raise Refused from None


def _demand_own_frame(client_data: CollectedClientData) -> None:
    """A page of ours that stands inside a foreign one does not know what its user believes to agree to."""
    if client_data.cross_origin:
        raise Refused


def _server() -> Fido2Server:
    """Bound to one origin and one rpId, those of PUBLIC_URL: no other port, no subdomain."""
    public = urlsplit(settings.PUBLIC_URL)
    own = f"{public.scheme}://{public.netloc}".lower()
    party = PublicKeyCredentialRpEntity(name="KeyNest", id=public.hostname)
    server = Fido2Server(party, verify_origin=lambda origin: origin == own)
    server.timeout = SECONDS * 1000  # type: ignore[assignment]
    server.allowed_algorithms = [
        PublicKeyCredentialParameters(type=PublicKeyCredentialType.PUBLIC_KEY, alg=one) for one in ALGORITHMS
    ]
    return server


def _ask(
    purpose: str,
    subject: str,
    credentials: Sequence[PublicKeyCredentialDescriptor] | None,
    verification: UserVerificationRequirement,
) -> dict[str, Any]:
    options, state = _server().authenticate_begin(credentials, user_verification=verification)
    _keep(purpose, subject, state)
    return dict(options.public_key)


def _described(passkeys: Sequence[Passkey]) -> list[PublicKeyCredentialDescriptor]:
    return [
        PublicKeyCredentialDescriptor(
            type=PublicKeyCredentialType.PUBLIC_KEY,
            id=bytes(one.credential_id),
            transports=[AuthenticatorTransport(name) for name in one.transports],
        )
        for one in passkeys
    ]


def _known(passkey: Passkey) -> AttestedCredentialData:
    key = CoseKey.parse(cast(Mapping[int, Any], cbor.decode(bytes(passkey.public_key))))
    return AttestedCredentialData.create(Aaguid.NONE, bytes(passkey.credential_id), key)


def _plain(credential: Mapping[str, Any]) -> dict[str, Any]:
    """What is verified, without what browsers add for the convenience of others."""
    given = {name: value for name, value in credential["response"].items() if value is not None}
    given.pop("transports", None)
    return {"id": credential["id"], "rawId": credential["id"], "type": credential["type"], "response": given}


def _keep(purpose: str, subject: str, state: Mapping[str, Any]) -> None:
    memory.client().set(_place(purpose, subject), orjson.dumps(state), ex=SECONDS)


def _place(purpose: str, subject: str) -> str:
    return f"webauthn:{purpose}:{digest.sha256(subject).hex()}"
