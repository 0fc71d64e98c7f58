"""The demo: everything a newcomer wants to see, made by the program's own actions, twice without harm."""

import pytest
from django.core.management import CommandError, call_command

from core.management.commands.demo import LOCAL_PASSWORD
from core.management.demodata import PEOPLE
from core.tenancy.models import Organization
from kernel.models import OutboxMessage


def sign_in(api, email, password=LOCAL_PASSWORD):
    response = api.post("/api/auth/login/", {"email": email, "password": password}, format="json")
    assert response.status_code == 200, response.content
    api.credentials(HTTP_AUTHORIZATION=f"Bearer {response.json()['tokens']['access']}")
    return api


@pytest.mark.django_db
def test_it_can_be_looked_around_in(api, capsys):
    call_command("demo")
    assert LOCAL_PASSWORD in capsys.readouterr().out
    client = sign_in(api, "owner@demo.keynest.test")
    (organization,) = client.get("/api/core/organizations/").json()["results"]
    assert (organization["name"], organization["member_count"], organization["role"]) == ("Acme", 4, "owner")
    base = f"/api/core/organizations/{organization['id']}/"
    assert [row["state"] for row in client.get(base + "invitations/").json()["results"]].count("pending") == 1
    projects = client.get("/api/core/projects/", {"organization": organization["id"]}).json()["results"]
    assert {len(project["environments"]) for project in projects} == {3}
    counts = [environment["variable_count"] for project in projects for environment in project["environments"]]
    assert sum(counts) == 60
    history = client.get(f"/api/core/environments/{projects[0]['environments'][0]['id']}/history/").json()["results"]
    assert len(history) == 2
    assert client.get(base + "audit/verify/").json()["valid"] is True
    rooms = client.get("/api/core/chat/rooms/", {"organization": organization["id"]}).json()["results"]
    assert sorted((room["kind"], room["name"]) for room in rooms if room["last_no"]) == [
        ("direct", ""), ("organization", "deploys"), ("organization", "general"), ("project", "storefront")
    ]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.name)
def test_everybody_can_sign_in_with_the_printed_password(api, person):
    call_command("demo")
    client = sign_in(api, person.email)
    assert client.get("/api/core/organizations/").json()["results"][0]["role"] == person.role


@pytest.mark.django_db
def test_a_second_time_changes_nothing(capsys):
    call_command("demo")
    before = OutboxMessage.objects.count()
    call_command("demo")
    assert "already" in capsys.readouterr().out
    assert Organization.objects.count() == 1
    assert OutboxMessage.objects.count() == before


@pytest.mark.django_db
def test_a_public_system_is_left_alone_unless_forced_and_then_has_a_password_of_its_own(settings, capsys):
    settings.PUBLIC_URL = "https://keynest.example"
    with pytest.raises(CommandError, match="--force"):
        call_command("demo")
    assert not Organization.objects.exists()
    call_command("demo", "--force")
    assert LOCAL_PASSWORD not in capsys.readouterr().out
