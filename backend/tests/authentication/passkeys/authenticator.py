"""An authenticator in software: it makes keys, counts, and signs as WebAuthn says; and lies, where a test wants it."""

import hashlib
import json
import os
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData

ORIGIN = "http://localhost:8000"
FLAG = AuthenticatorData.FLAG


@dataclass
class Authenticator:
    """One device with one passkey in it."""

    origin: str = ORIGIN
    rp_id: str = "localhost"
    verifies: bool = True
    counts: bool = True
    counter: int = 0
    backed_up: bool = False
    cross_origin: bool = False
    algorithm: int = -7
    credential_id: bytes = field(default_factory=lambda: os.urandom(32))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    handle: bytes = b""

    @property
    def id(self) -> str:
        return websafe_encode(self.credential_id)

    def make(self, options: dict[str, Any], **changed: Any) -> dict[str, Any]:
        """Make a passkey, as a browser hands it over."""
        self.handle = websafe_decode(options["user"]["id"])
        public = ES256.from_cryptography_key(self.key.public_key())
        public[3] = self.algorithm
        data = AttestedCredentialData.create(Aaguid(b"\7" * 16), self.credential_id, public)
        shown = AuthenticatorData.create(self._rp(), self._flags() | FLAG.AT, self._count(), data)
        response = {
            "clientDataJSON": self._client_data("webauthn.create", options),
            "attestationObject": websafe_encode(AttestationObject.create("none", shown, {})),
            "transports": ["internal", "carrier-pigeon"],
        }
        return self._credential(response | changed)

    def show(self, options: dict[str, Any], **changed: Any) -> dict[str, Any]:
        """Sign what was asked."""
        shown = AuthenticatorData.create(self._rp(), self._flags(), self._count())
        client_data = self._client_data("webauthn.get", options)
        signed = bytes(shown) + hashlib.sha256(websafe_decode(client_data)).digest()
        response = {
            "clientDataJSON": client_data,
            "authenticatorData": websafe_encode(shown),
            "signature": websafe_encode(self.key.sign(signed, ec.ECDSA(hashes.SHA256()))),
            "userHandle": websafe_encode(self.handle),
        }
        return self._credential(response | changed)

    def _credential(self, response: dict[str, Any]) -> dict[str, Any]:
        return {
            "id": self.id,
            "rawId": self.id,
            "type": "public-key",
            "authenticatorAttachment": "platform",
            "clientExtensionResults": {"credProps": {"rk": True}},
            "response": response,
        }

    def _client_data(self, kind: str, options: dict[str, Any]) -> str:
        data = {
            "type": kind,
            "challenge": options["challenge"],
            "origin": self.origin,
            "crossOrigin": self.cross_origin,
        }
        return websafe_encode(json.dumps(data).encode())

    def _rp(self) -> bytes:
        return hashlib.sha256(self.rp_id.encode()).digest()

    def _flags(self) -> FLAG:
        flags = FLAG.UP | (FLAG.UV if self.verifies else FLAG(0))
        return flags | (FLAG.BE | FLAG.BS if self.backed_up else FLAG(0))

    def _count(self) -> int:
        if self.counts:
            self.counter += 1
        return self.counter
