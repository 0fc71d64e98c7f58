"""What was shared and the token that opens it are nowhere: no table, no Redis, no log, no event; and keys change."""

import os

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.core.management import call_command

from core.sharing.models import ShareLink
from core.vault import sealing
from core.vault.models import OrganizationKey
from core.vault.selectors.recognition import found_in
from kernel import tasks
from kernel.crypto import keyring as keyrings
from kernel.crypto.keyring import Keyring
from tests.core.sharing.test_links import URL, open_it, share, token_of
from tests.core.vault.conftest import vault
from tests.sweeps import leaks

__all__ = ["vault"]

SHARED = "hush-9Zq4Lm7Vx2 und ünïcode"
STORED = "q7Vd2mXw9Lk4Tz8RbN3sYc6H"


@pytest.fixture(autouse=True)
def _fresh_keys():
    sealing._derived.clear()
    sealing._cipher.cache_clear()
    yield
    sealing._derived.clear()
    sealing._cipher.cache_clear()


@pytest.mark.django_db(transaction=True)
def test_no_secret_and_no_token_is_left_anywhere(vault, api, caplog):
    caplog.set_level("DEBUG")
    world = vault.world
    with leaks.watching() as traffic:
        vault.set("API_TOKEN", STORED)
        made, ours = share(world, value=SHARED, views=2), share(world, value=SHARED, audience="members", views=2)
        token = token_of(made)
        assert api.post(f"{URL}preview/", {"token": token}, format="json").status_code == 200
        assert open_it(api, token).status_code == 200
        assert world.viewer.client.post(f"{URL}{ours['id']}/open/").status_code == 200
        body = {"organization": str(world.organization.id), "value": "x", "label": f"see {STORED}"}
        assert world.member.client.post(URL, body, format="json").status_code == 400
        again = {"HTTP_IDEMPOTENCY_KEY": "once"}
        key = {"organization": str(world.organization.id), "value": SHARED}
        kept = token_of(world.member.client.post(URL, key, format="json", **again).json())
        tasks.drain()
    logs = [caplog.text, *(str(vars(record)) for record in caplog.records)]
    secrets = {"shared": SHARED, "stored": STORED, "token": token, "token under a key": kept}
    assert leaks.find(secrets, logs=logs, traffic=traffic) == []


def test_another_master_key_leaves_links_and_fingerprints_as_they_are(vault, monkeypatch):
    world = vault.world
    vault.set("API_TOKEN", STORED)
    made = share(world, audience="members", views=3)
    before = bytes(OrganizationKey.objects.get().wrapped)
    old, new = keyrings.keyring(), AESGCM(os.urandom(32))
    _use(monkeypatch, {"fresh": new, old.current: old.ciphers[old.current]})
    call_command("rotate_master_key")
    assert OrganizationKey.objects.get().master_key_id == "fresh"
    assert bytes(OrganizationKey.objects.get().wrapped) != before
    _use(monkeypatch, {"fresh": new})
    assert world.viewer.client.post(f"{URL}{made['id']}/open/").status_code == 200
    assert [found.name for found in found_in(world.organization.id, STORED)] == ["API_TOKEN"]


def test_without_its_master_key_it_is_503_and_no_opening_is_lost(vault, monkeypatch):
    made = share(vault.world, audience="members")
    _use(monkeypatch, {"another": AESGCM(os.urandom(32))})
    refused = vault.world.viewer.client.post(f"{URL}{made['id']}/open/")
    assert (refused.status_code, refused.json()["code"]) == (503, "unavailable")
    assert ShareLink.objects.get().opened == 0


def test_a_key_of_another_organization_in_its_place_does_not_open(vault):
    world = vault.world
    vault.set("API_TOKEN", STORED)
    share(world, audience="members")
    body = {"name": "Second"}
    other = world.member.client.post("/api/core/organizations/", body, format="json").json()["id"]
    body = {"organization": other, "value": "x", "audience": "members"}
    theirs = world.member.client.post(URL, body, format="json").json()
    OrganizationKey.objects.filter(pk=other).update(
        wrapped=OrganizationKey.objects.get(pk=world.organization.pk).wrapped
    )
    sealing._derived.clear()
    assert world.member.client.post(f"{URL}{theirs['id']}/open/").status_code == 503


def _use(monkeypatch, ciphers):
    ring = Keyring(ciphers)
    monkeypatch.setattr(sealing, "keyring", lambda: ring)
    sealing._cipher.cache_clear()
    sealing._derived.clear()
