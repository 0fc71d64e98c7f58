"""Asking people in, one or many: who may, whom, as what, and how often."""

from datetime import timedelta

import pytest
from django.db import connection

from core.invitations.models import Invitation
from kernel import clock
from kernel.models import EventRecord, OneTimeToken, OutboxMessage
from tests.core.invitations.stage import invite, letters, url_of
from tests.factories import make_user


def test_an_invitation_is_pending_for_seven_days_and_mailed(world):
    response = invite(world, "New.Person@Example.com")
    assert response.status_code == 201
    body = response.json()
    assert (body["email"], body["role"], body["state"]) == ("New.Person@Example.com", "member", "pending")
    assert body["invited_by"]["email"] == "admin@acme.example"
    row = Invitation.objects.get(pk=body["id"])
    assert row.expires_at - row.created_at == timedelta(days=7)
    (letter,) = letters("New.Person@Example.com")
    assert letter.to == "New.Person@Example.com"


def test_no_usable_token_exists_before_the_letter_is_composed(world):
    invite(world)
    assert not OneTimeToken.objects.exists()
    payload = OutboxMessage.objects.get(kind="mail").payload
    assert set(payload) == {"template", "to", "invitation"}


def test_mail_goes_to_the_proven_spelling(world):
    make_user("Anna@example.com")
    invite(world, "aNNA@EXAMPLE.com")
    assert letters("aNNA@EXAMPLE.com")[0].to == "Anna@example.com"


@pytest.mark.parametrize(
    ("who", "role", "status"),
    [("owner", "owner", 201), ("admin", "owner", 403), ("admin", "admin", 201), ("member", "viewer", 403),
     ("viewer", "viewer", 403), ("outsider", "viewer", 404)],
)  # fmt: skip
def test_nobody_offers_a_role_above_their_own(world, who, role, status):
    assert invite(world, role=role, who=who).status_code == status
    assert Invitation.objects.exists() is (status == 201)


@pytest.mark.parametrize("again", ["new@example.com", "NEW@EXAMPLE.COM"])
def test_an_open_invitation_to_the_same_address_is_a_conflict(world, again):
    invite(world)
    response = invite(world, again)
    assert response.status_code == 409
    assert response.json()["errors"][0]["code"] == "already_invited"


def test_a_member_is_not_invited_again(world):
    response = invite(world, "Member@Acme.example")
    assert response.status_code == 409
    assert response.json()["errors"][0]["code"] == "already_member"


def test_an_expired_invitation_makes_room_for_another(world):
    first = invite(world).json()
    Invitation.objects.filter(pk=first["id"]).update(expires_at=clock.now())
    assert invite(world).status_code == 201
    listed = world.admin.client.get(url_of(world)).json()["results"]
    assert [row["state"] for row in listed] == ["pending", "expired"]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"email": "x@example.com"},
        {"email": "x@example.com", "role": "god"},
        {"email": "nobody", "role": "member"},
        {"email": "a@b@example.com", "role": "member"},
        {"email": "a\n@example.com", "role": "member"},
        {"email": "ａnna@example.com", "role": "member"},
        {"email": "\u212aim@example.com", "role": "member"},
        {"email": "k\u0131m@example.com", "role": "member"},
        {"email": '"a\u0001b"@example.com', "role": "member"},
        {"email": 7, "role": "member"},
        {"email": "x@" + "e" * 300 + ".com", "role": "member"},
        {"email": "x@example.com", "role": "member", "admin": True},
        {"invitations": []},
        {"invitations": "x@example.com"},
        {"invitations": [{"email": "x@example.com", "role": "member", "admin": True}]},
        {"invitations": [{"email": "x@example.com", "role": "member"}], "email": "y@example.com"},
        {"invitations": [{"email": f"x{n}@example.com", "role": "member"} for n in range(101)]},
        {"invitations": [None]},
        [],
        7,
    ],
)
def test_a_faulty_body_is_refused_whole(world, body):
    response = world.admin.client.post(url_of(world), body, format="json")
    assert response.status_code == 400
    assert not Invitation.objects.exists()


