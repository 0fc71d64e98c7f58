"""manage.py rotate_master_key brings what accounts keep sealed under the new master key, and says what is left."""

import os
from io import StringIO
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.core.management import CommandError, call_command

from authentication import factors, keys, sealing
from authentication.actions import keys as signing
from authentication.actions import resealing
from authentication.models import Authenticator, Provider, SigningKey
from authentication.oauth import registry
from core.vault import sealing as vault
from kernel import clock
from kernel.actor import Actor
from kernel.crypto import keyring as keyrings
from kernel.crypto.keyring import Keyring
from kernel.models import EventRecord
from tests.factories import make_user

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system()
COUNT = 5


@pytest.fixture
def use(monkeypatch):
    """Lets this process have these master keys."""

    def have(**ciphers):
        ring = Keyring(ciphers)
        for module in (sealing, vault):
            monkeypatch.setattr(module, "keyring", lambda: ring)

    return have


@pytest.fixture
def sealed(db):
    """One of each kind, and some more seeds."""
    provider = Provider(id=uuid4(), slug="acme", kind="oidc", name="Acme", client_id="x")
    provider.sealed_secret = sealing.seal(b"client secret", registry.place_of(provider))
    provider.created_at = provider.updated_at = clock.now()
    provider.save()
    for number in range(COUNT):
        user = make_user()
        seed = sealing.seal(f"seed {number}".encode(), factors.place_of_seed(user.pk))
        Authenticator.objects.create(user=user, sealed_secret=seed, created_at=clock.now())
    signing.rotate(SYSTEM)


def rotate():
    out = StringIO()
    call_command("rotate_master_key", stdout=out)
    return out.getvalue()


def seeds():
    rows = Authenticator.objects.order_by("created_at")
    return [sealing.unseal(row.sealed_secret, factors.place_of_seed(row.pk)) for row in rows]


def test_everything_is_brought_under_the_new_key_and_the_old_one_can_go(sealed, use):
    old, new = keyrings.keyring(), AESGCM(os.urandom(32))
    use(fresh=new, **old.ciphers)
    said = rotate()
    for part in ("1 secrets of providers", f"{COUNT} seeds of authenticators", "1 signing keys"):
        assert part in said
    use(fresh=new)
    assert seeds() == [f"seed {number}".encode() for number in range(COUNT)]
    assert registry.stored(Provider.objects.get()).client_secret == "client secret"
    assert len(keys.Store().present().keys) == 2
    before = EventRecord.objects.filter(verb="authentication.secrets.resealed").count()
    assert before == 3
    assert "0 signing keys" in rotate()
    assert EventRecord.objects.filter(verb="authentication.secrets.resealed").count() == before


def test_it_goes_on_where_it_was_stopped(sealed, use):
    old, new = keyrings.keyring(), AESGCM(os.urandom(32))
    use(fresh=new, **old.ciphers)
    _, kind, _ = resealing.KINDS
    assert resealing.reseal(SYSTEM, kind=kind, batch=2) == 2
    assert resealing.left(kind) == {old.current: COUNT - 2}
    assert [resealing.reseal(SYSTEM, kind=kind, batch=2) for _ in range(3)] == [2, 1, 0]
    assert resealing.left(kind) == {}
    assert len(set(seeds())) == COUNT


def test_without_the_old_key_it_says_what_is_left(sealed, use):
    old = keyrings.keyring().current
    use(fresh=AESGCM(os.urandom(32)))
    with pytest.raises(CommandError, match=f"seeds of authenticators: {COUNT} under {old}"):
        rotate()


def test_a_row_that_was_changed_stops_nothing_and_is_named(sealed, use):
    old = keyrings.keyring()
    broken = Authenticator.objects.earliest("created_at")
    broken.sealed_secret = bytes(broken.sealed_secret)[:-1] + b"\x00"
    broken.save()
    use(fresh=AESGCM(os.urandom(32)), **old.ciphers)
    with pytest.raises(CommandError, match=f"seeds of authenticators: 1 under {old.current}"):
        rotate()
    assert sealing.key_of(SigningKey.objects.exclude(sealed_key=None).get().sealed_key) == "fresh"
