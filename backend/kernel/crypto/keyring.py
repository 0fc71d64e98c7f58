"""The master keys, which live outside the database and wrap the data keys that live in it."""

from dataclasses import dataclass
from functools import cache

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from kernel.crypto import envelope


class UnknownKey(LookupError):
    """A data key was wrapped by a master key that this process was not given."""


@dataclass(frozen=True)
class Keyring:
    """Named master keys; the first wraps, all of them unwrap."""

    ciphers: dict[str, AESGCM]

    @property
    def current(self) -> str:
        """The id of the key that wraps."""
        return next(iter(self.ciphers))

    def wrap(self, key: bytes, place: bytes) -> tuple[str, bytes]:
        """Seal a data key under the current master key: the master key's id, and the wrapped bytes."""
        return self.current, envelope.seal(self.ciphers[self.current], key, place)

    def unwrap(self, master_key_id: str, wrapped: bytes, place: bytes) -> bytes:
        """Open a wrapped data key.

        Raises:
            UnknownKey: no master key of that id was given.
            envelope.Tampered: it was wrapped for another place.
        """
        cipher = self.ciphers.get(master_key_id)
        if cipher is None:
            raise UnknownKey(master_key_id)
        return envelope.unseal(cipher, wrapped, place)


@cache
def keyring() -> Keyring:
    """The master keys of this process, from its settings."""
    return Keyring({key_id: AESGCM(key) for key_id, key in settings.KEYNEST_MASTER_KEYS.items()})
