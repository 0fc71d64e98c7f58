"""A text that holds a stored value is held back, wherever it is written, and the attempt is on record."""

import base64
from urllib.parse import quote

import pytest
from django.db import connection, transaction

from core.vault import sealing
from core.vault.actions import marking
from core.vault.actions.guard import hold_back
from core.vault.models import OrganizationKey, VariableVersion
from core.vault.selectors.recognition import found_in
from kernel.errors import Code, Problem
from kernel.models import EventRecord
from tests.world import make_organization

TOKEN = "q7Vd2mXw9Lk4Tz8RbN3sYc6H"
PASSWORD = "gT4#kP9!vLq2$Xw"
URL = "/api/core/variables/"
BEGIN = " ".join(("-----BEGIN", "PRIVATE", "KEY-----"))  # apart, for whoever looks for keys in files


@pytest.fixture(autouse=True)
def _fresh_keys():
    sealing._derived.clear()
    yield
    sealing._derived.clear()


def pass_by(vault, text, who="member"):
    hold_back(vault.world[who].actor, vault.world.organization.id, text, place="message")


def held(vault, text, who="member"):
    with pytest.raises(Problem) as caught:
        pass_by(vault, text, who)
    return caught.value


def names_in(vault, text):
    return {found.name for found in found_in(vault.world.organization.id, text)}


def test_a_value_in_a_message_is_held_back_and_named_and_on_record(vault):
    row = vault.set("API_TOKEN", TOKEN)
    problem = held(vault, f"try it with {TOKEN}, please")
    assert (problem.code, problem.status, problem.errors[0].field) == (Code.HOLDS_VALUE, 400, "text")
    assert "API_TOKEN (Website / development)" in problem.detail
    event = EventRecord.objects.get(verb="vault.value.held")
    assert (str(event.target_id), event.data["place"]) == (row["id"], "message")
    assert TOKEN not in str(event.data) + event.target_label + problem.detail
    pass_by(vault, "try it with the token, please")


@pytest.mark.parametrize(
    "text",
    [
        TOKEN,
        f"`{TOKEN}`",
        f'export API_TOKEN="{TOKEN}"',
        f"API_TOKEN: {TOKEN}\nOTHER: x",
        f'{{"token":"{TOKEN}","ttl":3}}',
        f"curl https://api.example.com/v1?key={TOKEN}&x=1",
        f"https://api.example.com/hooks/{TOKEN}",
        f"Bearer {TOKEN}.",
        f"({TOKEN})",
        f"first line\n{TOKEN[:12]}\n{TOKEN[12:]} and more",
        base64.b64encode(TOKEN.encode()).decode(),
        "data: " + base64.b64encode(f"user:{TOKEN}".encode()).decode().rstrip("="),
    ],
)
def test_however_it_is_pasted(vault, text):
    vault.set("API_TOKEN", TOKEN)
    assert names_in(vault, text) == {"API_TOKEN"}


def test_a_password_of_signs_is_found_in_an_address_and_percent_encoded(vault):
    vault.set("DATABASE_URL", f"postgres://app:{quote(PASSWORD, safe='')}@db.internal:5432/app")
    for text in (
        f"the password is {PASSWORD}",
        f"postgres://app:{PASSWORD}@localhost/app",
        f"psql postgres://app:{quote(PASSWORD, safe='')}@db.internal:5432/app",
    ):
        assert names_in(vault, text) == {"DATABASE_URL"}, text
    assert names_in(vault, "postgres://app@db.internal:5432/app is the address, db.internal:5432 the host") == set()


def test_one_line_of_many_gives_a_key_away(vault):
    lines = [base64.b64encode(bytes(range(n, n + 48))).decode() for n in range(0, 200, 20)]
    vault.set("KEY", f"{BEGIN}\n" + "\n".join(lines) + f"\n{BEGIN.replace('BEGIN', 'END')}\n")
    assert names_in(vault, f"it breaks at\n> {lines[4]}\nwhy?") == {"KEY"}
    assert names_in(vault, f"it begins with {BEGIN}") == set()


