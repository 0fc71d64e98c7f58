"""A journey from registration to reading values: no secret of it is left anywhere but where it belongs."""

import re

import pytest
from django.core import mail

from kernel import tasks
from tests.sweeps import leaks
from tests.world import World

VALUES = {"database": "postgres://billing:Zx9-hush-hush@db/1", "imported": "imported ünïcode secret = value"}


@pytest.mark.django_db(transaction=True)
def test_a_journey_leaves_no_value_password_or_usable_token_behind(world: World, api, caplog):
    caplog.set_level("DEBUG")
    with leaks.watching() as traffic:
        secrets = VALUES | _journey(world, api)
    logs = [caplog.text, *(str(vars(record)) for record in caplog.records)]
    logs.append(api.get("/metrics").content.decode())
    assert "acme.example" not in logs[-1]
    assert leaks.find(secrets, logs=logs, traffic=traffic) == []


def _journey(world: World, api) -> dict[str, str]:
    """Register, activate, sign in, refresh, write, read, invite, reset; the secrets that went over the wire."""
    person = {"email": "new@acme.example", "password": "a really long passphrase 1"}
    assert api.post("/api/auth/register/", person, format="json").status_code == 202
    activation = _mailed_token()
    assert api.post("/api/auth/activate/", {"token": activation}, format="json").status_code == 200
    signed_in = api.post("/api/auth/login/", person, format="json").json()["tokens"]
    refreshed = api.post("/api/auth/token/refresh/", {"refresh": signed_in["refresh"]}, format="json").json()
    bearer = {"HTTP_AUTHORIZATION": f"Bearer {refreshed['access']}"}
    answer = api.post("/api/auth/ws-ticket/", {}, format="json", **bearer)
    assert answer.status_code == 200, answer.json()
    ticket = answer.json()["ticket"]
    _write_and_read(world)
    invited = {"email": "guest@elsewhere.example", "role": "member"}
    path = f"/api/core/organizations/{world.organization.id}/invitations/"
    assert world.admin.client.post(path, invited, format="json").status_code == 201
    invitation = _mailed_token()
    assert api.post("/api/auth/password-reset/", {"email": person["email"]}, format="json").status_code == 202
    reset = _mailed_token()
    again = {"token": reset, "password": "another long passphrase 2"}
    assert api.post("/api/auth/password-reset-confirm/", again, format="json").status_code == 200
    tasks.drain()
    return {
        "password": person["password"],
        "new password": again["password"],
        "activation": activation,
        "invitation": invitation,
        "reset": reset,
        "access": signed_in["access"],
        "refresh": signed_in["refresh"],
        "refreshed": refreshed["refresh"],
        "ticket": ticket,
    }


def _mailed_token() -> str:
    """The token in the mail that the worker sends now."""
    before = len(mail.outbox)
    tasks.drain()
    (found,) = re.findall(
        r"(?<!/unsubscribe)#token=(\S+)", "\n".join(str(letter.body) for letter in mail.outbox[before:])
    )
    return str(found)


def _write_and_read(world: World) -> None:
    client = world.member.client
    made = client.post("/api/core/projects/", {"organization": str(world.organization.id), "name": "P"}, format="json")
    environment = made.json()["environments"][0]["id"]
    body = {"environment": environment, "name": "DATABASE_URL", "value": VALUES["database"]}
    variable = client.post("/api/core/variables/", body, format="json").json()
    assert client.post(f"/api/core/variables/{variable['id']}/reveal/").json()["value"] == VALUES["database"]
    content = f"IMPORTED='{VALUES['imported']}'"
    body = {"format": "dotenv", "content": content, "mode": "merge", "dry_run": False}
    imported = client.post(f"/api/core/environments/{environment}/import/", body, format="json")
    assert imported.status_code == 200, imported.json()
    read = client.get(f"/api/core/environments/{environment}/values/").json()["variables"]
    assert sorted(read.values()) == sorted(VALUES.values())
