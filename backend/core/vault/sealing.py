"""Sealing values: AES-256-GCM under the project's data key, bound to the very place where the value lies.

A value's associated data is organization, project, environment, variable and version, so that a ciphertext that was
moved, swapped or kept from an older version does not open: the read is refused, and never answers a wrong value.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.db import transaction

from core.vault.models import DataKey, OrganizationKey, Project, Variable, VariableVersion
from kernel import clock
from kernel.crypto import envelope
from kernel.crypto.keyring import UnknownKey, keyring
from kernel.errors import Code, Problem

logger = logging.getLogger(__name__)

CACHED_KEYS = 1024
VALUE_DOMAIN = b"keynest.value.1"
KEY_DOMAIN = b"keynest.data-key.1"
ORGANIZATION_KEY_DOMAIN = b"keynest.organization-key.1"


@dataclass(frozen=True, slots=True)
class Place:
    """An environment as a place for sealed values."""

    organization_id: UUID
    project_id: UUID
    environment_id: UUID

    @property
    def prefix(self) -> bytes:
        """What all associated data in this environment begins with."""
        return VALUE_DOMAIN + self.organization_id.bytes + self.project_id.bytes + self.environment_id.bytes

    def of(self, variable_id: UUID, version: int) -> bytes:
        """The associated data of one version of one variable."""
        return self.prefix + variable_id.bytes + version.to_bytes(8, "big")


# Straight from a cursor: the data key, and `uuid_send(id) || int8send(version) || sealed`, packed because each column
# of bytes costs a reader more than opening the value does.
Row = tuple[int, memoryview | bytes]
_IDENTITY = 16 + 8
_NONCE = _IDENTITY + envelope.NONCE_BYTES


def seal(place: Place, data_key_id: int, variable_id: UUID, version: int, value: bytes) -> bytes:
    """Seal a value for one version of one variable."""
    return envelope.seal(_opened(place, data_key_id), value, place.of(variable_id, version))


def unseal(place: Place, row: Variable | VariableVersion) -> str:
    """Open the value of a variable or of one of its versions.

    Raises:
        Problem: `unavailable` when it was tampered with, or its key was not given to this process.
    """
    variable_id, version = _identity(row)
    packed = variable_id.bytes + version.to_bytes(8, "big") + bytes(row.sealed or b"")
    return unseal_all(place, [(row.data_key_id or 0, packed)])[0].decode()


def reseal(place: Place, data_key_id: int, row: Variable | VariableVersion) -> None:
    """Seal a row's value anew, under another data key; the caller saves it. In the trash there is no value to seal.

    Raises:
        Problem: as `unseal`.
    """
    if row.sealed:
        row.sealed = seal(place, data_key_id, *_identity(row), unseal(place, row).encode())
    row.data_key_id = data_key_id


def _identity(row: Variable | VariableVersion) -> tuple[UUID, int]:
    return (row.id, row.version) if isinstance(row, Variable) else (row.variable_id, row.number)


def unseal_all(place: Place, rows: Sequence[Row]) -> list[bytes]:
    """Open many values of one environment; one bad row refuses the whole.

    Raises:
        Problem: as `unseal`.
    """
    prefix, opened = place.prefix, []
    key_in_use, decrypt = None, None
    try:
        for data_key_id, packed in rows:
            if decrypt is None or data_key_id != key_in_use:
                key_in_use, decrypt = data_key_id, _opened(place, data_key_id).decrypt
            nonce, sealed = packed[_IDENTITY:_NONCE], packed[_NONCE:]
            opened.append(decrypt(nonce, sealed, prefix + packed[:_IDENTITY]))
    except envelope.REFUSALS:
        bad = bytes(rows[len(opened)][1][:16]).hex()
        raise _refused(
            "a value does not open in its place", environment=str(place.environment_id), variable=bad
        ) from None
    return opened


def new_data_key(project: Project, number: int) -> DataKey:
    """A fresh data key for a project, wrapped by the current master key; the caller saves it."""
    master_key_id, wrapped = keyring().wrap(envelope.new_key(), _key_place(project.organization_id, project.id, number))
    return DataKey(project=project, number=number, master_key_id=master_key_id, wrapped=wrapped, created_at=clock.now())


def current_master_key() -> str:
    """The id of the master key that wraps."""
    return keyring().current


def rewrap(key: DataKey | OrganizationKey) -> None:
    """Wrap a key anew under the current master key; the key itself, and so every value, stays. The caller saves.

    Raises:
        Problem: `unavailable` when it can't be unwrapped.
    """
    place = _place_of(key)
    try:
        plain = keyring().unwrap(key.master_key_id, bytes(key.wrapped), place)
    except (UnknownKey, envelope.Tampered):
        raise _refused("a key does not open in its place", key=str(key)) from None
    key.master_key_id, key.wrapped = keyring().wrap(plain, place)


# Derived keys of organizations, as purpose and key; only of those whose key is committed.
_derived: dict[tuple[UUID, bytes], bytes] = {}


def known_key(organization_id: UUID, purpose: bytes) -> bytes | None:
    """The organization's key for a purpose; None before anything needed it.

    Raises:
        Problem: `unavailable` when it can't be unwrapped.
    """
    found = _derived.get((organization_id, purpose))
    if found is None:
        row = OrganizationKey.objects.filter(pk=organization_id).first()
        found = _derive(row, purpose) if row else None
    return found


def key_for(organization_id: UUID, purpose: bytes) -> bytes:
    """The organization's key for a purpose, made on first need, of which there is one however many need it at once.

    Raises:
        Problem: as `known_key`.
    """
    found = known_key(organization_id, purpose)
    if found is None:
        key_id, wrapped = keyring().wrap(envelope.new_key(), ORGANIZATION_KEY_DOMAIN + organization_id.bytes)
        made = OrganizationKey(
            organization_id=organization_id, master_key_id=key_id, wrapped=wrapped, created_at=clock.now()
        )
        OrganizationKey.objects.bulk_create([made], ignore_conflicts=True)
        found = _derive(OrganizationKey.objects.get(pk=organization_id), purpose)
    return found


def derived(secret: bytes, purpose: bytes) -> bytes:
    """A key for one purpose out of a secret of at least 128 random bits (HKDF, RFC 5869)."""
    return HKDF(SHA256(), 32, salt=None, info=purpose).derive(secret)


def seal_under(key: bytes, plain: bytes, place: bytes) -> bytes:
    """Seal what is no variable's value, under a key of its own, bound to `place`."""
    return envelope.seal(AESGCM(key), plain, place)


