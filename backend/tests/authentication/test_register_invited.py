"""Registering by an invitation's link, which proves the address."""

import pytest

from authentication.models import User
from core.tenancy.models import Membership
from tests.authentication.steps import NEW_PASSWORD, deliver, log_in, post, token_in, tokens_of, works
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture
def link(world):
    """The token of an invitation that was mailed to new@acme.example."""
    path = f"/api/core/organizations/{world.organization.id}/invitations/"
    response = world.owner.client.post(path, {"email": "new@acme.example", "role": "member"}, format="json")
    assert response.status_code == 201, response.content
    (letter,) = deliver()
    return token_in(letter)


def register(link, email="new@acme.example", password=PASSWORD):
    return post("register/", {"email": email, "password": password, "invitation": link})


def test_it_signs_in_at_once_and_joins(world, link):
    response = register(link)
    assert response.status_code == 201, response.content
    assert works(tokens_of(response)["access"])
    assert response.json()["user"]["email_verified"]
    assert Membership.objects.get(user__email="new@acme.example").role == "member"
    assert register(link).status_code == 400


def test_the_invitation_is_for_one_address_only(world, link):
    response = register(link, "other@acme.example")
    assert response.status_code == 400
    assert response.json()["errors"][0]["code"] == "other_address"
    assert not User.objects.filter(email="other@acme.example").exists()


def test_it_takes_over_what_a_stranger_registered_with_the_address(world, link):
    post("register/", {"email": "new@acme.example", "password": "attackers own secret phrase"})
    assert register(link, password=NEW_PASSWORD).status_code == 201
    assert log_in("new@acme.example", "attackers own secret phrase").status_code == 401
    assert log_in("new@acme.example", NEW_PASSWORD).status_code == 200


def test_it_works_where_registration_is_closed(world, link, settings):
    settings.REGISTRATION_OPEN = False
    assert register(link).status_code == 201


def test_a_link_that_was_copied_by_hand_proves_nothing(world, link):
    organization = f"/api/core/organizations/{world.organization.id}/invitations/"
    (pending,) = world.owner.client.get(organization).json()["results"]
    copied = world.owner.client.post(f"{organization}{pending['id']}/link/", {}, format="json").json()["url"]
    response = register(copied.partition("#token=")[2])
    assert response.status_code == 202
    assert not User.objects.get(email="new@acme.example").email_verified


def test_a_link_that_was_copied_by_hand_opens_no_closed_house_to_others(world, link, settings):
    settings.REGISTRATION_OPEN = False
    organization = f"/api/core/organizations/{world.organization.id}/invitations/"
    (pending,) = world.owner.client.get(organization).json()["results"]
    copied = world.owner.client.post(f"{organization}{pending['id']}/link/", {}, format="json").json()["url"]
    response = register(copied.partition("#token=")[2], "stranger@elsewhere.example")
    assert response.json()["errors"][0]["code"] == "other_address"
    assert not User.objects.filter(email="stranger@elsewhere.example").exists()


@pytest.mark.parametrize("text", ["x", "x" * 43, "x" * 200])
def test_a_wrong_link_is_refused(db, text):
    assert register(text).json()["code"] == "invalid_token"
