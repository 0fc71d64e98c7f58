"""The tables of accounts."""

from authentication.models.accounts import Device, Registration, Session, User
from authentication.models.factors import Authenticator, Passkey, RecoveryCode
from authentication.models.keys import SigningKey
from authentication.models.providers import Identity, Provider

__all__ = [
    "Authenticator",
    "Device",
    "Identity",
    "Passkey",
    "Provider",
    "RecoveryCode",
    "Registration",
    "Session",
    "SigningKey",
    "User",
]
