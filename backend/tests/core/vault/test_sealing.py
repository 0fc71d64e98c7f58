"""A sealed value opens in its own place only: moved, swapped, kept or cut, it is refused and never wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.vault.models import DataKey, Variable, VariableVersion
from kernel.crypto import envelope

URL = "/api/core/variables/"


def refused(response) -> bool:
    return (response.status_code, response.json()["code"]) == (503, "unavailable")


def everything_refuses(vault, environment=None) -> bool:
    base = f"/api/core/environments/{environment or vault.environment}"
    return all(refused(vault.client.get(url)) for url in (f"{base}/values/", f"{base}/export/?format=json"))


def raw(name: str) -> Variable:
    return Variable.objects.get(name=name)


def test_two_values_that_changed_places_are_refused(vault, caplog):
    one, two = vault.set("ONE", "first"), vault.set("TWO", "second")
    first, second = raw("ONE"), raw("TWO")
    Variable.objects.filter(pk=one["id"]).update(sealed=second.sealed)
    Variable.objects.filter(pk=two["id"]).update(sealed=first.sealed)
    assert everything_refuses(vault)
    assert refused(vault.client.post(f"{URL}{one['id']}/reveal/"))
    assert refused(vault.client.patch(f"{URL}{one['id']}/", {"note": "x"}, format="json"))
    assert "a sealed value was refused" in caplog.text
    assert "first" not in caplog.text


def test_an_old_value_put_back_is_refused(vault):
    row = vault.set("A", "old")
    old = raw("A").sealed
    vault.client.patch(f"{URL}{row['id']}/", {"value": "new"}, format="json")
    Variable.objects.filter(pk=row["id"]).update(sealed=old)
    assert everything_refuses(vault)
    VariableVersion.objects.filter(variable_id=row["id"], number=2).update(sealed=old)
    assert refused(vault.client.post(f"{URL}{row['id']}/versions/2/reveal/"))
    assert vault.client.post(f"{URL}{row['id']}/versions/1/reveal/").json()["value"] == "old"


def test_a_variable_moved_to_another_environment_is_refused(vault):
    row = vault.set("A", "1")
    Variable.objects.filter(pk=row["id"]).update(environment_id=vault.production)
    assert everything_refuses(vault, vault.production)


def test_a_value_of_another_project_is_refused(vault):
    body = {"organization": str(vault.world.organization.id), "name": "Other"}
    other = vault.client.post("/api/core/projects/", body, format="json").json()["environments"][0]["id"]
    vault.set("A", "mine")
    theirs = vault.set("A", "theirs", other)
    stolen = Variable.objects.get(pk=theirs["id"])
    Variable.objects.filter(environment_id=vault.environment).update(
        sealed=stolen.sealed, data_key_id=stolen.data_key_id
    )
    assert everything_refuses(vault)
    assert vault.values(other) == {"A": "theirs"}


@pytest.mark.parametrize("change", [lambda b: b[:-1], lambda b: b[:5], lambda b: b"", lambda b: b[:20] + b"x" + b[21:]])
def test_changed_bytes_are_refused(vault, change):
    row = vault.set("A", "some value")
    Variable.objects.filter(pk=row["id"]).update(sealed=change(bytes(raw("A").sealed)))
    assert everything_refuses(vault)


def test_a_data_key_wrapped_for_another_project_is_refused(vault):
    from core.vault import sealing

    vault.set("A", "1")
    body = {"organization": str(vault.world.organization.id), "name": "Other"}
    other = vault.client.post("/api/core/projects/", body, format="json").json()["id"]
    foreign = DataKey.objects.get(project_id=other)
    DataKey.objects.filter(project_id=vault.project["id"]).update(wrapped=foreign.wrapped)
    sealing._cipher.cache_clear()
    assert everything_refuses(vault)


def test_a_missing_master_key_is_refused_and_the_list_still_works(vault):
    from core.vault import sealing

    vault.set("A", "1")
    DataKey.objects.update(master_key_id="lost")
    sealing._cipher.cache_clear()
    assert everything_refuses(vault)
    assert vault.client.get(f"{URL}?environment={vault.environment}").status_code == 200


@given(st.binary(max_size=200), st.binary(max_size=40), st.binary(max_size=40))
def test_what_is_sealed_opens_in_its_place_only(plain, place, elsewhere):
    cipher = envelope.AESGCM(envelope.new_key())
    sealed = envelope.seal(cipher, plain, place)
    assert envelope.unseal(cipher, sealed, place) == plain
    if elsewhere != place:
        with pytest.raises(envelope.Tampered):
            envelope.unseal(cipher, sealed, elsewhere)