def test_old_values_and_those_in_the_trash_count_and_plain_configuration_does_not(vault):
    row = vault.set("ROTATED", TOKEN)
    vault.client.patch(f"{URL}{row['id']}/", {"value": "Zx8Kp2Wn5Qr7Tb4Lm9Vc"}, format="json")
    gone = vault.set("GONE", "Hj3Nw8Rt5Yp2Xc7Vb4Qm")
    vault.client.delete(f"{URL}{gone['id']}/")
    vault.set("BUILD", "Dk6Fg9Ms3Lw8Pz2Tn5Rv", kind="config")
    text = f"{TOKEN} Zx8Kp2Wn5Qr7Tb4Lm9Vc Hj3Nw8Rt5Yp2Xc7Vb4Qm Dk6Fg9Ms3Lw8Pz2Tn5Rv"
    assert names_in(vault, text) == {"ROTATED", "GONE"}
    assert VariableVersion.objects.get(name="BUILD").fingerprints == []


@pytest.mark.parametrize(
    "value",
    [
        "production", "true", "8080", "en_US.UTF-8", "info@example.com", "2026-11-21T18:00:00Z", "10.0.0.12", "v1.25.3",
        "https://api.example.com/v2/users", "/var/lib/app/uploads", "db-1.eu-central-1.rds.example.com:5432",
        "correct horse battery staple", "passw0rd", "qwertyuiop", "123456789012", "my-service-account-name",
        "vvvvvvvvvvvvvvvvvvvvvvvvvvvvvv", "application/json", "AWS_SECRET_ACCESS_KEY",
    ],
)  # fmt: skip
def test_what_anybody_may_say_is_no_secret(vault, value):
    vault.set("EVERYDAY", value)
    assert VariableVersion.objects.get().fingerprints == []
    pass_by(vault, f"we use {value} there")
    assert not OrganizationKey.objects.exists()


def test_a_variable_is_named_only_to_those_who_may_list_it(vault):
    vault.set("API_TOKEN", TOKEN)
    vault.world.organization.require_mfa = True
    vault.world.organization.save()
    assert "API_TOKEN" not in held(vault, TOKEN).detail


def test_another_organization_is_not_asked_and_has_another_key(vault):
    vault.set("API_TOKEN", TOKEN)
    other = make_organization("Others", owner=vault.world.member.user)
    assert found_in(other.id, TOKEN) == []
    body = {"organization": str(other.id), "name": "Theirs"}
    theirs = vault.client.post("/api/core/projects/", body, format="json").json()["environments"][0]["id"]
    vault.set("SAME", TOKEN, theirs)
    first, second = VariableVersion.objects.order_by("id").values_list("fingerprints", flat=True)
    assert first and second and not set(first) & set(second)
    assert [found.name for found in found_in(other.id, TOKEN)] == ["SAME"]
    VariableVersion.objects.filter(name="SAME").update(fingerprints=first)
    assert names_in(vault, TOKEN) == {"API_TOKEN"}


