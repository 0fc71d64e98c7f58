"""Both levels of keys are changed while people write; stopped and started again, nothing is lost."""

import os
import threading

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.core.management import CommandError, call_command
from django.db import connection

from core.vault import sealing
from core.vault.actions import rotation
from core.vault.models import DataKey, Variable, VariableVersion
from kernel.actor import Actor
from kernel.crypto import keyring as keyrings
from kernel.crypto.keyring import Keyring
from kernel.models import EventRecord

URL = "/api/core/variables/"


def use(monkeypatch, **ciphers: AESGCM) -> None:
    ring = Keyring(ciphers)
    monkeypatch.setattr(sealing, "keyring", lambda: ring)
    sealing._cipher.cache_clear()


@pytest.fixture(autouse=True)
def _fresh_cache():
    sealing._cipher.cache_clear()
    yield
    sealing._cipher.cache_clear()


def test_the_master_key_is_changed_and_the_old_one_can_go(vault, monkeypatch, capsys):
    vault.set("A", "precious")
    old, new = keyrings.keyring(), AESGCM(os.urandom(32))
    use(monkeypatch, **{"fresh": new, old.current: old.ciphers[old.current]})
    call_command("rotate_master_key")
    assert "1 data keys wrapped under master key fresh" in capsys.readouterr().out
    assert EventRecord.objects.get(verb="vault.master_key.rotated").data == {"count": 1, "master_key": "fresh"}
    use(monkeypatch, fresh=new)
    assert vault.values() == {"A": "precious"}
    call_command("rotate_master_key")
    assert EventRecord.objects.filter(verb="vault.master_key.rotated").count() == 1


def test_without_the_old_master_key_it_says_what_is_stuck(vault, monkeypatch):
    vault.set("A", "1")
    use(monkeypatch, fresh=AESGCM(os.urandom(32)))
    with pytest.raises(CommandError, match="acme"):
        call_command("rotate_master_key")


def test_a_data_key_is_changed_with_versions_and_trash(vault):
    row = vault.set("A", "one")
    vault.client.patch(f"{URL}{row['id']}/", {"value": "two"}, format="json")
    gone = vault.set("GONE", "kept in the trash")
    vault.client.delete(f"{URL}{gone['id']}/")
    old = DataKey.objects.get()
    before = bytes(Variable.objects.get(name="A").sealed)
    call_command("rotate_data_keys", project=vault.project["id"])
    newest = DataKey.objects.latest("number")
    assert newest.number == 2
    assert not Variable.objects.filter(data_key=old).exists()
    assert not VariableVersion.objects.filter(data_key=old).exists()
    assert bytes(Variable.objects.get(name="A").sealed) != before
    assert vault.values() == {"A": "two"}
    assert vault.client.post(f"{URL}{row['id']}/versions/1/reveal/").json()["value"] == "one"
    vault.client.post(f"{URL}{gone['id']}/restore/")
    assert vault.values() == {"A": "two", "GONE": "kept in the trash"}
    verbs = EventRecord.objects.filter(verb__startswith="vault.data_key").order_by("seq").values_list("verb", flat=True)
    assert list(verbs) == ["vault.data_key.added", "vault.data_key.rotated"]
    call_command("rotate_data_keys")
    assert list(DataKey.objects.order_by("number").values_list("number", flat=True)) == [2, 3]
    assert vault.values() == {"A": "two", "GONE": "kept in the trash"}


def test_it_goes_on_where_it_was_stopped(vault, monkeypatch):
    for number in range(7):
        vault.set(f"V{number}", str(number))
    actor, real, batches = Actor.system(), rotation._reseal, []

    def stop_at_the_second(*args):
        batches.append(args)
        if len(batches) == 2:
            raise KeyboardInterrupt
        return real(*args)

    monkeypatch.setattr(rotation, "_reseal", stop_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        rotation.rotate_data_key(actor, project_id=vault.project["id"], batch=3)
    assert vault.values() == {f"V{number}": str(number) for number in range(7)}
    monkeypatch.setattr(rotation, "_reseal", real)
    assert rotation.rotate_data_key(actor, project_id=vault.project["id"], batch=3) == 14 - 3
    assert DataKey.objects.count() == 2
    assert vault.values() == {f"V{number}": str(number) for number in range(7)}


@pytest.mark.django_db(transaction=True)
def test_parallel_writers_and_readers_never_notice(vault):
    rows = [vault.set(f"V{number}", "start") for number in range(20)]
    stop, statuses, written = threading.Event(), [], {}

    def write() -> None:
        turn = 0
        while not stop.is_set():
            turn += 1
            row = rows[turn % len(rows)]
            answer = vault.client.patch(f"{URL}{row['id']}/", {"value": f"turn {turn}"}, format="json")
            statuses.append(answer.status_code)
            written[row["name"]] = f"turn {turn}"
            statuses.append(vault.client.get(f"/api/core/environments/{vault.environment}/values/").status_code)
        connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for _ in range(3):
            rotation.rotate_data_key(Actor.system(), project_id=vault.project["id"], batch=5)
    finally:
        stop.set()
        writer.join()
    assert set(statuses) == {200}
    newest = DataKey.objects.latest("number")
    assert not Variable.objects.exclude(data_key=newest).exists()
    assert not VariableVersion.objects.filter(deleted=False).exclude(data_key=newest).exists()
    assert vault.values() == {row["name"]: written.get(row["name"], "start") for row in rows}