def test_a_faulty_row_of_many_is_named_by_its_place(world):
    rows = [{"email": "x@example.com", "role": "member"}, {"email": "nobody", "role": "member"}]
    response = world.admin.client.post(url_of(world), {"invitations": rows}, format="json")
    assert response.json()["errors"][0]["field"] == "invitations.1.email"


def test_many_are_invited_at_once_and_each_refusal_stands_beside_the_rest(world):
    rows = [
        {"email": "one@example.com", "role": "member"},
        {"email": "ONE@example.com", "role": "viewer"},
        {"email": "member@acme.example", "role": "viewer"},
        {"email": "boss@example.com", "role": "owner"},
        {"email": "two@example.com", "role": "admin"},
        {"email": "three@example.com", "role": "owner"},
        {"email": "Three@example.com", "role": "viewer"},
    ]
    response = world.admin.client.post(url_of(world), {"invitations": rows}, format="json")
    assert response.status_code == 201
    results = response.json()["results"]
    assert [row["email"] for row in results] == [row["email"] for row in rows]
    assert [row["error"] and row["error"]["code"] for row in results] == [
        None, "already_invited", "already_member", "permission_denied", None, "permission_denied", None,
    ]  # fmt: skip
    assert [bool(row["invitation"]) for row in results] == [True, False, False, False, True, False, True]
    assert len(letters("one@example.com") + letters("two@example.com")) == 2
    verbs = EventRecord.objects.filter(stream__key=f"o:{world.organization.id}").values_list("verb", flat=True)
    assert list(verbs) == ["invitations.invitation.created"] * 3


def test_none_of_many_being_possible_is_no_event(world):
    rows = [{"email": "member@acme.example", "role": "viewer"}]
    assert world.admin.client.post(url_of(world), {"invitations": rows}, format="json").status_code == 201
    assert not EventRecord.objects.exists()


def test_many_cost_few_queries(world, django_assert_max_num_queries):
    client = world.admin.client
    for count, most in ((10, 40), (50, 120)):
        rows = [{"email": f"p{count}-{n}@example.com", "role": "member"} for n in range(count)]
        with django_assert_max_num_queries(most):
            client.post(url_of(world), {"invitations": rows}, format="json")


def test_an_organization_has_a_budget_of_mails(world, settings):
    settings.RATES = settings.RATES | {"invitations_organization": "2/h"}
    assert invite(world, "1@example.com").status_code == 201
    assert invite(world, "2@example.com").status_code == 201
    response = invite(world, "3@example.com")
    assert response.status_code == 429
    assert int(response.headers["Retry-After"]) > 0
    assert world.outsider.client.post(
        f"/api/core/organizations/{_elsewhere(world)}/invitations/",
        {"email": "4@example.com", "role": "member"},
        format="json",
    ).status_code == 201  # fmt: skip


def _elsewhere(world):
    return world.outsider.client.get("/api/core/organizations/").json()["results"][0]["id"]


def test_the_list_is_filtered_by_the_state_that_the_clock_tells(world, django_assert_max_num_queries):
    late = invite(world, "late@example.com").json()["id"]
    Invitation.objects.filter(pk=late).update(expires_at=clock.now())
    open_ = invite(world, "open@example.com").json()["id"]
    gone = invite(world, "gone@example.com").json()["id"]
    client = world.admin.client
    assert client.delete(url_of(world, gone)).status_code == 204

    def listed(state):
        return [row["id"] for row in client.get(url_of(world), {"state": state}).json()["results"]]

    with django_assert_max_num_queries(3):
        assert listed("expired") == [late]
    assert (listed("pending"), listed("revoked"), listed("accepted")) == ([open_], [gone], [])
    assert client.get(url_of(world), {"state": "odd"}).status_code == 400


@pytest.mark.django_db(transaction=True)
def test_two_admins_inviting_the_same_person_at_once_make_one_invitation(world):
    import threading

    start, statuses = threading.Barrier(2), []

    def ask(who):
        client = world[who].client
        start.wait()
        response = client.post(url_of(world), {"email": "both@example.com", "role": "member"}, format="json")
        statuses.append(response.status_code)
        connection.close()

    threads = [threading.Thread(target=ask, args=(who,)) for who in ("owner", "admin")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [201, 409]
