"""Second factors that are typed: codes of an app (RFC 6238), each taken once, and recovery codes.

An app's codes are bound to time steps of 30 seconds. The newest step that a code was taken of is kept, and moved by one
conditional update: a code works once, however it is spelt and however often it is sent at the same moment.
"""

import secrets
import unicodedata
from base64 import b32encode
from collections.abc import Iterable
from uuid import UUID

from pyotp import TOTP

from authentication import sealing
from authentication.models import Authenticator, RecoveryCode
from kernel import clock
from kernel.crypto import digest

ISSUER = "KeyNest"
SEED_BYTES = 20  # as long as the output of SHA-1 (RFC 4226, 4, R6)
STEP = 30
SKEW = 1  # steps, either way
DIGITS = 6
CODES = 10
# 31 signs, of which no two look alike; twelve of them are 59 bits.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
GROUPS = 3
GROUP = 4
RECOVERY_SIGNS = GROUPS * GROUP


def new_seed() -> bytes:
    """160 random bits."""
    return secrets.token_bytes(SEED_BYTES)


def place_of_seed(user_id: UUID) -> str:
    """Where a seed is sealed to."""
    return f"auth_authenticator:{user_id}:sealed_secret"


def shown(seed: bytes, email: str) -> tuple[str, str]:
    """The seed as apps take it: typed (base32), and as the URL of a QR code."""
    totp = _totp(seed)
    return totp.secret, totp.provisioning_uri(name=email, issuer_name=ISSUER)


def is_app_code(text: str) -> bool:
    """Whether it looks like a code of an app, and not like a recovery code."""
    return len(text) == DIGITS and text.isascii() and text.isdigit()


def one_form(text: str) -> str:
    """A typed code without what people and keyboards add: spaces, dashes, capitals, other forms of digits."""
    found = "".join(_plain(sign) for sign in unicodedata.normalize("NFKC", text).lower())
    return "".join(sign for sign in found if sign.isalnum())


def confirm(authenticator: Authenticator, code: str) -> bool:
    """Whether it is a code of an app that is being set up; then the app counts from now on."""
    step = _step_of(authenticator, code)
    waiting = Authenticator.objects.filter(
        pk=authenticator.pk, sealed_secret=authenticator.sealed_secret, confirmed_at=None
    )
    return step is not None and waiting.update(confirmed_at=clock.now(), last_step=step) == 1


def take(user_id: UUID, code: str) -> bool:
    """Whether it is a code of the account's app that was not taken before, nor any later one; now it is."""
    authenticator = Authenticator.objects.filter(pk=user_id, confirmed_at__isnull=False).first()
    step = _step_of(authenticator, code) if authenticator else None
    return (
        step is not None
        and Authenticator.objects.filter(pk=user_id, confirmed_at__isnull=False, last_step__lt=step).update(
            last_step=step
        )
        == 1
    )


def new_recovery_codes() -> list[str]:
    """Ten of them, as they are shown, this once."""
    return [
        "-".join("".join(secrets.choice(ALPHABET) for _ in range(GROUP)) for _ in range(GROUPS)) for _ in range(CODES)
    ]


def keep_recovery_codes(user_id: UUID, digests: Iterable[str]) -> None:
    """Let these be the account's recovery codes, and no others."""
    moment = clock.now()
    RecoveryCode.objects.filter(user_id=user_id).delete()
    RecoveryCode.objects.bulk_create(
        RecoveryCode(user_id=user_id, digest=digest_, created_at=moment) for digest_ in digests
    )


def take_recovery_code(row: RecoveryCode) -> bool:
    """Use it up: of many who sent it at once, one did."""
    return RecoveryCode.objects.filter(pk=row.pk, used_at=None).update(used_at=clock.now()) == 1


def _step_of(authenticator: Authenticator, code: str) -> int | None:
    """The newest time step about now that the code belongs to."""
    totp = _totp(sealing.unseal(authenticator.sealed_secret, place_of_seed(authenticator.pk)))
    present = int(clock.now().timestamp()) // STEP
    steps = range(present - SKEW, present + SKEW + 1)
    right = [step for step in steps if digest.same(totp.generate_otp(step).encode(), code.encode())]
    return right[-1] if right else None


def _totp(seed: bytes) -> TOTP:
    return TOTP(b32encode(seed).decode(), digits=DIGITS, interval=STEP)


def _plain(sign: str) -> str:
    """Every script's digits are digits."""
    value = unicodedata.decimal(sign, None)
    return sign if value is None else str(value)
