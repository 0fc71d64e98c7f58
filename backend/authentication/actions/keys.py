"""The keys of our JWTs over time: made, published, signing, retired. No step needs a restart."""

import secrets
from datetime import datetime, timedelta

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings

from authentication import sealing
from authentication.events import SigningKeyMade, SigningKeyRetired
from authentication.keys import place_of
from authentication.models import SigningKey
from kernel import clock
from kernel.actions import action, emit, unchanged
from kernel.actor import Actor
from kernel.errors import not_found

BITS = 2048


@action()
def rotate(actor: Actor) -> SigningKey:
    """Make a key. It is published now and signs a little later; all before it verify for the overlap, and no longer."""
    _note_those_of_the_settings(clock.now())
    return _succeed(actor, settings.JWT_KEY_LEAD)


@action()
def retire(actor: Actor, *, kid: str) -> None:
    """Refuse a key's tokens from now on. If it signs, a new one does so at once; if it was to sign, a bit later.

    Raises:
        Problem: `not_found`.
    """
    moment = clock.now()
    _note_those_of_the_settings(moment)
    living = _living(moment)
    key = next((row for row in living if row.kid == kid), None)
    if key is None:
        raise not_found()
    signs, newest = _signer(moment) == key, living[-1] == key
    key.retires_at = moment
    key.save(update_fields=["retires_at"])
    emit(SigningKeyRetired.about(actor, kid))
    if signs or newest:
        _succeed(actor, timedelta() if signs else settings.JWT_KEY_LEAD)


@action()
def renew_if_old(actor: Actor) -> SigningKey | None:
    """What the clock asks for now and then: a new key, when the newest has served its time."""
    moment = clock.now()
    _note_those_of_the_settings(moment)
    newest = _living(moment)[-1:]
    if newest and newest[0].signs_from + settings.JWT_KEY_LIFE > moment:
        unchanged()
        return None
    return _succeed(actor, settings.JWT_KEY_LEAD)


def new_key() -> bytes:
    """An RSA key in PKCS#8 DER."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=BITS)
    encoding, form = serialization.Encoding.DER, serialization.PrivateFormat.PKCS8
    return key.private_bytes(encoding, form, serialization.NoEncryption())


def _succeed(actor: Actor, lead: timedelta) -> SigningKey:
    moment = clock.now()
    SigningKey.objects.filter(retires_at=None).update(retires_at=moment + lead + settings.JWT_KEY_OVERLAP)
    kid = f"{moment:%Y-%m-%d}-{secrets.token_hex(4)}"
    sealed = sealing.seal(new_key(), place_of(kid))
    key = SigningKey.objects.create(kid=kid, sealed_key=sealed, created_at=moment, signs_from=moment + lead)
    emit(SigningKeyMade.about(actor, kid, signs_from=key.signs_from.isoformat()))
    return key


def _note_those_of_the_settings(moment: datetime) -> None:
    """Give them a row for their times. The first of them is the newest, as it is the one that signs."""
    known = set(SigningKey.objects.select_for_update().values_list("kid", flat=True))
    given = list(reversed(settings.JWT_PRIVATE_KEYS))
    times = {kid: moment - timedelta(seconds=len(given) - number) for number, kid in enumerate(given)}
    rows = [SigningKey(kid=kid, created_at=at, signs_from=at) for kid, at in times.items() if kid not in known]
    SigningKey.objects.bulk_create(rows, ignore_conflicts=True)


def _living(moment: datetime) -> list[SigningKey]:
    """Those that verify, the one that signs last behind all others."""
    rows = SigningKey.objects.order_by("signs_from", "kid")
    given = settings.JWT_PRIVATE_KEYS
    alive = [row for row in rows if row.retires_at is None or row.retires_at > moment]
    return [row for row in alive if row.sealed_key is not None or row.kid in given]


def _signer(moment: datetime) -> SigningKey | None:
    return next((row for row in reversed(_living(moment)) if row.signs_from <= moment), None)