def unseal_under(key: bytes, sealed: bytes, place: bytes) -> bytes:
    """Open it.

    Raises:
        Problem: `unavailable` when it was changed, or lies in another place.
    """
    try:
        return envelope.unseal(AESGCM(key), sealed, place)
    except envelope.Tampered:
        raise _refused("what is shared does not open in its place") from None


def _derive(row: OrganizationKey, purpose: bytes) -> bytes:
    """Kept in this process from the commit on: a key whose making is undone must never be used again."""
    try:
        plain = keyring().unwrap(row.master_key_id, bytes(row.wrapped), _place_of(row))
    except (UnknownKey, envelope.Tampered):
        raise _refused("a key does not open in its place", key=str(row)) from None
    found = derived(plain, purpose)
    transaction.on_commit(lambda: _keep(row.pk, purpose, found))
    return found


def _keep(organization_id: UUID, purpose: bytes, key: bytes) -> None:
    if len(_derived) >= CACHED_KEYS:
        _derived.clear()
    _derived[organization_id, purpose] = key


def _place_of(key: DataKey | OrganizationKey) -> bytes:
    if isinstance(key, DataKey):
        return _key_place(key.project.organization_id, key.project_id, key.number)
    return ORGANIZATION_KEY_DOMAIN + key.organization_id.bytes


def _key_place(organization_id: UUID, project_id: UUID, number: int) -> bytes:
    return KEY_DOMAIN + organization_id.bytes + project_id.bytes + number.to_bytes(8, "big")


def _opened(place: Place, data_key_id: int) -> AESGCM:
    where = {"environment": str(place.environment_id), "data_key": data_key_id}
    try:
        return _cipher(place.organization_id, place.project_id, data_key_id)
    except DataKey.DoesNotExist:
        raise _refused("the data key is not the project's", **where) from None
    except UnknownKey as error:
        raise _refused(f"no master key {error} was given", **where) from None
    except envelope.Tampered:
        raise _refused("the data key does not open in its place", **where) from None


@lru_cache(maxsize=CACHED_KEYS)
def _cipher(organization_id: UUID, project_id: UUID, data_key_id: int) -> AESGCM:
    """The unwrapped data key, kept ready in this process. Unwrapping anew never changes it, so nothing goes stale."""
    key = DataKey.objects.get(pk=data_key_id, project_id=project_id)
    place = _key_place(organization_id, project_id, key.number)
    return AESGCM(keyring().unwrap(key.master_key_id, bytes(key.wrapped), place))


def _refused(reason: str, **where: object) -> Problem:
    """503 and not 500: we foresaw it; the operator must restore a key or a row, and the log says which."""
    logger.critical("a sealed value was refused", extra={"reason": reason, **where})
    detail = "A stored value can't be opened: it was changed outside of KeyNest, or its key is missing on this server."
    return Problem(Code.UNAVAILABLE, detail)
