"""The chain holds when nobody touched it, and tampering of every sort is found, online and in an exported file."""

import hashlib
import json

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from core.audit import chain, selectors
from kernel.models import EventRecord, Stream
from tests.core.audit.stage import fill, rename, rows, url_of


def verdict(world):
    response = world.admin.client.get(url_of(world, "verify/"))
    assert response.status_code == 200
    return response.json()


def change_a_row(world):
    rows(world).filter(seq=3).update(actor_label="somebody@else.example")


def change_data(world):
    rows(world).filter(seq=3).update(data={"name": {"was": "x", "is": "y"}})


def change_a_row_and_its_digest(world):
    row = rows(world)[2]
    row.verb = "tenancy.nothing.happened"
    digest = selectors.restated(row, f"o:{world.organization.id}")
    from kernel import events

    rows(world).filter(seq=3).update(verb=row.verb, digest=events.digest(digest))


def delete_a_row(world):
    rows(world).filter(seq=3).delete()


def swap_rows(world):
    third, fourth = rows(world)[2], rows(world)[3]
    rows(world).filter(pk=third.pk).update(seq=99)
    rows(world).filter(pk=fourth.pk).update(seq=3)
    rows(world).filter(pk=third.pk).update(seq=4)


def move_in_a_row_of_another(world):
    other = EventRecord.objects.get(stream__key="o:other")
    rows(world).filter(seq=3).delete()
    EventRecord.objects.filter(pk=other.pk).update(stream=Stream.objects.get(key=f"o:{world.organization.id}"), seq=3)


@pytest.fixture
def other(world):
    """An entry in another chain."""
    from kernel import events
    from kernel.actor import Actor
    from tests.kernel.test_events import thing

    events.record([thing("o:other")])
    return Actor.system()


def test_an_untouched_chain_is_valid(world):
    fill(world, 5)
    assert verdict(world) == {
        "valid": True,
        "checked": 5,
        "head": {"seq": 5, "hash": bytes(rows(world)[4].hash).hex()},
        "broken_at": None,
        "reason": "",
    }


def test_an_organization_without_events_is_valid(world):
    assert verdict(world)["valid"] is True
    assert verdict(world)["head"]["seq"] == 0


@pytest.mark.parametrize(
    "tamper",
    [change_a_row, change_data, change_a_row_and_its_digest, delete_a_row, swap_rows, move_in_a_row_of_another],
)
def test_tampering_is_found_where_it_was_done(world, other, tamper):
    fill(world, 5)
    tamper(world)
    found = verdict(world)
    assert (found["valid"], found["broken_at"]) == (False, 3)
    with pytest.raises(CommandError, match="#3"):
        call_command("verify_audit", "--organization", "acme")


def test_a_cut_tail_is_found(world):
    fill(world, 5)
    rows(world).filter(seq__gt=3).delete()
    assert verdict(world)["broken_at"] == 4


def test_an_entry_slipped_in_behind_is_found(world):
    """A row without the numbering function: the head does not know it, and the next real one collides."""
    fill(world, 2)
    row = rows(world)[1]
    row.pk, row.seq = "00000000-0000-0000-0000-000000000001", 3
    row.save(force_insert=True)
    assert verdict(world)["checked"] == 2
    Stream.objects.filter(key=f"o:{world.organization.id}").update(head=3)
    assert verdict(world)["broken_at"] == 3


def test_a_long_chain_is_followed_in_bounded_batches(world, monkeypatch, django_assert_num_queries):
    fill(world, 7)
    monkeypatch.setattr(selectors, "BATCH", 3)
    with django_assert_num_queries(5):  # the head; 3, 3 and 1 rows; none any more
        assert selectors.verify(f"o:{world.organization.id}").checked == 7


def exported(world, tmp_path, **query):
    response = world.admin.client.get(url_of(world, "export/"), {"format": "ndjson", **query})
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/x-ndjson"
    assert ".ndjson" in response.headers["Content-Disposition"]
    path = tmp_path / "audit.ndjson"
    path.write_bytes(b"".join(response.streaming_content))
    return path