def test_nothing_is_written_where_a_note_a_message_or_a_description_holds_a_value(vault):
    row = vault.set("API_TOKEN", TOKEN)
    environment = f"/api/core/environments/{vault.environment}/"
    new_project = {"organization": str(vault.world.organization.id), "name": "P", "description": TOKEN}
    change = {"op": "set", "name": "NEW", "value": "x", "note": f"see {TOKEN}"}
    tries = [
        ("post", URL, {"environment": vault.environment, "name": "N", "value": "x", "note": TOKEN}, "note"),
        ("patch", f"{URL}{row['id']}/", {"note": f"was {TOKEN}"}, "note"),
        ("post", f"{environment}apply/", {"changes": [change]}, "changes.0.note"),
        ("post", f"{environment}apply/", {"changes": [change | {"note": ""}], "message": TOKEN}, "message"),
        ("post", f"{environment}import/", {"format": "dotenv", "content": "A=1", "message": f"key {TOKEN}"}, "message"),
        ("post", "/api/core/projects/", new_project, "description"),
        ("post", "/api/core/projects/", new_project | {"description": "", "environments": [TOKEN]}, "environments.0"),
        ("patch", f"/api/core/projects/{vault.project['id']}/", {"description": f"use {TOKEN}"}, "description"),
        ("post", "/api/core/environments/", {"project": vault.project["id"], "name": TOKEN}, "name"),
        ("patch", environment, {"name": TOKEN}, "name"),
    ]  # fmt: skip
    before = EventRecord.objects.exclude(verb="vault.value.held").count()
    for method, url, body, field in tries:
        response = getattr(vault.client, method)(url, body, format="json")
        assert (response.status_code, response.json()["code"]) == (400, "holds_value"), (url, response.json())
        assert response.json()["errors"][0]["field"] == field
        assert TOKEN not in response.content.decode()
    assert EventRecord.objects.exclude(verb="vault.value.held").count() == before
    assert EventRecord.objects.filter(verb="vault.value.held").count() == len(tries)


def test_the_words_of_mail_are_looked_at(vault):
    vault.set("API_TOKEN", TOKEN)
    url = f"/api/core/organizations/{vault.world.organization.id}/mail-templates/invitation/"
    body = {"texts": {"subject": f"Welcome, {TOKEN}"}, "version": 0}
    response = vault.world.admin.client.put(url, body, format="json")
    assert (response.status_code, response.json()["code"]) == (400, "holds_value"), response.json()
    assert response.json()["errors"][0]["field"] == "texts.subject"


def test_a_note_does_not_hold_the_value_that_is_written_with_it(vault):
    body = {"environment": vault.environment, "name": "N", "value": TOKEN, "note": f"it is {TOKEN}"}
    assert vault.client.post(URL, body, format="json").json()["code"] == "holds_value"
    assert vault.client.post(URL, body | {"kind": "config"}, format="json").status_code == 201


def test_older_values_get_their_fingerprints_afterwards_and_a_broken_one_keeps_none_waiting(vault):
    for number in range(5):
        vault.set(f"OLD_{number}", f"{number}{TOKEN}")
    VariableVersion.objects.update(fingerprints=None)
    VariableVersion.objects.filter(name="OLD_0").update(sealed=b"x" * 60)
    assert names_in(vault, f"1{TOKEN}") == set()
    assert [marking.take(2), marking.take(2), marking.take(2), marking.take(2)] == [2, 2, 1, 0]
    assert names_in(vault, f"1{TOKEN}") == {"OLD_1"}
    assert VariableVersion.objects.get(name="OLD_0").fingerprints == []


def test_no_value_and_no_key_lies_beside_the_fingerprints(vault):
    vault.set("API_TOKEN", TOKEN)
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(v)::text FROM core_variable_version v")
        version = cursor.fetchone()[0]
    assert TOKEN not in version and TOKEN.encode().hex() not in version
    plain = OrganizationKey.objects.get()
    assert sealing.key_for(plain.pk, b"keynest.fingerprints.1") not in bytes(plain.wrapped)


@pytest.mark.django_db(transaction=True)
def test_a_key_that_was_rolled_back_is_never_used(vault):
    with pytest.raises(Undone), transaction.atomic():
        vault.set("API_TOKEN", TOKEN)
        assert OrganizationKey.objects.exists()
        raise Undone
    assert not OrganizationKey.objects.exists()
    assert not sealing._derived
    vault.set("API_TOKEN", TOKEN)
    assert names_in(vault, TOKEN) == {"API_TOKEN"}
    assert list(sealing._derived) == [(vault.world.organization.id, b"keynest.fingerprints.1")]


class Undone(Exception):
    """Ends a transaction that had made a key."""
