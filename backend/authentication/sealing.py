"""Secrets that must be read again (seeds, signing keys): sealed under the master keys, and bound to their place.

The id of the master key stands in front of the sealed bytes, so that keys can rotate.
"""

from kernel.crypto.keyring import keyring


def seal(plain: bytes, place: str) -> bytes:
    """Encrypt; opened at any other `place` (`table:row:column`), the result is refused."""
    key_id, sealed = keyring().wrap(plain, place.encode())
    return bytes([len(key_id)]) + key_id.encode() + sealed


def unseal(sealed: bytes | memoryview, place: str) -> bytes:
    """Decrypt what was sealed for `place`.

    Raises:
        UnknownKey: this process was not given the master key.
        Tampered: the bytes were changed, or sealed for another place.
    """
    raw = bytes(sealed)
    return keyring().unwrap(key_of(raw), raw[1 + raw[0] :], place.encode())


def master_keys() -> list[str]:
    """The ids of the master keys that this process was given, the one in use first."""
    return list(keyring().ciphers)


def mark_of(key_id: str) -> bytes:
    """What everything begins with that is sealed under a master key."""
    return bytes([len(key_id)]) + key_id.encode()


def key_of(sealed: bytes | memoryview) -> str:
    """The id of the master key that it is sealed under."""
    raw = bytes(sealed)
    return raw[1 : 1 + raw[0]].decode()