def test_an_export_is_verified_without_a_database(world, tmp_path, capsys, monkeypatch):
    fill(world, 4)
    path = exported(world, tmp_path)

    def no_database(*_):
        raise AssertionError("the database was asked")

    with connection.execute_wrapper(no_database):
        call_command("verify_audit", str(path))
    assert "valid: 5 entries" in capsys.readouterr().out


def test_an_export_can_be_verified_by_what_its_heading_says_alone(world, tmp_path):
    """Nothing of ours in it: only json and hashlib."""
    rename(world, 'Ünïcode ✓ "quoted" \\ €')
    lines = exported(world, tmp_path).read_text(encoding="utf-8").rstrip("\n").split("\n")
    head, *entries = map(json.loads, lines)
    previous = bytes.fromhex(head["genesis"])
    for row in entries:
        text = json.dumps(row["entry"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        digest = hashlib.sha256(text.encode()).digest()
        assert digest.hex() == row["digest"]
        previous = hashlib.sha256(previous + row["seq"].to_bytes(8, "big") + digest).digest()
        assert previous.hex() == row["hash"]
    assert (head["head"]["seq"], head["head"]["hash"]) == (len(entries), previous.hex())


def edit(lines):
    lines[2] = lines[2].replace("Acme 1", "Acme X")


def drop(lines):
    del lines[2]


def swap(lines):
    lines[2], lines[3] = lines[3], lines[2]


def cut(lines):
    del lines[-1]


@pytest.mark.parametrize(("tamper", "seq"), [(edit, 2), (drop, 2), (swap, 2), (cut, 5)])
def test_a_tampered_export_is_found_out(world, tmp_path, tamper, seq):
    fill(world, 4)
    path = exported(world, tmp_path)
    lines = path.read_text().splitlines(keepends=True)
    tamper(lines)
    path.write_text("".join(lines))
    with pytest.raises(CommandError, match=f"BROKEN: #{seq} "):
        call_command("verify_audit", str(path))


def test_a_chain_written_anew_is_found_by_a_head_that_was_noted(world, tmp_path):
    fill(world, 3)
    noted = f"3:{verdict(world)['head']['hash']}"
    path = exported(world, tmp_path)
    call_command("verify_audit", str(path), "--noted", noted)
    with pytest.raises(CommandError, match="noted"):
        call_command("verify_audit", str(path), "--noted", "3:" + "00" * 32)


def test_a_filtered_export_shows_that_each_entry_is_intact(world, tmp_path, capsys):
    fill(world, 3)
    path = exported(world, tmp_path, q="acme")
    call_command("verify_audit", str(path))
    assert "intact: 4 entries" in capsys.readouterr().out
    path.write_text(path.read_text().replace("Acme 1", "Acme X"))
    with pytest.raises(CommandError, match="BROKEN"):
        call_command("verify_audit", str(path))


@pytest.mark.parametrize("content", ["", "{}", "[]", "not json", '{"keynest_audit": 2}', "\ufffd\x00"])
def test_a_file_that_is_no_export_gets_one_clear_line(tmp_path, content):
    path = tmp_path / "odd"
    path.write_text(content)
    with pytest.raises(CommandError, match="can't be read as an export"):
        call_command("verify_audit", str(path))


def test_a_missing_file_and_a_missing_organization_get_one_clear_line(db, tmp_path):
    with pytest.raises(CommandError, match="can't be read"):
        call_command("verify_audit", str(tmp_path / "nowhere"))
    with pytest.raises(CommandError, match="no organization"):
        call_command("verify_audit", "--organization", "nowhere")


def test_the_tree_of_digests_is_that_of_rfc_9162():
    def leaf(text):
        return hashlib.sha256(b"\x00" + text).digest()

    def node(left, right):
        return hashlib.sha256(b"\x01" + left + right).digest()

    a, b, c, d, e = (leaf(text) for text in (b"a", b"b", b"c", b"d", b"e"))
    assert chain.merkle_root([]) == hashlib.sha256(b"").digest()
    assert chain.merkle_root([b"a"]) == a
    assert chain.merkle_root([b"a", b"b", b"c"]) == node(node(a, b), c)
    assert chain.merkle_root([b"a", b"b", b"c", b"d", b"e"]) == node(node(node(a, b), node(c, d)), e)
